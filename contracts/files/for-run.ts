/** What the answers of a run are held against. */
import { knownFilesOf } from './known-findings.ts';
import { sdkContractFiles } from './compiled.ts';

/** Absolute files. */
export interface ContractFiles {
  /** Compiled contracts. */
  files: string[];
  /** Known findings of the line. */
  known: string[];
}

/**
 * @param setups folders that have known findings, the first is where new ones would be added
 * @param making is told before a contract is compiled, which takes some seconds, once on a machine
 */
export async function contractFiles(of: {
  cache: string;
  line: string;
  setups: readonly string[];
  making: (text: string) => void;
}): Promise<ContractFiles> {
  const { cache, line, setups, making } = of;
  return { files: await sdkContractFiles(cache, making), known: knownFilesOf(setups, line) };
}
