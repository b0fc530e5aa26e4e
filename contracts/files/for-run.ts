/** What the answers of a run are held against. */
import { documentContractFile } from './document.ts';
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
  /** An OpenAPI document that answers are held against besides, as `documentContractFile` takes it. */
  document?: string | undefined;
  stackUrl?: string | undefined;
}): Promise<ContractFiles> {
  const { cache, line, setups, making, document, stackUrl } = of;
  const files = await sdkContractFiles(cache, making);
  if (document !== undefined) files.push(await documentContractFile(cache, document, stackUrl, making));
  return { files, known: knownFilesOf(setups, line) };
}
