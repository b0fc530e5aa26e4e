/** What a run did, from Playwright's JSON report. */
import { z } from 'zod';
import { testTitle } from '../../replay/recording/location.ts';
import { Fault, messageOf } from '../../errors/fault.ts';
import { specsOf } from './playwright-json.ts';

const spec = z.object({
  title: z.string(),
  file: z.string(),
  tests: z.array(
    z.object({
      projectName: z.string(),
      status: z.enum(['expected', 'unexpected', 'flaky', 'skipped']),
      results: z.array(
        z.object({ annotations: z.array(z.object({ type: z.string(), description: z.string().optional() })) }),
      ),
    }),
  ),
});
const suite = z.object({
  title: z.string(),
  specs: z.array(spec),
  get suites() {
    return z.array(suite).optional();
  },
});
const report = z.object({ suites: z.array(suite), errors: z.array(z.object({ message: z.string().optional() })) });

export interface RunReport {
  /** The recording files that were written, as the attempts name them. */
  written: string[];
  /** The tests that did not end as expected. */
  failed: { setup: string; title: string }[];
  /** What failed outside of any test. */
  errors: string[];
}

/**
 * @param json what `playwright test --reporter=json` wrote
 * @throws {Fault} when it is no such report
 */
export function runReport(json: string): RunReport {
  let parsed: z.infer<typeof report>;
  try {
    parsed = report.parse(JSON.parse(json));
  } catch (error) {
    throw new Fault({
      what: 'The report of the run cannot be read.',
      why: messageOf(error),
      fix: 'Look at what the run printed.',
    });
  }
  const tests = parsed.suites.flatMap((top) =>
    specsOf(top).flatMap(({ file, titlePath, tests }) =>
      tests.map((test) => ({ ...test, title: testTitle({ spec: file, titlePath }) })),
    ),
  );
  const annotations = tests.flatMap(({ results }) => results.flatMap((result) => result.annotations));
  return {
    written: annotations.flatMap(({ type, description }) =>
      type === 'recorded' && description !== undefined ? [description] : [],
    ),
    failed: tests
      .filter(({ status }) => status === 'unexpected')
      .map(({ projectName, title }) => ({ setup: projectName, title })),
    errors: parsed.errors.map(({ message }) => message ?? '?'),
  };
}
