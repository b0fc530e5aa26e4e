/** Reads what coverage is counted from. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Distribution, loadDistributions } from '../../stack/pointer/distribution.ts';
import { Fault, messageOf } from '../../errors/fault.ts';
import { parseStack } from '../../replay/recording/format.ts';
import { parseRecordingPath } from '../recordings/recording-path.ts';
import { filesBelow } from '../recordings/tree.ts';
import { type DeclaredEvents, parseEvents } from './events.ts';
import type { TestCalls } from './observed.ts';
import { parseServed, type Served } from './operations.ts';

/** @throws {Fault} when there is no default distribution */
export function defaultDistribution(): Distribution {
  const found = loadDistributions(process.env['STACK_DISTRIBUTIONS'] || undefined).find(
    (distribution) => distribution.default,
  );
  if (found) return found;
  throw new Fault({
    what: 'No distribution is the default one.',
    fix: 'Say `default: true` in one distribution.yaml below stack/distributions/.',
  });
}

export const servedFile = ({ folder }: Distribution) => join(folder, 'openapi.json');

/** @throws {Fault} that names the file and how to make it */
export async function readServed(distribution: Distribution): Promise<Served> {
  const file = servedFile(distribution);
  return await reading(
    file,
    parseServed,
    'Write it with "npm run stack" in one terminal and "npm run coverage -- --refresh" in another.',
  );
}

/** @throws {Fault} that names the file */
export async function readEvents({ folder }: Distribution): Promise<DeclaredEvents> {
  const file = join(folder, 'response-events.yaml');
  return await reading(
    file,
    parseEvents,
    'Correct it: the events that the distribution sends, and those that it never does.',
  );
}

/**
 * The recorded client calls of the tests that there are. A recording whose test is gone is left out.
 * @param recordings the recordings folder, absolute
 * @param titles of all tests: `<spec file> › <describe> › <title>`
 * @throws {BadRecording} when a file of the line is no recording
 */
export async function readCalls(recordings: string, line: string, titles: ReadonlySet<string>): Promise<TestCalls[]> {
  const folder = join(recordings, line);
  if (!existsSync(folder)) return [];
  return [...(await filesBelow(folder))].flatMap(([path, text]) => {
    const place = parseRecordingPath(`${line}/${path}`);
    if (place?.kind !== 'test' || place.file !== 'stack') return [];
    const { test, calls } = parseStack(text, place.path);
    return titles.has(test) ? [{ title: test, setup: place.setup, calls }] : [];
  });
}

async function reading<T>(file: string, parse: (text: string) => T, fix: string): Promise<T> {
  try {
    return parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new Fault({ what: `${file} cannot be read.`, why: messageOf(error), fix });
  }
}
