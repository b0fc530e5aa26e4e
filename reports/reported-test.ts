/** One finished test as the reports of this project see it. */
import type { TestCase, TestError, TestResult } from '@playwright/test/reporter';
import { TEST_REPORT, TestReport } from '../run/test-report.ts';

export type Outcome = 'passed' | 'known gap' | 'failed' | 'skipped';

export interface ReportedTest {
  /** Playwright's id of the test: the HTML report shows it at `index.html#?testId=<id>`. */
  id: string;
  outcome: Outcome;
  /** It failed before, and did not when it was tried again (`--retries`). */
  flaky: boolean;
  /** The run was ended while it ran; it counts as failed. */
  interrupted: boolean;
  project: string;
  /** Describe titles and test title. */
  title: string;
  file: string;
  /** The surface: the spec's folder below the folder of specs. */
  surface: string;
  /** With `@`. */
  tags: readonly string[];
  line: number;
  column: number;
  /** Why it was skipped, or why it must fail. */
  reason?: string;
  errors: readonly TestError[];
  milliseconds: number;
  report?: TestReport;
  /** The drift attachment's text. */
  drift?: string;
}

/** What came of a test, from its last result. */
export function reportedTest(test: TestCase, result: TestResult): ReportedTest {
  const [, project = '', file = '', ...titles] = test.titlePath();
  const report = reportOf(result);
  const drift = result.attachments.find(({ name }) => name === 'drift')?.body?.toString();
  const reason = reasonOf(test, result);
  const outcome = outcomeOf(test, result);
  return {
    id: test.id,
    outcome,
    flaky: result.retry > 0 && (outcome === 'passed' || outcome === 'known gap'),
    interrupted: result.status === 'interrupted',
    project,
    title: titles.join(' › '),
    file: test.location.file,
    surface: surfaceOf(file),
    tags: test.tags,
    line: test.location.line,
    column: test.location.column,
    ...(reason === undefined ? {} : { reason }),
    errors: result.errors,
    milliseconds: result.duration,
    ...(report === undefined ? {} : { report }),
    ...(drift === undefined ? {} : { drift }),
  };
}

/** `responses` of `responses/stream.spec.ts`, and of `e2e/responses/stream.spec.ts`. */
function surfaceOf(file: string): string {
  const folders = file.split(/[/\\]/).slice(0, -1);
  return folders.at(-1) ?? file;
}

/** Playwright changes the expected status of a gap that failed otherwise than stated, so that comparing is enough. */
function outcomeOf({ expectedStatus }: TestCase, { status }: TestResult): Outcome {
  if (status === 'skipped') return 'skipped';
  if (status !== expectedStatus) return 'failed';
  return expectedStatus === 'failed' ? 'known gap' : 'passed';
}

function reasonOf(test: TestCase, result: TestResult): string | undefined {
  const annotations = [...result.annotations, ...test.annotations];
  return annotations.find(({ type }) => type === 'skip' || type === 'fail')?.description;
}

function reportOf({ attachments }: TestResult): TestReport | undefined {
  const body = attachments.find(({ name }) => name === TEST_REPORT)?.body;
  if (body === undefined) return undefined;
  return TestReport.safeParse(JSON.parse(body.toString())).data;
}
