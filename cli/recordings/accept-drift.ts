import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageFault, Fault } from '../../errors/fault.ts';
import { runPlaywright } from '../run-playwright.ts';
import { type Command, type ExitCode } from './command.ts';
import { runReport } from './run-report.ts';
import type { Screen } from '../screen.ts';

const SETTINGS = { DRIFT: 'accept', INFERENCE_MODE: 'replay' };

export const acceptDrift: Command = {
  summary: 'takes the answers that the stack gives now over, where they drifted',
  help: `npm run recordings -- accept-drift [spec files] [--project=<setup>] [-g "<title>"] [options of playwright test]

Replays the chosen tests through the stack (STACK_CONFIG says which) and writes the stack's answers of every test that
ended as expected over the recorded ones, where they say something new. The answers of the providers stay as they are.
Look at what would change first: npx playwright test shows it, DRIFT=fail makes it fail.

  RECORDINGS_LINE=ogx-1.5   replays the recordings of another line than the stack's own
  --json                one JSON document instead of text, and no other reporter: the files written, the tests that failed,
                        and the errors outside of tests`,
  async run(args, screen) {
    if (args.includes('--json')) return asJson(args, screen);
    return (await runPlaywright(args, SETTINGS)) === 0 ? 0 : 1;
  },
};

async function asJson(args: readonly string[], screen: Screen): Promise<ExitCode> {
  if (args.some((arg) => arg.startsWith('--reporter')))
    throw new UsageFault('--json is a reporter of its own; give it without --reporter.');
  const folder = await mkdtemp(join(tmpdir(), 'accepted-drift-'));
  try {
    const file = join(folder, 'report.json');
    const settings = { ...SETTINGS, PLAYWRIGHT_JSON_OUTPUT_FILE: file };
    const own = [...args.filter((arg) => arg !== '--json'), '--reporter=json'];
    const code = await runPlaywright(own, settings, 'stderr');
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      throw new Fault({
        what: 'The run left no report.',
        why: `Playwright ended with the exit code ${code} before it wrote one (${String(error)}).`,
        fix: 'Correct what it says above.',
      });
    });
    screen.json(runReport(text));
    return code === 0 ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
