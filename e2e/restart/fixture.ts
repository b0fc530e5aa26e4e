/** Specs on a stack of their own, which they stop, kill and start again. */
import { mergeTests } from '@playwright/test';
import { type OwnStack, STACK_START, test as base } from '../../fixtures/index.ts';
import { test as batches } from '../batches/fixture.ts';

interface RestartFixtures {
  ownStack: OwnStack;
}

interface Restart {
  /** Ends the stack and starts it again, on its data. */
  restart: (how: keyof typeof ENDS) => Promise<void>;
}

/** How a stack ends. */
const ENDS = { stop: 'SIGTERM', crash: 'SIGKILL' } as const;

const restarting = base.extend<Restart, RestartFixtures>({
  ownStack: [async ({ startStack }, use) => use(await startStack()), { scope: 'worker', timeout: STACK_START }],
  client: [({ ownStack }, use) => use(ownStack.client), { scope: 'worker' }],
  http: [({ ownStack }, use) => use(ownStack.http), { scope: 'worker' }],
  restart: ({ ownStack }, use) =>
    use(async (how) => {
      await ownStack.stop(ENDS[how]);
      await ownStack.start();
    }),
});

export const test = mergeTests(batches, restarting);
