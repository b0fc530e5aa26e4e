/** What can be wrong between recordings and tests: orphans, renames, titles, missing recordings, shared folders. */
import { decide } from '../../fixtures/policy.ts';
import { isExternal } from '../../replay/recording/external.ts';
import { recordCommand } from '../../replay/recording/location.ts';
import type { Setup } from '../../setups/load.ts';
import type { Finding } from './finding.ts';
import type { ListedTest } from './listing.ts';
import type { Choosable } from './choice.ts';
import { renameOf } from './rename/likely-rename.ts';
import type { RecordedTest } from './tree.ts';

/** A recording of a test that is gone, and the test's new name where one is to be seen. */
export interface Orphan {
  test: RecordedTest;
  renamedTo?: ListedTest;
}

/** Recordings without a test under their setup. Those of external tests are none: no list of specs has their tests. */
export function orphansOf(recorded: readonly RecordedTest[], listed: readonly ListedTest[]): Orphan[] {
  const titles = new Set(listed.map(({ title }) => title));
  const wanted = new Set(listed.map(({ folder }) => folder));
  const have = new Set(recorded.map(({ folder }) => folder));
  const taken = new Set<string>();
  return recorded
    .filter((test) => !isExternal(test.spec))
    .filter(({ folder, line }) => !wanted.has(folder.slice(line.length + 1)))
    .map((test) => {
      // It runs under other setups now, and has its name.
      if (titles.has(test.title)) return { test };
      const candidates = listed.filter(({ setup, folder }) => {
        const path = `${test.line}/${folder}`;
        return setup === test.setup && !have.has(path) && !taken.has(path);
      });
      const renamedTo = renameOf(test, candidates, recorded);
      if (renamedTo === undefined) return { test };
      taken.add(`${test.line}/${renamedTo.folder}`);
      return { test, renamedTo };
    });
}

export interface Ground {
  recorded: readonly RecordedTest[];
  listed: readonly ListedTest[];
  setups: readonly Setup[];
  /** The lines of releases that should have recordings. */
  lines: readonly string[];
  /** The recordings folder as the commands of a fix name it. */
  root: string;
  /** The setups that a line is recorded under; undefined for a line of no distribution. */
  recordedUnder: (line: string) => readonly string[] | undefined;
  /** What a command that records for a line begins with: `STACK_CONFIG=llama-stack-0.3 `, or nothing. */
  environmentOf: (line: string) => string;
  /** Whether a recording or test was asked about. Orphans and renames are seen in the whole only, so all is judged. */
  wanted: (one: Choosable) => boolean;
}

export function testFindings(ground: Ground): Finding[] {
  const { recorded, listed, setups, lines, root, environmentOf, recordedUnder, wanted } = ground;
  const orphans = orphansOf(recorded, listed);
  const renamed = new Set(orphans.map(({ test, renamedTo }) => renamedTo && `${test.line}/${renamedTo.folder}`));
  const have = new Set(recorded.filter(hasAnswers).map(({ folder }) => folder));
  const used = (setup: string, line: string) =>
    recordedUnder(line)?.includes(setup) ?? isUsedThere(setup, line, setups, recorded);
  const asked = (line: string): ListedTest[] =>
    listed.filter((test) => used(test.setup, line) && wanted({ ...test, line, folder: `${line}/${test.folder}` }));
  return [
    ...collisions([...new Set(lines.flatMap(asked))]),
    ...orphans.filter(({ test }) => wanted(test)).map((orphan) => orphanFinding(orphan, listed, root)),
    ...recorded.filter(wanted).flatMap(unusedAnswers),
    ...untagged(ground),
    ...titleFindings(recorded.filter(wanted), listed, root),
    ...lines.flatMap((line) =>
      asked(line)
        .filter((test) => test.shipped !== true && wouldRun(test, setups, line))
        .filter(({ folder }) => !have.has(`${line}/${folder}`) && !renamed.has(`${line}/${folder}`))
        .map((test): Finding => ({
          kind: 'missing',
          where: `${line}/${test.folder}`,
          what: `"${test.title}" has no recording for ${test.setup} on ${line}.`,
          fix: recordCommand(test, environmentOf(line)),
        })),
    ),
  ];
}

/** Whether a test can be replayed: its provider answers were recorded, or its recording says that there are none to record. */
function hasAnswers({ providers, stack }: RecordedTest): boolean {
  return providers !== undefined || stack?.outline?.answers !== undefined;
}

/** A `providers.json` beside a `stack.json` that says that there are no provider answers to record. */
function unusedAnswers({ providers, stack }: RecordedTest): Finding[] {
  const answers = providers === undefined ? undefined : stack?.outline?.answers;
  if (providers === undefined || answers === undefined) return [];
  const why = answers === 'spec' ? 'the spec gives the answers' : 'the test asks no provider';
  return [
    { kind: 'unused', where: providers.path, what: `The stack.json beside it says that ${why}.`, fix: 'Delete it.' },
  ];
}

/** On a line of no distribution: a setup that runs by default, or that somebody recorded there. */
function isUsedThere(
  setup: string,
  line: string,
  setups: readonly Setup[],
  recorded: readonly RecordedTest[],
): boolean {
  return (
    (setups.find(({ name }) => name === setup)?.default ?? true) ||
    recorded.some((test) => test.setup === setup && test.line === line)
  );
}

/** Tests that ask no provider on any line under any setup, and run under each all the same. Those on a stack of their own do not. */
function untagged({ recorded, listed, setups, wanted }: Ground): Finding[] {
  const once = setups.find(({ answers }) => answers === 'none');
  const many = new Set(
    setups.filter(({ answers, ownStack }) => answers === 'recorded' && !ownStack).map(({ name }) => name),
  );
  const others = recorded.filter((test) => !isExternal(test.spec) && many.has(test.setup));
  // By the folder below the setup's: a title has one, and it is known without reading the file.
  const below = (folder: string, levels: number) => folder.split('/').slice(levels).join('/');
  const tests = new Map(
    listed.filter(({ setup }) => setup !== once?.name).map((each) => [below(each.folder, 1), each] as const),
  );
  return [...Map.groupBy(others, ({ folder }) => below(folder, 2))].flatMap(([place, recordings]): Finding[] => {
    const test = tests.get(place);
    if (once === undefined || test === undefined || !recordings.some(wanted) || !recordings.every(asksNobody))
      return [];
    return [
      {
        kind: 'untagged',
        where: test.title,
        what: `It makes no provider call, and is recorded ${recordings.length} times.`,
        fix: `Tag it @stack, so that it runs once, and record it: ${recordCommand({ ...test, setup: once.name })}`,
      },
    ];
  });
}

function asksNobody({ providers, stack }: RecordedTest): boolean {
  return providers === undefined ? stack?.outline?.answers === 'none' : providers.outline?.exchanges.length === 0;
}

function wouldRun(test: ListedTest, setups: readonly Setup[], line: string): boolean {
  const setup = setups.find(({ name }) => name === test.setup);
  return setup !== undefined && !test.skipped && decide(test.tags, setup, test.title, line).verdict !== 'skip';
}

function orphanFinding(
  { test: { setup, folder, title }, renamedTo }: Orphan,
  listed: readonly ListedTest[],
  root: string,
): Finding {
  const runs = listed.some((test) => test.title === title);
  if (renamedTo === undefined) {
    return {
      kind: 'orphan',
      where: folder,
      what: runs ? `"${title}" does not run under ${setup} any more.` : `No test is named "${title}" any more.`,
      fix: commandOn(root, 'prune'),
    };
  }
  return {
    kind: 'renamed',
    where: folder,
    what: `"${title}" seems to be named "${renamedTo.title}" now.`,
    fix: commandOn(root, 'rename', title, renamedTo.title),
  };
}

/** The command line of a command on this recordings folder, which is not named where it is the usual one. */
function commandOn(root: string, command: string, ...args: string[]): string {
  const folder = root === 'recordings' ? [] : ['--recordings', quoted(root)];
  return ['npm run recordings --', command, ...args.map(quoted), ...folder].join(' ');
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Two tests of one setup whose titles have the same words. */
function collisions(listed: readonly ListedTest[]): Finding[] {
  return [...Map.groupBy(listed, ({ folder }) => folder)].flatMap(([where, tests]): Finding[] => {
    if (tests.length < 2) return [];
    const titles = tests.map(({ title }) => `"${title}"`).join(' and ');
    return [
      {
        kind: 'collision',
        where,
        what: `${titles} share this folder: their titles have the same words.`,
        fix: 'Rename one of them.',
      },
    ];
  });
}

/** The replay refuses a recording whose stated title is not the test's: another test could have been recorded into its folder. */
function titleFindings(recorded: readonly RecordedTest[], listed: readonly ListedTest[], root: string): Finding[] {
  const tests = new Map(listed.map((test) => [test.folder, test]));
  return recorded.flatMap(({ folder, line, title, providers, stack }): Finding[] => {
    const test = tests.get(folder.slice(line.length + 1));
    const stated = [providers?.title, stack?.title].filter((one) => one !== undefined);
    if (test === undefined || stated.every((one) => one === test.title)) return [];
    const what = `It states "${stated.find((one) => one !== test.title) ?? title}", the test is "${test.title}".`;
    return [{ kind: 'title', where: folder, what, fix: commandOn(root, 'normalize', folder) }];
  });
}
