/** Known gaps: what a setup or a line of releases gets wrong, as data; and which of them a test has. */
import { z } from 'zod';
import { demandStatement, statement } from './gap-statement.ts';
import { demandExceptions, mostSpecific, oneTest, oneOrManyTests } from './test-names.ts';

const NO_TEXT =
  "a gap does not `expect` a part of the failure's text: it states what the stack does instead, by `status`, `error`, `at` and `is`, …";

const lineGap = z.strictObject(
  {
    test: oneOrManyTests,
    /** The tests among many that do not have the gap. */
    except: z.array(oneTest).optional(),
    ...statement,
    why: z.string().min(1),
  },
  { error: (issue) => (issue.code === 'unrecognized_keys' && issue.keys.includes('expect') ? NO_TEXT : undefined) },
);

/** A gap that a line has under every setup: `setups/lines/<line>.yaml`. */
export const LineGap = lineGap.superRefine(demandExceptions).superRefine(demandStatement);

/** A gap of one setup. `line`: the only line of releases that has it, such as `llama-stack-0.3`; all lines without it. */
export const Gap = lineGap
  .extend({ line: z.string().min(1).optional() })
  .superRefine(demandExceptions)
  .superRefine(demandStatement);

export type Gap = z.infer<typeof Gap>;

/**
 * The gap that a test has under a line of releases: of several the one that says most of its name; of equal ones the first.
 * @param test the test's name: `<spec file> › <describe> › <title>`
 */
export function gapOf(gaps: readonly Gap[], test: string, line: string): Gap | undefined {
  return mostSpecific(
    gaps.filter((gap) => (gap.line ?? line) === line),
    test,
  );
}
