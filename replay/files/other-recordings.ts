import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Bindings, Trial } from '../matching/bindings.ts';
import { compareRequests } from '../matching/compare.ts';
import type { LiveRequest } from '../matching/matching.ts';
import { PROVIDERS_FILE, readProviders } from './store.ts';

/**
 * Which other recording of the line holds a request that missed: told to a person, never used as the answer.
 * @param folder absolute path of the line's recordings
 * @returns test and setup of the first one in order of their names, or undefined
 */
export async function findInOtherRecordings(
  folder: string,
  live: LiveRequest,
  own: { test: string; setup: string },
): Promise<{ test: string; setup: string } | undefined> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter(({ name }) => name === PROVIDERS_FILE)
    .map(({ parentPath, name }) => join(parentPath, name));
  for (const file of files.sort()) {
    const recording = await readProviders(file).catch(() => undefined);
    if (recording?.setup === undefined || (recording.test === own.test && recording.setup === own.setup)) continue;
    const holds = recording.exchanges.some(
      ({ provider, request }) =>
        provider === live.provider && compareRequests(request, live.request, new Trial(new Bindings()), 1).length === 0,
    );
    if (holds) return { test: recording.test, setup: recording.setup };
  }
  return undefined;
}
