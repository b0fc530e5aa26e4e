import { parseArgs } from 'node:util';
import type { Source } from '../../replay/recording/exchange.ts';
import { CHOICE_HELP, choiceOf, choiceOptions, readChosen, recordingsFolder } from './choice.ts';
import type { Command } from './command.ts';
import { count, size, table, type Column } from '../screen.ts';
import type { Outline, RecordingFile } from './recording-file.ts';
import { filesOf, type RecordedTest, type Tree } from './tree.ts';

interface Row {
  line: string;
  /** `startup` for the start-up calls of a provider. */
  setup: string;
  test: string;
  folder: string;
  /** Client calls, and the provider exchanges that they caused; undefined where the file is missing or damaged. */
  calls: number | undefined;
  exchanges: number | undefined;
  bytes: number;
  recorded: string | undefined;
  ageDays: number | undefined;
  sources: Source[];
  faults: string[];
}

export const ls: Command = {
  summary: 'lists recordings: setup, test, calls, exchanges, size, age, source',
  help: `npm run recordings -- ls [pattern…] [options]

Lists the recordings whose path or title has one of the patterns in it; all without a pattern. CALLS are the client's calls
to the stack, EXCHANGES the stack's calls to providers. AGE is the days since the recording. SOURCE is what the answers
come from: provider, local model, or scripted. Exit code 1 when a file is no recording; "verify" looks into its exchanges.

${CHOICE_HELP}`,
  async run(args, screen) {
    const { values, positionals } = parseArgs({ args, options: choiceOptions, allowPositionals: true });
    const found = rows(await readChosen(recordingsFolder(values), choiceOf(values, positionals)), new Date());
    const damaged = found.flatMap(({ faults }) => faults);
    if (values.json) screen.json(found);
    else {
      const [titles, ...lines] = table(found, COLUMNS);
      if (found.length > 0) screen.print(screen.paint('bold', titles ?? ''));
      for (const line of lines) screen.print(line);
      const bytes = found.reduce((sum, row) => sum + row.bytes, 0);
      screen.print(screen.paint('dim', `${count(found.length, 'recording')}, ${size(bytes)}`));
      for (const fault of damaged) screen.print(screen.paint('red', fault));
    }
    return damaged.length > 0 ? 1 : 0;
  },
};

const COLUMNS: Column<Row>[] = [
  { title: 'LINE', text: ({ line }) => line },
  { title: 'SETUP', text: ({ setup }) => setup },
  { title: 'CALLS', text: ({ calls }) => String(calls ?? '-'), right: true },
  { title: 'EXCHANGES', text: ({ exchanges }) => String(exchanges ?? '-'), right: true },
  { title: 'SIZE', text: ({ bytes }) => size(bytes), right: true },
  { title: 'AGE', text: ({ ageDays }) => (ageDays === undefined ? '?' : `${ageDays} d`), right: true },
  { title: 'SOURCE', text: ({ sources }) => sources.join(', ') || '-' },
  { title: 'TEST', text: ({ test }) => test },
];

/** One row per recording, in the order of their paths. */
function rows({ tests, startups }: Pick<Tree, 'tests' | 'startups'>, now: Date): Row[] {
  const startupRows = startups.map(({ line, provider, file }) => ({
    line,
    setup: 'startup',
    test: file.title ?? provider,
    folder: file.path,
    calls: undefined,
    exchanges: file.outline?.exchanges.length,
    bytes: Buffer.byteLength(file.text),
    ...dated(file.outline?.recorded, now),
    sources: sourcesOf(file.outline),
    faults: faultsOf(file),
  }));
  return [...startupRows, ...tests.map((test) => testRow(test, now))];
}

function testRow(test: RecordedTest, now: Date): Row {
  const { line, setup, title, folder, providers, stack, manifest } = test;
  return {
    line,
    setup,
    test: title,
    folder,
    calls: stack?.outline?.calls.length,
    exchanges: providers?.outline?.exchanges.length,
    bytes: filesOf(test).reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
    ...dated(providers?.outline?.recorded ?? stack?.outline?.recorded, now),
    sources: sourcesOf(providers?.outline),
    faults: [
      ...[providers, stack].filter((file) => file !== undefined).flatMap(faultsOf),
      ...(manifest?.fault === undefined ? [] : [manifest.fault]),
    ],
  };
}

/** Why a file is no recording, where its outline cannot be read. */
function faultsOf(file: RecordingFile<unknown>): string[] {
  return file.outline === undefined ? [file.fault ?? `${file.path} cannot be read.`] : [];
}

/** All sources of a recording's answers, those of single exchanges included. */
export function sourcesOf(recording: Pick<Outline, 'from' | 'exchanges'> | undefined): Source[] {
  if (recording === undefined) return [];
  const sources = recording.exchanges.map(({ provider, source }) => source ?? recording.from[provider]?.source);
  return [...new Set(sources.filter((source) => source !== undefined))].sort();
}

function dated(recorded: string | undefined, now: Date): Pick<Row, 'recorded' | 'ageDays'> {
  const time = Date.parse(recorded ?? '');
  const days = Math.floor((now.getTime() - time) / 86_400_000);
  return { recorded, ageDays: Number.isNaN(time) ? undefined : Math.max(0, days) };
}
