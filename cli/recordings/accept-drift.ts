import type { Command } from './command.ts';
import { runPlaywright } from '../run-playwright.ts';

export const acceptDrift: Command = {
  summary: 'takes the answers that the stack gives now over, where they drifted',
  help: `npm run recordings -- accept-drift [spec files] [--project=<setup>] [-g "<title>"] [options of playwright test]

Replays the chosen tests through the stack (STACK_CONFIG says which) and writes the stack's answers of every test that
ended as expected over the recorded ones, where they say something new. The answers of the providers stay as they are.
Look at what would change first: npx playwright test shows it, DRIFT=fail makes it fail.

  RECORDINGS_LINE=ogx-1.5   replays the recordings of another line than the stack's own`,
  async run(args) {
    return (await runPlaywright(args, { DRIFT: 'accept', INFERENCE_MODE: 'replay' })) === 0 ? 0 : 1;
  },
};
