/** Reads and writes recording files. Writing is atomic: a reader sees the old file or the new one, whatever is killed. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { parseProviders, parseStack, type ProvidersRecording, type StackRecording } from './recording.ts';

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

/** The file of the start-up calls to one provider, below the recordings folder. */
export function startupFile(recordings: string, line: string, provider: string): string {
  return join(recordings, line, 'startup', `${provider}.json`);
}

export async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function writeAtomically(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = join(dirname(file), `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
