/** Known gaps: what a setup or a line of releases gets wrong, as data; and which of them a test has. */
import { z } from 'zod';

const exact = z.string().regex(/ › ./, 'a test is `<spec file> › <title>`');
const MANY = /(\/| › )\*$/;
const many = z.string().regex(MANY, 'tests are `<folder>/*`, `<spec file> › *` or `<spec file> › <describe> › *`');

const lineGap = z.strictObject({
  /**
   * `<spec file below e2e/> › <describe> › <title>`. With `*` at the end all tests whose names begin so:
   * `messages/*`, `chat/tools.spec.ts › *`.
   */
  test: z.union([many, exact]),
  /** The tests among many that do not have the gap. */
  except: z.array(exact).optional(),
  /** A part of the failure's text; the test must fail with it. */
  expect: z.string().min(1),
  why: z.string().min(1),
});

/** A gap that a line has under every setup: `setups/lines/<line>.yaml`. */
export const LineGap = lineGap.superRefine(demandExceptions);

/** A gap of one setup. `line`: the only line of releases that has it, such as `llama-stack-0.3`; all lines without it. */
export const Gap = lineGap.extend({ line: z.string().min(1).optional() }).superRefine(demandExceptions);

export type Gap = z.infer<typeof Gap>;

/**
 * The gap that a test has under a line of releases. An entry for the test alone goes before one for many, and of those the
 * one that says most of the name; of equal ones the first is taken.
 * @param test the test's name: `<spec file> › <describe> › <title>`
 */
export function gapOf(gaps: readonly Gap[], test: string, line: string): Gap | undefined {
  const having = gaps.filter((gap) => (gap.line ?? line) === line && covers(gap, test));
  return having.sort((a, b) => Number(isMany(a)) - Number(isMany(b)) || b.test.length - a.test.length)[0];
}

/** Whether a gap is one of this test, on its line. */
function covers(gap: Pick<Gap, 'test' | 'except'>, test: string): boolean {
  return isMany(gap) ? begins(gap, test) && !gap.except?.includes(test) : gap.test === test;
}

function isMany({ test }: Pick<Gap, 'test'>): boolean {
  return MANY.test(test);
}

function begins({ test }: Pick<Gap, 'test'>, name: string): boolean {
  return name.startsWith(test.slice(0, -1));
}

function demandExceptions(gap: z.infer<typeof lineGap>, context: z.RefinementCtx): void {
  const strays = (gap.except ?? []).filter((test) => !isMany(gap) || !begins(gap, test));
  for (const test of strays) {
    context.addIssue({ code: 'custom', path: ['except'], message: `"${test}" is not among "${gap.test}"` });
  }
}
