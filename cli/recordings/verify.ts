import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { loadDistributions } from '../../stack/pointer/distribution.ts';
import { ownSetups } from '../../run/this-run.ts';
import { isExternal } from '../../replay/recording/external.ts';
import { Placeholders } from '../../replay/matching/placeholders.ts';
import { loadSetups } from '../../setups/load.ts';
import { CHOICE_HELP, chosen, choiceOf, choiceOptions, isChosen, recordingsFolder, type Choice } from './choice.ts';
import type { Command } from './command.ts';
import { fileFindings } from './file-findings.ts';
import { FileIndex } from './file-index.ts';
import { findingKinds, type Finding } from './finding.ts';
import { listedTests } from './listed-tests.ts';
import type { ListedTest } from './listing.ts';
import { count, type Screen } from '../screen.ts';
import { testFindings } from './test-findings.ts';
import { filesOf, readTree, type Tree } from './tree.ts';

export const verify: Command = {
  summary: 'checks every recording: format, reachability, secrets, orphans, missing ones',
  help: `npm run recordings -- verify [pattern…] [options]

Checks
${findingKinds.map(([, told]) => `  ${told}`).join('\n')}
and says what fixes each. A test that its setup cannot run (a capability that is missing) needs no recording. A line of
releases is checked for missing recordings when it has any recording, or is named with --line, under the setups that its
distribution.yaml says it is recorded under. Exit code 1 when anything is found.

  --tests <file>        the list of tests, as "npx playwright test --list --reporter=json" prints it; made anew without it
  --all                 every finding; without it ten of a kind
${CHOICE_HELP}`,
  async run(args, screen) {
    const options = { ...choiceOptions, tests: { type: 'string' }, all: { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const folder = recordingsFolder(values);
    const choice = choiceOf(values, positionals);
    // Playwright lists the tests in a process of its own, while the files are looked at here.
    const [listed, { tree, files, inFiles }] = await Promise.all([
      listedTests(folder, values.tests),
      checkedFiles(folder, choice),
    ]);
    const root = relative(process.cwd(), folder) || '.';
    if (!values.json) tellPlaceholders(files.tests, screen);
    const found = [...inFiles, ...betweenTests(tree, listed, choice, root)];
    if (values.json) screen.json(found);
    else tell(found, files.tests.length, values.all === true, screen);
    return found.length > 0 ? 1 : 0;
  },
};

/** All recordings, the chosen ones, and what is wrong with the files of these. */
async function checkedFiles(folder: string, choice: Choice) {
  const tree = await readTree(folder);
  const files = chosen(tree, choice);
  const index = await FileIndex.open(folder);
  const inFiles = fileFindings(files, (file, look) => index.findings(file, look));
  await index.keep();
  // What lies between tests is looked for among all of them.
  for (const file of tree.tests.flatMap(filesOf)) index.recall(file);
  return { tree, files, inFiles };
}

/** What is wrong between the chosen recordings and the tests. */
function betweenTests(tree: Tree, listed: readonly ListedTest[], choice: Choice, root: string): Finding[] {
  // Recordings of external tests say nothing of which specs a line should have recorded.
  const own = tree.tests.filter(({ spec }) => !isExternal(spec));
  const lines = choice.lines.length > 0 ? choice.lines : [...new Set(own.map(({ line }) => line))];
  const distributions = loadDistributions();
  const ownNames = ownSetups();
  const ground = {
    recorded: tree.tests,
    listed,
    setups: loadSetups(undefined, lines),
    lines,
    root,
    // Another project records under setups of its own, on the lines that it has begun.
    recordedUnder: (line: string) =>
      ownNames === undefined
        ? distributions.find((one) => one.line === line)?.recorded
        : ownNames.filter((name) => own.some((test) => test.line === line && test.setup === name)),
    environmentOf: (line: string) =>
      distributions.some((one) => one.line === line && !one.default) ? `STACK_CONFIG=${line} ` : '',
  };
  return testFindings({ ...ground, wanted: (one) => isChosen(one, choice) });
}

/** What the setups declare to be another in each run, and in how many recordings it is found. */
function tellPlaceholders(tests: Tree['tests'], screen: Screen): void {
  // One that is like another replays that one's recordings, of which nothing is to be said here.
  for (const setup of loadSetups(undefined, []).filter(({ name, recordings }) => name === recordings)) {
    const recorded = tests.filter((test) => test.setup === setup.name && test.providers !== undefined);
    for (const { name, pattern, why, test } of setup.placeholders ?? []) {
      const rule = new Placeholders([{ name, pattern }]);
      const of = recorded.filter(({ title }) => title.startsWith(test ?? ''));
      const having = of.filter(({ providers }) =>
        providers?.recording?.exchanges.some(
          (exchange) => JSON.stringify(rule.in(exchange)) !== JSON.stringify(exchange),
        ),
      );
      screen.print(
        `Placeholder <${name}> of setup ${setup.name}, in ${count(having.length, 'recording')}: ${pattern} (${why})`,
      );
    }
  }
}

const SHOWN = 10;

function tell(found: readonly Finding[], tests: number, all: boolean, screen: Screen): void {
  for (const [kind, told] of findingKinds) {
    const group = found.filter((finding) => finding.kind === kind);
    if (group.length === 0) continue;
    screen.print(screen.paint('bold', `${told}: ${group.length}`));
    for (const { where, what, fix } of all ? group : group.slice(0, SHOWN)) {
      screen.print(`  ${screen.paint('red', where)}`);
      screen.print(`    ${what}`);
      screen.print(`    ${screen.paint('dim', `→ ${fix}`)}`);
    }
    if (!all && group.length > SHOWN) screen.print(`  … and ${group.length - SHOWN} more: --all shows them`);
    screen.print();
  }
  const verdict = found.length === 0 ? 'nothing is wrong' : count(found.length, 'finding');
  screen.print(screen.paint(found.length === 0 ? 'green' : 'red', `${count(tests, 'recording')}: ${verdict}.`));
}
