/** Start-up recordings that the package ships: they say what a provider is, for a project that has not recorded it yet. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isOutside, packageFolder } from '../../folders/folders.ts';
import { startupFile } from './store.ts';

/** That of the line, or else of the newest one that knows the provider; undefined in our own repository, where none is missing. */
export function shippedStartup(line: string, provider: string): string | undefined {
  const recordings = join(packageFolder, 'recordings');
  if (!isOutside() || !existsSync(recordings)) return undefined;
  const lines = [line, ...readdirSync(recordings).sort().toReversed()];
  return lines.map((each) => startupFile(recordings, each, provider)).find((file) => existsSync(file));
}

/** Whether the start-up of a provider is recorded, in the project or in the package. */
export function startupIsRecorded(recordings: string, line: string, provider: string): boolean {
  return existsSync(startupFile(recordings, line, provider)) || shippedStartup(line, provider) !== undefined;
}
