/** All recordings below one folder, or of one git revision, as values. */
import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Fault, messageOf } from '../../errors/fault.ts';
import {
  parseProviders,
  parseStack,
  type ProvidersRecording,
  type StackRecording,
} from '../../replay/recording/format.ts';
import { parseRecordingPath, type TestPath } from './recording-path.ts';

/** A file that was read. `recording` is missing where the text is none; `fault` says why then. */
export interface Loaded<T> {
  path: string;
  text: string;
  recording?: T;
  fault?: string;
}

export interface RecordedTest {
  line: string;
  setup: string;
  spec: string;
  folder: string;
  /** The test's title path as the recording states it; the folder where neither file can be read. */
  title: string;
  providers?: Loaded<ProvidersRecording>;
  stack?: Loaded<StackRecording>;
}

export interface RecordedStartup {
  line: string;
  provider: string;
  file: Loaded<ProvidersRecording>;
}

export interface Tree {
  tests: RecordedTest[];
  startups: RecordedStartup[];
  /** Files that are no recordings, notes in Markdown excepted. */
  strays: string[];
}

/** Texts by path below the recordings folder. */
export type Files = ReadonlyMap<string, string>;

/** @throws {Fault} when the folder cannot be read */
export async function filesBelow(folder: string): Promise<Files> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const read = async (entry: Dirent): Promise<readonly [string, string]> => {
      const path = join(entry.parentPath, entry.name).slice(join(folder, sep).length);
      // A link or a pipe is no recording, wherever it leads.
      return [path.split(sep).join('/'), entry.isFile() ? await readFile(join(folder, path), 'utf8') : ''];
    };
    const files = await Promise.all(entries.filter((entry) => !entry.isDirectory()).map(read));
    return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
  } catch (error) {
    throw new Fault({
      what: `The recordings folder ${folder} cannot be read: ${messageOf(error)}.`,
      fix: 'Name the folder with --recordings <folder>.',
    });
  }
}

/** Reads every text as the recording that its path promises. A text that is none is kept, with its fault. */
export function treeOf(files: Files): Tree {
  const tests = new Map<string, RecordedTest>();
  const startups: RecordedStartup[] = [];
  const strays: string[] = [];
  for (const [path, text] of files) {
    const place = parseRecordingPath(path);
    if (place === undefined) {
      if (!path.endsWith('.md')) strays.push(path);
    } else if (place.kind === 'startup') {
      startups.push({ line: place.line, provider: place.provider, file: load(path, text, parseProviders) });
    } else addTo(tests, place, text);
  }
  return { tests: [...tests.values()], startups, strays };
}

export async function readTree(folder: string): Promise<Tree> {
  return treeOf(await filesBelow(folder));
}

function addTo(
  tests: Map<string, RecordedTest>,
  { folder, line, setup, spec, seam, path }: TestPath,
  text: string,
): void {
  const test = tests.get(folder) ?? { line, setup, spec, folder, title: folder };
  tests.set(folder, test);
  if (seam === 'providers') test.providers = load(path, text, parseProviders);
  else test.stack = load(path, text, parseStack);
  test.title = test.providers?.recording?.test ?? test.stack?.recording?.test ?? folder;
}

function load<T>(path: string, text: string, parse: (text: string, file: string) => T): Loaded<T> {
  try {
    return { path, text, recording: parse(text, path) };
  } catch (error) {
    return { path, text, fault: messageOf(error) };
  }
}
