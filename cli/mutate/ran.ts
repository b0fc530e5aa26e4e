/** What a round's reporter is told, and what it tells. */
import { z } from 'zod';
import { Noticed } from '../../run/changed-recordings.ts';

/** The variable that tells the reporter of its round, as JSON. */
export const ROUND = 'E2E_MUTATION_ROUND';

export const Round = z.strictObject({
  /** Where it writes. */
  file: z.string(),
  /** How many were tried before, how many there are in all, and of what, for a person. */
  before: z.int(),
  all: z.int(),
  what: z.string(),
});
export type Progress = Omit<z.infer<typeof Round>, 'file'>;

/** One repeat of a test. */
export const Ran = z.strictObject({
  project: z.string(),
  test: z.string(),
  repeat: z.int(),
  /** Undefined where the test cannot judge: it was skipped, its recording could not be opened, or its worker ended. */
  noticed: Noticed.optional(),
});
export type Ran = z.infer<typeof Ran>;
