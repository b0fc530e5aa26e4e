import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeAtomically } from '../../replay/files/store.ts';
import { messageOf } from '../../errors/fault.ts';
import { CHOICE_HELP, chosen, choiceOf, choiceOptions, recordingsFolder } from './choice.ts';
import type { Command } from './command.ts';
import { fromFormat1 } from './format-1.ts';
import { listedTests } from './listed-tests.ts';
import { normalized, type AnyRecording } from './rewrite.ts';
import { isExternal } from '../../replay/recording/external.ts';
import { slug } from '../../replay/recording/location.ts';
import { count, showProgress, type Screen } from '../screen.ts';
import type { Loaded } from './recording-file.ts';
import { filesBelow, treeOf, type Files, type RecordedTest, type Tree } from './tree.ts';

/** How many tests are rewritten side by side: most of the time goes by waiting for the disk. */
const AT_ONCE = 50;
/** Beyond so many files, they are told by their number. */
const NAMED = 200;

export const normalize: Command = {
  summary: "rewrites old files by today's rules, replayed bytes unchanged",
  help: `npm run recordings -- normalize [pattern…] [options]

Rewrites recordings as today's code would write them: files of format 1 as format 2, layout and order of fields, values of
secret fields in requests replaced, JSON that was stored as text kept by value, and the test's title where the folder was
moved. A providers.json without an exchange goes, and its stack.json says that there is none. Each file is compared before it
is written: what it matches and what it replays stay the same, byte for byte. Exit code 1 when a file cannot be read or holds
something that only a new recording can fix.

  --dry-run             says which files it would rewrite, and writes nothing
  --tests <file>        the list of tests, as "npx playwright test --list --reporter=json" prints it; made when needed
${CHOICE_HELP}`,
  async run(args, screen) {
    const options = { ...choiceOptions, tests: { type: 'string' }, 'dry-run': { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const folder = recordingsFolder(values);
    const files = await filesBelow(folder);
    const tree = chosen(inFormat2(files), choiceOf(values, positionals));
    const titles = await titlesOf(folder, tree.tests, values.tests);
    const sources: Source[] = [
      ...tree.startups.map(({ file }) => ({ providers: file })),
      ...tree.tests.map(({ folder, providers, stack }) => ({ providers, stack, title: titles.get(folder) })),
    ];
    const results: Result[] = [];
    for (let from = 0; from < sources.length; from += AT_ONCE) {
      const some = sources.slice(from, from + AT_ONCE).map((source) => resultsOf(source, files));
      if (values['dry-run'] !== true) await Promise.all(some.map((group) => write(folder, group)));
      results.push(...some.flat());
      showProgress(Math.min(from + AT_ONCE, sources.length), sources.length, 'recordings');
    }
    return tell(results, values.json === true, values['dry-run'] === true, screen);
  },
};

/** The tree of files of either format. */
function inFormat2(files: Files): Tree {
  return treeOf(new Map([...files].map(([path, text]) => [path, fromFormat1(text)])));
}

/** The files of one test, or the one of a start-up. */
interface Source extends Pick<RecordedTest, 'providers' | 'stack'> {
  title?: string | undefined;
}

interface Result {
  path: string;
  /** The new text; undefined where it is the old one, null where the file goes. */
  text: string | null | undefined;
  problems: string[];
}

function resultsOf({ providers, stack, title }: Source, files: Files): Result[] {
  const withoutProvider = providers?.recording?.exchanges.length === 0 ? stack?.recording : undefined;
  if (providers !== undefined && stack !== undefined && withoutProvider !== undefined) {
    const now = { path: stack.path, text: stack.text, recording: { ...withoutProvider, answers: 'none' as const } };
    return [resultOf(now, files, title), { path: providers.path, text: null, problems: [] }];
  }
  return [stack, providers].filter((file) => file !== undefined).map((file) => resultOf(file, files, title));
}

function resultOf({ path, recording, fault }: Loaded<AnyRecording>, files: Files, title: string | undefined): Result {
  if (recording === undefined) return { path, text: undefined, problems: [fault ?? 'It cannot be read.'] };
  try {
    const now = normalized(recording, title);
    return { path, text: now.text === files.get(path) ? undefined : now.text, problems: now.left };
  } catch (error) {
    return { path, text: undefined, problems: [messageOf(error)] };
  }
}

/** A file goes last: what takes its place is there by then. */
async function write(folder: string, results: readonly Result[]): Promise<void> {
  for (const { path, text } of results) {
    if (text === null) await rm(join(folder, path));
    else if (text !== undefined) await writeAtomically(join(folder, path), text);
  }
}

function tell(results: readonly Result[], json: boolean, dry: boolean, screen: Screen): 0 | 1 {
  const rewritten = results.filter(({ text }) => typeof text === 'string').map(({ path }) => path);
  const removed = results.filter(({ text }) => text === null).map(({ path }) => path);
  const problems = results.flatMap(({ path, problems }) => problems.map((problem) => ({ path, problem })));
  if (json) screen.json({ rewritten, removed, problems });
  else {
    if (rewritten.length + removed.length <= NAMED) {
      for (const path of rewritten) screen.print(path);
      for (const path of removed) screen.print(`${path} (removed)`);
    }
    for (const { path, problem } of problems) screen.print(screen.paint('red', `${path}: ${problem}`));
    const would = dry ? 'would be ' : '';
    const gone = removed.length === 0 ? '' : `, ${removed.length} ${would}removed`;
    screen.print(
      screen.paint('dim', `${rewritten.length} of ${count(results.length, 'file')} ${would}rewritten${gone}.`),
    );
  }
  return problems.length > 0 ? 1 : 0;
}

/** The titles of tests whose recordings lie in the folder of another title, by folder. Tests are listed only then. */
async function titlesOf(
  folder: string,
  tests: readonly RecordedTest[],
  list: string | undefined,
): Promise<Map<string, string>> {
  const moved = tests.filter((test) => !isExternal(test.spec) && (list !== undefined || isMoved(test)));
  if (moved.length === 0) return new Map();
  const listed = new Map((await listedTests(folder, list)).map(({ folder, title }) => [folder, title]));
  return new Map(
    moved.flatMap(({ folder, line }) => {
      const title = listed.get(folder.slice(line.length + 1));
      return title === undefined ? [] : [[folder, title] as const];
    }),
  );
}

function isMoved({ folder, spec, providers, stack }: RecordedTest): boolean {
  const stated = [providers?.recording?.test, stack?.recording?.test].filter((title) => title !== undefined);
  return stated.some((title) => {
    const [first = '', ...rest] = title.split(' › ');
    return first !== spec || slug(rest.join(' ')) !== folder.split('/').at(-1);
  });
}
