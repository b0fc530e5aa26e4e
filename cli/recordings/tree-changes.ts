/** What changed between two trees of recordings, test by test. */
import type { Difference } from '../../replay/matching/compare.ts';
import type { ProvidersRecording, StackRecording } from '../../replay/recording/format.ts';
import { equivalentExchanges } from '../../replay/matching/equivalence.ts';
import { exchangeDifferences } from './exchange-differences.ts';
import type { Loaded } from './recording-file.ts';
import type { RecordedTest, Tree } from './tree.ts';

export type Change =
  | { kind: 'added' | 'removed'; folder: string; title: string }
  | { kind: 'renamed'; folder: string; title: string; was: string }
  | { kind: 'changed'; folder: string; title: string; differences: Difference[] };

export function changes(old: Tree, now: Tree): Change[] {
  const [before, after] = [byFolder(old), byFolder(now)];
  const removed = [...before.values()].filter(({ folder }) => !after.has(folder));
  const added = [...after.values()].filter(({ folder }) => !before.has(folder));
  const renames = added.flatMap((test): { test: RecordedTest; was: RecordedTest }[] => {
    const at = removed.findIndex((other) => isRenamed(other, test));
    const was = at === -1 ? undefined : removed.splice(at, 1)[0];
    return was === undefined ? [] : [{ test, was }];
  });
  const renamed = new Set(renames.map(({ test }) => test));
  return [
    ...removed.map(({ folder, title }): Change => ({ kind: 'removed', folder, title })),
    ...added
      .filter((test) => !renamed.has(test))
      .map(({ folder, title }): Change => ({ kind: 'added', folder, title })),
    ...renames.map(({ test, was }): Change => ({
      kind: 'renamed',
      folder: test.folder,
      title: test.title,
      was: was.folder,
    })),
    ...[...after.values()].flatMap((test): Change[] => {
      const differences = testDifferences(before.get(test.folder), test);
      return differences.length === 0 ? [] : [{ kind: 'changed', folder: test.folder, title: test.title, differences }];
    }),
  ];
}

/** Tests and start-ups alike, by the folder or file that stands for them. */
function byFolder({ tests, startups }: Tree): Map<string, RecordedTest> {
  const startupTests = startups.map(({ line, provider, file }) => ({
    line,
    setup: 'startup',
    spec: '',
    folder: file.path,
    title: `start-up of ${provider}`,
    providers: file,
  }));
  return new Map([...startupTests, ...tests].map((test) => [test.folder, test]));
}

/** The differences of two states of one test; none for a test that has only one. */
function testDifferences(was: RecordedTest | undefined, is: RecordedTest): Difference[] {
  if (was === undefined) return [];
  return [
    ...fileDifferences(was.stack, is.stack, 'stack.json', ({ calls }) => calls, 'call'),
    ...fileDifferences(was.providers, is.providers, 'providers.json', ({ exchanges }) => exchanges, 'exchange'),
  ];
}

type Exchanges = Parameters<typeof exchangeDifferences>[0];

export function fileDifferences<T extends ProvidersRecording | StackRecording>(
  was: Loaded<T> | undefined,
  is: Loaded<T> | undefined,
  file: string,
  exchanges: (recording: T) => Exchanges,
  noun: string,
): Difference[] {
  if (was?.text === is?.text) return [];
  if (was?.recording === undefined || is?.recording === undefined) {
    return [{ path: file, recorded: was && (was.fault ?? 'a recording'), live: is && (is.fault ?? 'a recording') }];
  }
  const [before, after] = [headerOf(was.recording), headerOf(is.recording)];
  const header = (['test', 'stack', 'from'] as const).flatMap((field): Difference[] =>
    before[field] === after[field] ? [] : [{ path: `${file}.${field}`, recorded: before[field], live: after[field] }],
  );
  return [...header, ...exchangeDifferences(exchanges(was.recording), exchanges(is.recording), noun)];
}

function headerOf(recording: ProvidersRecording | StackRecording) {
  const from = 'from' in recording ? Object.entries(recording.from) : [];
  const origins = from.map(
    ([name, { server, models, source }]) => `${name}: ${server}, ${models.join(' ')} [${source}]`,
  );
  return { test: recording.test, stack: recording.stack, from: origins.join('; ') };
}

/** Whether two recordings are of one test that has another name now. Recordings without any exchange are never taken for it. */
function isRenamed(a: RecordedTest, b: RecordedTest): boolean {
  if (a.line !== b.line || a.setup !== b.setup) return false;
  const [was, is] = [a.providers?.recording?.exchanges ?? [], b.providers?.recording?.exchanges ?? []];
  const [calls, callsNow] = [a.stack?.recording?.calls ?? [], b.stack?.recording?.calls ?? []];
  if (was.length + calls.length === 0 || was.length !== is.length || calls.length !== callsNow.length) return false;
  return was.length > 0 ? equivalentExchanges(was, is) : equivalentExchanges(calls, callsNow);
}
