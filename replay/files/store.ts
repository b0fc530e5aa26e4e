/** Reads and writes recording files. Writing is atomic: a reader sees the old file or the new one, whatever is killed. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { isAlive } from './alive.ts';
import { entriesBelow } from './walk.ts';
import {
  parseProviders,
  parseStack,
  parseStackHeader,
  type ProvidersRecording,
  type StackRecording,
} from '../recording/format.ts';
import { IMPORTED, STARTUP } from '../recording/names.ts';

export const PROVIDERS_FILE = 'providers.json';
export const STACK_FILE = 'stack.json';

/** @returns undefined when there is no such file. @throws {BadRecording} when it is no recording */
export async function readProviders(file: string): Promise<ProvidersRecording | undefined> {
  const text = await readText(file);
  return text === undefined ? undefined : parseProviders(text, file);
}

/** @returns undefined when there is no such file. @throws {BadRecording} when it is no recording */
export async function readStack(file: string): Promise<StackRecording | undefined> {
  const text = await readText(file);
  return text === undefined ? undefined : parseStack(text, file);
}

/** The header alone. @returns undefined when there is no such file. @throws {BadRecording} when it is no recording */
export async function readStackHeader(file: string): Promise<Omit<StackRecording, 'calls'> | undefined> {
  const text = await readText(file);
  return text === undefined ? undefined : parseStackHeader(text, file);
}

/** The file of the start-up calls to one provider, below the recordings folder. */
export function startupFile(recordings: string, line: string, provider: string): string {
  return join(recordings, line, STARTUP, `${provider}.json`);
}

/** The file of the models of imported recordings, which a provider lists beside those of its start-up. */
export function importedModelsFile(recordings: string, line: string, provider: string): string {
  return join(recordings, line, STARTUP, IMPORTED, `${provider}.json`);
}

export async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes one file, or leaves it as it was. */
export function writeAtomically(file: string, text: string): Promise<void> {
  return writeTogether([{ file, text }]);
}

/**
 * Writes files that belong together: each appears whole, and none before all of them are on the disk.
 * @param removed files that go when these come, where they are there
 */
export async function writeTogether(
  files: readonly { file: string; text: string }[],
  removed: readonly string[] = [],
): Promise<void> {
  const written: { file: string; temporary: string }[] = [];
  try {
    for (const { file, text } of files) {
      await mkdir(dirname(file), { recursive: true });
      const temporary = join(dirname(file), `.${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
      written.push({ file, temporary });
      const handle = await open(temporary, 'wx');
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
    for (const file of removed) await rm(file, { force: true });
    for (const { file, temporary } of written) await rename(temporary, file);
  } catch (error) {
    for (const { temporary } of written) await rm(temporary, { force: true });
    throw error;
  }
}

const TEMPORARY = /^\.(\d+)-[0-9a-f]{12}\.tmp$/;

/** Removes what processes that were killed while they wrote have left below `folder`. */
export async function removeAbandoned(folder: string): Promise<void> {
  const entries = await entriesBelow(folder).catch(() => []);
  for (const { name, parentPath } of entries) {
    const [, pid] = TEMPORARY.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(parentPath, name), { force: true });
  }
}
