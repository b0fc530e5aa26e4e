/** All recordings below one folder, or of one git revision, as values. */
import type { Dirent } from 'node:fs';
import { lstatSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Fault, messageOf } from '../../errors/fault.ts';
import {
  parseProviders,
  parseStack,
  type ProvidersRecording,
  type StackRecording,
} from '../../replay/recording/format.ts';
import type { ExternalTest } from '../../replay/recording/external.ts';
import { readManifest } from './external-manifest.ts';
import { entriesBelow } from '../../replay/files/walk.ts';
import { RecordingFile } from './recording-file.ts';
import { parseRecordingPath, type TestPath } from './recording-path.ts';

export interface RecordedTest {
  line: string;
  setup: string;
  spec: string;
  folder: string;
  /** The test's title path as the recording states it; the folder where neither file can be read. */
  readonly title: string;
  providers?: RecordingFile<ProvidersRecording>;
  stack?: RecordingFile<StackRecording>;
  /** Of an external test. */
  manifest?: RecordingFile<ExternalTest>;
}

export interface RecordedStartup {
  line: string;
  provider: string;
  file: RecordingFile<ProvidersRecording>;
}

export interface Tree {
  tests: RecordedTest[];
  startups: RecordedStartup[];
  /** Files that are no recordings, notes in Markdown excepted. */
  strays: string[];
}

/** All files of a test's recording. */
export function filesOf({ providers, stack, manifest }: RecordedTest): RecordingFile<unknown>[] {
  return [providers, stack, manifest].filter((file) => file !== undefined);
}

/** Texts by path below the recordings folder. */
export type Files = ReadonlyMap<string, string>;

/** @throws {Fault} when the folder cannot be read */
export async function filesBelow(folder: string): Promise<Files> {
  const read = await readersBelow(folder, {});
  return new Map([...read].map(([path, text]) => [path, text()]));
}

/** Reads every text as the recording that its path promises. A text that is none is kept, with its fault. */
export function treeOf(files: Files): Tree {
  return treeIn(new Map([...files].map(([path, text]) => [path, () => text])));
}

/** The recordings of a folder. A file is read when something of it is asked for. @throws {Fault} when there is no such folder */
export async function readTree(folder: string, place: Place = {}): Promise<Tree> {
  return treeIn(await readersBelow(folder, place));
}

/** Lines and setups to which the recordings are narrowed before any is looked at; all where none is named. */
export interface Place {
  lines?: readonly string[];
  setups?: readonly string[];
}

type Readers = ReadonlyMap<string, () => string>;

async function readersBelow(folder: string, { lines = [], setups = [] }: Place): Promise<Readers> {
  try {
    const entries = await entriesOf(folder, lines, setups);
    const files = entries
      .filter((entry) => !entry.isDirectory())
      .map((entry): [string, () => string] => {
        const file = join(entry.parentPath, entry.name);
        // A link or a pipe is no recording, wherever it leads.
        const read = entry.isFile() ? () => readFileSync(file, 'utf8') : () => '';
        return [file.slice(join(folder, sep).length).split(sep).join('/'), read];
      });
    return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
  } catch (error) {
    throw new Fault({
      what: `The recordings folder ${folder} cannot be read: ${messageOf(error)}.`,
      fix: 'Name the folder with --recordings <folder>.',
    });
  }
}

async function entriesOf(folder: string, lines: readonly string[], setups: readonly string[]): Promise<Dirent[]> {
  if (lines.length === 0 && setups.length === 0) return entriesBelow(folder);
  const below = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const there = below.map(({ name }) => name).filter((line) => lines.length === 0 || lines.includes(line));
  const folders = there.flatMap((line) =>
    setups.length === 0 ? [join(folder, line)] : setups.map((setup) => join(folder, line, setup)),
  );
  const found = folders
    .filter((each) => lstatSync(each, { throwIfNoEntry: false })?.isDirectory() === true)
    .map((each) => entriesBelow(each));
  return (await Promise.all(found)).flat();
}

function treeIn(files: Readers): Tree {
  const tests = new Map<string, RecordedTest>();
  const startups: RecordedStartup[] = [];
  const strays: string[] = [];
  for (const [path, read] of files) {
    const place = parseRecordingPath(path);
    if (place === undefined) {
      if (!path.endsWith('.md')) strays.push(path);
    } else if (place.kind === 'startup') {
      const file = new RecordingFile(path, read, parseProviders);
      startups.push({ line: place.line, provider: place.provider, file });
    } else addTo(tests, place, read);
  }
  return { tests: [...tests.values()], startups, strays };
}

function addTo(
  tests: Map<string, RecordedTest>,
  { folder, line, setup, spec, file, path }: TestPath,
  read: () => string,
): void {
  const test = tests.get(folder) ?? new TestFolder(line, setup, spec, folder);
  tests.set(folder, test);
  if (file === 'manifest') test.manifest = new RecordingFile(path, read, readManifest);
  else if (file === 'providers') test.providers = new RecordingFile(path, read, parseProviders);
  else test.stack = new RecordingFile(path, read, parseStack);
}

class TestFolder implements RecordedTest {
  readonly line: string;
  readonly setup: string;
  readonly spec: string;
  readonly folder: string;
  providers?: RecordingFile<ProvidersRecording>;
  stack?: RecordingFile<StackRecording>;
  manifest?: RecordingFile<ExternalTest>;

  constructor(line: string, setup: string, spec: string, folder: string) {
    this.line = line;
    this.setup = setup;
    this.spec = spec;
    this.folder = folder;
  }

  get title(): string {
    return this.providers?.title ?? this.stack?.title ?? this.folder;
  }
}
