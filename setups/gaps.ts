/** Known gaps: what a setup or a line of releases gets wrong, as data; and which of them a test has. */
import { z } from 'zod';
import { statement, demandStatement } from './gap-statement.ts';

const exact = z.string().regex(/ › ./, 'a test is `<spec file> › <title>`');
const MANY = /(\/| › )\*$/;
const many = z.string().regex(MANY, 'tests are `<folder>/*`, `<spec file> › *` or `<spec file> › <describe> › *`');

const NO_TEXT =
  "a gap does not `expect` a part of the failure's text: it states what the stack does instead, by `status`, `error`, `at` and `is`, …";

const lineGap = z.strictObject(
  {
    /**
     * `<spec file below e2e/> › <describe> › <title>`. With `*` at the end all tests whose names begin so:
     * `messages/*`, `chat/tools.spec.ts › *`.
     */
    test: z.union([many, exact]),
    /** The tests among many that do not have the gap. */
    except: z.array(exact).optional(),
    ...statement,
    why: z.string().min(1),
  },
  { error: (issue) => (issue.code === 'unrecognized_keys' && issue.keys.includes('expect') ? NO_TEXT : undefined) },
);

/** What names tests: one, or many with exceptions. */
interface Covering {
  test: string;
  except?: string[] | undefined;
}

/** A gap that a line has under every setup: `setups/lines/<line>.yaml`. */
export const LineGap = lineGap.superRefine(demandExceptions).superRefine(demandStatement);

/** A gap of one setup. `line`: the only line of releases that has it, such as `llama-stack-0.3`; all lines without it. */
export const Gap = lineGap
  .extend({ line: z.string().min(1).optional() })
  .superRefine(demandExceptions)
  .superRefine(demandStatement);

export type Gap = z.infer<typeof Gap>;

/**
 * The gap that a test has under a line of releases. An entry for the test alone goes before one for many, and of those the
 * one that says most of the name; of equal ones the first is taken.
 * @param test the test's name: `<spec file> › <describe> › <title>`
 */
export function gapOf(gaps: readonly Gap[], test: string, line: string): Gap | undefined {
  return mostSpecific(
    gaps.filter((gap) => (gap.line ?? line) === line),
    test,
  );
}

/** Of entries for tests, the one for this test: one for it alone goes before one for many that says more of its name. */
export function mostSpecific<T extends Covering>(entries: readonly T[], test: string): T | undefined {
  const covering = entries.filter((entry) => covers(entry, test));
  return covering.sort((a, b) => Number(isMany(a)) - Number(isMany(b)) || b.test.length - a.test.length)[0];
}

/** Whether a gap is one of this test, on its line. */
export function covers(gap: Covering, test: string): boolean {
  return isMany(gap) ? begins(gap, test) && !gap.except?.includes(test) : gap.test === test;
}

export function isMany({ test }: Pick<Covering, 'test'>): boolean {
  return MANY.test(test);
}

function begins({ test }: Pick<Covering, 'test'>, name: string): boolean {
  return name.startsWith(test.slice(0, -1));
}

function demandExceptions(gap: Covering, context: z.RefinementCtx): void {
  const strays = (gap.except ?? []).filter((test) => !isMany(gap) || !begins(gap, test));
  for (const test of strays) {
    context.addIssue({ code: 'custom', path: ['except'], message: `"${test}" is not among "${gap.test}"` });
  }
}
