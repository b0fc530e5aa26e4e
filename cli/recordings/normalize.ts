import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeAtomically } from '../../replay/files/store.ts';
import { messageOf } from '../../errors/fault.ts';
import { CHOICE_HELP, chosen, choiceOf, choiceOptions, recordingsFolder } from './choice.ts';
import type { Command } from './command.ts';
import { listedTests } from './listed-tests.ts';
import { normalized, type AnyRecording } from './rewrite.ts';
import { slug } from '../../replay/recording/location.ts';
import { count } from './screen.ts';
import { isImported } from './recording-path.ts';
import { readTree, type Loaded, type RecordedTest, type Tree } from './tree.ts';

export const normalize: Command = {
  summary: "rewrites old files by today's rules, replayed bytes unchanged",
  help: `npm run recordings -- normalize [pattern…] [options]

Rewrites recordings as today's code would write them: layout and order of fields, values of secret fields in requests
replaced, JSON that was stored as text kept by value, and the test's title where the folder was moved. Each file is compared
before it is written: what it matches and what it replays stay the same, byte for byte. Exit code 1 when a file cannot be
read or holds something that only a new recording can mend.

  --dry-run             says which files it would rewrite, and writes nothing
  --tests <file>        the list of tests, as "npx playwright test --list --reporter=json" prints it; made when needed
${CHOICE_HELP}`,
  async run(args, screen) {
    const options = { ...choiceOptions, tests: { type: 'string' }, 'dry-run': { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const folder = recordingsFolder(values);
    const tree = chosen(await readTree(folder), choiceOf(values, positionals));
    const titles = await titlesOf(folder, tree.tests, values.tests);
    const results = filesOf(tree).map(({ file, folder: test }) => resultOf(file, titles.get(test)));
    const rewritten = results.filter(({ text }) => text !== undefined);
    if (values['dry-run'] !== true) {
      for (const { path, text } of rewritten) if (text !== undefined) await writeAtomically(join(folder, path), text);
    }
    const problems = results.flatMap(({ path, problems }) => problems.map((problem) => ({ path, problem })));
    if (values.json) screen.json({ rewritten: rewritten.map(({ path }) => path), problems });
    else {
      for (const { path } of rewritten) screen.print(path);
      for (const { path, problem } of problems) screen.print(screen.paint('red', `${path}: ${problem}`));
      const would = values['dry-run'] === true ? 'would be rewritten' : 'rewritten';
      screen.print(screen.paint('dim', `${rewritten.length} of ${count(results.length, 'file')} ${would}.`));
    }
    return problems.length > 0 ? 1 : 0;
  },
};

interface Result {
  path: string;
  /** The new text, where it is not the old one. */
  text: string | undefined;
  problems: string[];
}

function resultOf({ path, text, recording, fault }: Loaded<AnyRecording>, title: string | undefined): Result {
  if (recording === undefined) return { path, text: undefined, problems: [fault ?? 'It cannot be read.'] };
  try {
    const now = normalized(recording, title);
    return { path, text: now.text === text ? undefined : now.text, problems: now.left };
  } catch (error) {
    return { path, text: undefined, problems: [messageOf(error)] };
  }
}

function filesOf({ tests, startups }: Tree): { file: Loaded<AnyRecording>; folder: string }[] {
  const startupFiles = startups.map(({ file }) => ({ file, folder: file.path }));
  const testFiles = tests.flatMap(({ folder, providers, stack }) =>
    [providers, stack].filter((file) => file !== undefined).map((file) => ({ file, folder })),
  );
  return [...startupFiles, ...testFiles];
}

/** The titles of tests whose recordings lie in the folder of another title, by folder. Tests are listed only then. */
async function titlesOf(
  folder: string,
  tests: readonly RecordedTest[],
  list: string | undefined,
): Promise<Map<string, string>> {
  const moved = tests.filter((test) => !isImported(test) && (list !== undefined || isMoved(test)));
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
