import type { ReportedTest } from '../../reports/reported-test.ts';
import { TestReport } from '../../run/test-report.ts';

/** A finished test for reports, with what matters to a test of them. */
export function reported(changes: Partial<ReportedTest> = {}, report?: object): ReportedTest {
  return {
    id: 'abc-1',
    outcome: 'passed',
    flaky: false,
    interrupted: false,
    surface: 'chat',
    tags: [],
    project: 'ollama',
    title: 'chat stream › ends once',
    file: '/project/e2e/chat/stream.spec.ts',
    line: 12,
    column: 3,
    errors: [],
    milliseconds: 20,
    ...changes,
    ...(report === undefined
      ? {}
      : { report: TestReport.parse({ stack: 'ogx 1.5.0', line: 'ogx-1.5', mode: 'replay', ...report }) }),
  };
}

/** A test that missed, and what the client made of it. */
export function missed(changes: Partial<ReportedTest> = {}): ReportedTest {
  const text = 'No recorded answer: the stack asked ollama for POST /v1/chat/completions.\nWhy: the request changed.';
  const problem = {
    kind: 'miss',
    text,
    headline: 'No recorded answer: the stack asked ollama for POST /v1/chat/completions.',
    changes: [{ path: 'body.messages[0].content', recorded: '"Say hello."', now: '"Say goodbye."' }],
  };
  return reported(
    {
      outcome: 'failed',
      errors: [
        { message: 'Error: 501 No recorded answer: the stack asked ollama for POST /v1/chat/completions.' },
        { message: `Error: ${text}` },
      ],
      ...changes,
    },
    { problems: [problem], record: 'npm run record -- --project=ollama chat/stream.spec.ts -g "ends once"' },
  );
}
