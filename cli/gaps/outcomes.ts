/** What came of each test of a run, out of the document of Playwright's `json` reporter. */
import { z } from 'zod';
import { TEST_REPORT, TestReport } from '../../run/test-report.ts';

export interface TestOutcome {
  /** Name of the test: `<spec file> › <describe> › <title>`. */
  test: string;
  project: string;
  /**
   * Of a known gap: `same` fails as stated, `otherwise` fails in another way, `holds` passes. Of any other test: `right`,
   * or `broken`. Of both: `untold` where a provider call was not answered as recorded, `skipped`.
   */
  outcome: 'same' | 'otherwise' | 'holds' | 'right' | 'broken' | 'untold' | 'skipped';
  /** The first error's text. */
  why?: string;
}

const result = z.object({
  status: z.string(),
  errors: z.array(z.object({ message: z.string().optional() })).default([]),
  attachments: z.array(z.object({ name: z.string(), body: z.string().optional() })).default([]),
});

const spec = z.object({
  title: z.string(),
  tests: z.array(
    z.object({
      projectName: z.string(),
      expectedStatus: z.string(),
      annotations: z.array(z.object({ type: z.string() })).default([]),
      results: z.array(result),
    }),
  ),
});
type Test = z.infer<typeof spec>['tests'][number];

const suite = z.object({
  title: z.string(),
  specs: z.array(spec).default([]),
  get suites() {
    return z.array(suite).default([]);
  },
});

export const RunDocument = z.object({
  suites: z.array(suite),
  /** Errors that belong to no test. */
  errors: z.array(z.object({ message: z.string().optional() })).default([]),
});
export type RunDocument = z.infer<typeof RunDocument>;

export function outcomesOf({ suites }: Pick<RunDocument, 'suites'>): TestOutcome[] {
  return suites.flatMap((each) => within(each, [each.title]));
}

function within({ specs, suites }: z.infer<typeof suite>, path: readonly string[]): TestOutcome[] {
  const own = specs.flatMap(({ title, tests }) =>
    tests.map((test) => ({ test: [...path, title].join(' › '), project: test.projectName, ...outcomeOf(test) })),
  );
  return [...own, ...suites.flatMap((inner) => within(inner, [...path, inner.title]))];
}

function outcomeOf({ expectedStatus, annotations, results }: Test): Pick<TestOutcome, 'outcome' | 'why'> {
  const last = results.at(-1);
  if (last === undefined || last.status === 'skipped') return { outcome: 'skipped' };
  const gap = annotations.some(({ type }) => type === 'known gap' || type === 'fail');
  if (gap && last.status === 'failed' && expectedStatus === 'failed') return { outcome: 'same' };
  if (last.status === 'passed') return { outcome: gap ? 'holds' : 'right' };
  const why = last.errors.map(({ message = '' }) => message).find((message) => message !== '') ?? last.status;
  const body = last.attachments.find(({ name }) => name === TEST_REPORT)?.body;
  const report = body === undefined ? undefined : TestReport.safeParse(parsed(body)).data;
  if (report === undefined || report.problems.length > 0) return { outcome: 'untold', why };
  return { outcome: gap ? 'otherwise' : 'broken', why };
}

function parsed(base64: string): unknown {
  return JSON.parse(Buffer.from(base64, 'base64').toString('utf8'));
}
