/** Contracts as code that is ready to load: made once for all that they depend on, and kept in the user's cache folder. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import vm from 'node:vm';
import { z } from 'zod';
import { writeWhole } from '../../errors/kept-values.ts';
import { compiled, type ContractSource } from '../compile.ts';
import { About, Contract, type Validate } from '../contract.ts';
import { sdkContract } from '../sdk.ts';
import { type Sdk, SDKS, sdkDefinitions, sdkInputs, versionOf } from './sdk-definitions.ts';

/**
 * The compiled contracts of the SDKs' types, which are made where there are none of their versions yet: that takes some
 * seconds, once on a machine.
 * @param cache the user's cache folder
 * @param making is told before one is made
 */
export async function sdkContractFiles(cache: string, making: (text: string) => void): Promise<string[]> {
  const files: string[] = [];
  for (const sdk of ['openai', 'anthropic'] as const satisfies Sdk[]) {
    const make = async () => {
      making(`Making schemas of the types of ${SDKS[sdk]}, once …`);
      return sdkContract(await sdkDefinitions(sdk));
    };
    files.push(await keptIn(cache, sdk, sdkInputs(sdk), make));
  }
  return files;
}

/**
 * The file of a compiled contract.
 * @param name of the contract
 * @param inputs all that it depends on, besides this project's code
 */
export async function keptIn(
  cache: string,
  name: string,
  inputs: readonly string[],
  make: () => Promise<ContractSource> | ContractSource,
): Promise<string> {
  const file = join(cache, 'contracts', `${name}-${digestOf([...inputs, versionOf('ajv'), ...ownCode()])}.cjs`);
  if (!existsSync(file)) await write(file, compiled(await make()));
  return file;
}

/** @throws when the file is none of `keptIn` */
export function loadContract(file: string): Contract {
  const loaded = exportsOf(file);
  const validate: Validate = (schema, value) => {
    const validator = Validator.parse(loaded[schema]);
    return validator(value) ? [] : (validator.errors ?? []);
  };
  return new Contract(About.parse(loaded['about']), validate);
}

/**
 * What the module exports. Not by `require`: Playwright would compile it anew in every worker, for minutes. Node looks at
 * what V8 made of the text before, which lies beside the file: to compile one takes 60 ms.
 */
function exportsOf(file: string): Record<string, unknown> {
  const exports: Record<string, unknown> = {};
  const text = `(function (exports, module) {${readFileSync(file, 'utf8')}\n})`;
  const keptCode = `${file}.v8`;
  const cachedData = existsSync(keptCode) ? readFileSync(keptCode) : undefined;
  const script = new vm.Script(text, { filename: file, ...(cachedData && { cachedData }) });
  Wrapped.parse(script.runInThisContext())(exports, { exports });
  if (cachedData === undefined || script.cachedDataRejected === true) {
    writeWhole(keptCode, script.createCachedData());
  }
  return exports;
}

const Wrapped = z.custom<(exports: object, module: object) => void>((value) => typeof value === 'function');
interface CompiledValidator {
  (value: unknown): boolean;
  errors?: ReturnType<Validate> | null;
}
const Validator = z.custom<CompiledValidator>((value) => typeof value === 'function');

/** The code that makes contracts, so that what other code made is not taken. */
function ownCode(): string[] {
  const folder = dirname(import.meta.dirname);
  return readdirSync(folder)
    .filter((name) => /\.[jt]s$/.test(name) && !name.endsWith('.d.ts'))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

function digestOf(inputs: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 16);
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, text);
  await rename(temporary, file);
}
