import { basename, dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageFault } from '../../errors/fault.ts';
import { choiceOptions, recordingsFolder } from './choice.ts';
import type { Command } from './command.ts';
import { changesOf, planOf, type Plan, type Request } from './rename/plan.ts';
import { printPlan } from './rename/summary.ts';
import { carryOut, checkNoneInterrupted, undoInterrupted } from './rename/transaction.ts';
import type { Screen } from '../screen.ts';

export const rename: Command = {
  summary: 'gives tests other names: in specs, recordings, gaps and the mapping',
  help: `npm run recordings -- rename "<old>" "<new>" [options]
npm run recordings -- rename --file <old spec> <new spec> [options]
npm run recordings -- rename --map <file.yaml> [options]

Renames a test, all tests of a describe or of a spec file, or those of a list: the title in the spec file, folders and headers
of recordings on every line under every setup, gaps and suites (setups/), claims' sources (e2e/sources.yaml) and the mapping of
the reference's functions (docs/reference-tests.yaml). A pattern there ("chat/tools.spec.ts › *") is changed when all of its
tests move together. Everything is changed or nothing; what a killed rename left is undone by the next one. Exit code 1 when
something is left to do by hand: it says what.

  <old>                 a title of a test or describe, or a full name: "chat/stream.spec.ts › chat stream › ends once"; the
                        name of an external test, or of several: suite/case, tests/test_chat.py
  <new>                 the new title, or a full name
  --file                moves a spec file, both paths below e2e/; a file that was moved already stays where it is
  --map <file>          a list of "- { from: <full name>, to: <full name> }": many at once, swaps and chains too. Specs are
                        not changed: they have the new titles already
  --dry-run             says what it would change, and changes nothing
  --recordings <folder> the recordings folder; setups/, e2e/ and docs/ are those beside it. The project's own without it
  --json                one JSON document instead of text`,
  async run(args, screen) {
    const options = {
      help: choiceOptions.help,
      json: choiceOptions.json,
      recordings: choiceOptions.recordings,
      file: { type: 'boolean' },
      map: { type: 'string' },
      'dry-run': { type: 'boolean' },
    } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const request = requestOf(values, positionals);
    const folder = recordingsFolder(values);
    const place = [dirname(folder), basename(folder)] as const;
    const [dry, json] = [values['dry-run'] === true, values.json === true];
    if (dry) await checkNoneInterrupted(...place);
    else if ((await undoInterrupted(...place)) && !json)
      screen.print('What an interrupted rename had changed is as before.');
    const plan = await planOf(request, folder);
    if (!dry) await changeAll(plan, folder, json ? undefined : screen);
    if (json) screen.json({ ...plan, files: plan.files.map(({ from, to }) => ({ from, to })) });
    else printPlan(plan, dry, screen);
    return plan.byHand.length > 0 ? 1 : 0;
  },
};

function requestOf(
  { map, file }: { map?: string | undefined; file?: boolean | undefined },
  [old, to, ...rest]: readonly string[],
): Request {
  if (map !== undefined) {
    if (file !== true && old === undefined) return { map };
    throw new UsageFault('--map goes without --file and without names: its file has them.');
  }
  if (old === undefined || to === undefined || rest.length > 0)
    throw new UsageFault(`Give two ${file ? 'spec files' : 'names'}: the old one and the new one.`);
  return file ? { spec: old, to } : { name: old, to };
}

async function changeAll(plan: Plan, recordings: string, screen: Screen | undefined): Promise<void> {
  await carryOut(dirname(recordings), basename(recordings), changesOf(plan, recordings), (folders) => {
    if (folders % 1000 === 0) screen?.print(`${folders} of ${plan.moves.length} folders of recordings are prepared.`);
  });
}
