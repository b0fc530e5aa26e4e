import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { Fault, UsageFault } from '../../errors/fault.ts';
import { EXTERNAL, isExternal } from '../../replay/recording/external.ts';
import { didYouMean } from '../../run/words.ts';
import { CHOICE_HELP, choiceOf, choiceOptions, isChosen, recordingsFolder } from './choice.ts';
import type { Command } from './command.ts';
import { removeEmptyAbove } from './empty-folders.ts';
import { listedTests } from './listed-tests.ts';
import { count, type Screen } from '../screen.ts';
import { orphansOf, type Orphan } from './test-findings.ts';
import { readTree, type RecordedTest, type Tree } from './tree.ts';

export const prune: Command = {
  summary: 'deletes recordings whose test is gone',
  help: `npm run recordings -- prune [pattern…] [options]

Deletes the recordings that no test asks for any more. Kept are those of tests that are skipped, and those of tests that seem
to have another name now ("verify" says how to move them; --renamed deletes them too). Recordings of external tests, which no
list of specs can know, go only by their names. Asks on a terminal; elsewhere it deletes only with --yes.

  --dry-run             says what it would delete, and deletes nothing
  --yes                 does not ask
  --renamed             deletes also what a renamed test could use
  --external <name>     deletes the recordings of this external test, or of all below it, and nothing else
  --tests <file>        the list of tests, as "npx playwright test --list --reporter=json" prints it; made anew without it
${CHOICE_HELP}`,
  async run(args, screen) {
    const options = {
      ...choiceOptions,
      tests: { type: 'string' },
      yes: { type: 'boolean' },
      renamed: { type: 'boolean' },
      external: { type: 'string', multiple: true },
      'dry-run': { type: 'boolean' },
    } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const folder = recordingsFolder(values);
    const choice = choiceOf(values, positionals);
    const found =
      values.external === undefined
        ? await orphansBelow(folder, values.tests)
        : externalOnes(await readTree(folder), values.external);
    const orphans = found.filter(({ test }) => isChosen(test, choice));
    const goes = orphans.filter(({ renamedTo }) => values.renamed === true || renamedTo === undefined);
    if (!values.json)
      printOrphans(
        goes,
        orphans.filter((orphan) => !goes.includes(orphan)),
        screen,
      );
    const deletes = values['dry-run'] !== true && goes.length > 0 && (await isConfirmed(values.yes === true, screen));
    if (deletes) for (const { test } of goes) await remove(folder, test.folder);
    const folders = goes.map(({ test }) => test.folder);
    if (values.json) screen.json({ deleted: deletes ? folders : [], found: folders });
    else screen.print(deletes ? `${count(goes.length, 'recording')} deleted.` : 'Nothing was deleted.');
    return 0;
  },
};

async function orphansBelow(folder: string, list: string | undefined): Promise<Orphan[]> {
  const [{ tests }, listed] = await Promise.all([readTree(folder), listedTests(folder, list)]);
  return orphansOf(tests, listed);
}

/** @throws {UsageFault} when a name is that of no external test */
function externalOnes({ tests }: Tree, names: readonly string[]): Orphan[] {
  const external = tests.filter(({ spec }) => isExternal(spec));
  const known = external.flatMap(({ manifest }) => manifest?.recording?.name ?? []);
  return names.flatMap((name) => {
    const named = external.filter((test) => isNamed(test, name));
    if (named.length > 0) return named.map((test) => ({ test }));
    throw new UsageFault({
      what: `No recording is of an external test "${name}".`,
      fix: `${didYouMean(name, known)}"npm run recordings -- ls ${EXTERNAL}/" lists them.`,
    });
  });
}

/** By the name that its manifest says, or by its folder where that is all there is. */
function isNamed({ folder, manifest }: RecordedTest, name: string): boolean {
  const own = manifest?.recording?.name;
  if (own !== undefined && (own === name || ['/', ':', '['].some((mark) => own.startsWith(`${name}${mark}`))))
    return true;
  return `${folder}/`
    .split('/')
    .slice(2)
    .join('/')
    .startsWith(`${EXTERNAL}/${name.replace(/\/$/, '')}/`);
}

function printOrphans(goes: readonly Orphan[], stays: readonly Orphan[], screen: Screen): void {
  for (const { test } of goes) screen.print(`${screen.paint('red', '-')} ${test.folder}`);
  for (const { test, renamedTo } of stays) {
    screen.print(`${screen.paint('yellow', '=')} ${test.folder}`);
    screen.print(`  kept: its test seems to be "${renamedTo?.title ?? '?'}" now; see "npm run recordings -- verify"`);
  }
}

async function isConfirmed(yes: boolean, screen: Screen): Promise<boolean> {
  if (yes) return true;
  if (!screen.interactive) {
    throw new Fault({
      what: 'Nothing was deleted.',
      why: 'There is no terminal to ask at.',
      fix: 'Give --yes to delete without being asked, or --dry-run to only look.',
    });
  }
  const asked = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await asked.question('Delete these recordings? [y/N] ');
  asked.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** Deletes a test's folder, and the folders above it that are empty then. */
async function remove(root: string, folder: string): Promise<void> {
  await rm(join(root, folder), { recursive: true });
  await removeEmptyAbove(root, folder);
}
