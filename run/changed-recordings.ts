/**
 * What passes between `npm run mutate` and the tests that it runs: recordings with a change in each, and whether a test
 * noticed it. A test that does so has not failed: Playwright starts a worker anew after each failure.
 */
import { z } from 'zod';

/** The folder of the changed recordings: below it a folder for each repeat, from 0, which is laid out as `recordings/` is. */
export const CHANGED_RECORDINGS = 'E2E_CHANGED_RECORDINGS';

/** The type of the annotation that says how a change was noticed, as JSON. */
export const NOTICED = 'noticed';

/**
 * `claim`: the test failed. `request`: it asked, or the stack did, for something else than is recorded. `drift`: the stack
 * answered otherwise than it is recorded to.
 */
export const WAYS = ['claim', 'request', 'contract', 'relation', 'members', 'drift'] as const;
export type Way = (typeof WAYS)[number];

export const Noticed = z.strictObject({
  by: z.array(z.enum(WAYS)),
  /** Begin of the first failure, for a person. */
  why: z.string().optional(),
});
export type Noticed = z.infer<typeof Noticed>;
