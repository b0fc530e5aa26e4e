import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { Fault } from '../../errors/fault.ts';
import { CHOICE_HELP, choiceOf, choiceOptions, isChosen, recordingsFolder } from './choice.ts';
import type { Command } from './command.ts';
import { removeEmptyAbove } from './empty-folders.ts';
import { listedTests } from './listed-tests.ts';
import { count, type Screen } from '../screen.ts';
import { orphansOf, type Orphan } from './test-findings.ts';
import { readTree } from './tree.ts';

export const prune: Command = {
  summary: 'deletes recordings whose test is gone',
  help: `npm run recordings -- prune [pattern…] [options]

Deletes the recordings that no test asks for any more. Kept are imported ones, those of tests that are skipped, and those
of tests that seem to have another name now ("verify" says how to move them; --renamed deletes them too). Asks on a
terminal; elsewhere it deletes only with --yes.

  --dry-run             says what it would delete, and deletes nothing
  --yes                 does not ask
  --renamed             deletes also what a renamed test could use
  --tests <file>        the list of tests, as "npx playwright test --list --reporter=json" prints it; made anew without it
${CHOICE_HELP}`,
  async run(args, screen) {
    const options = {
      ...choiceOptions,
      tests: { type: 'string' },
      yes: { type: 'boolean' },
      renamed: { type: 'boolean' },
      'dry-run': { type: 'boolean' },
    } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const folder = recordingsFolder(values);
    const [{ tests }, listed] = await Promise.all([readTree(folder), listedTests(folder, values.tests)]);
    const choice = choiceOf(values, positionals);
    const orphans = orphansOf(tests, listed).filter(({ test }) => isChosen(test, choice));
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
