/**
 * Puts into Playwright's own report what is known only when a test has ended: tags to filter by, what came of each client call
 * in its step's subtitle, and the provider calls that it caused as steps below it. It must stand before `html` in the list of
 * reporters, since that one reads tests and steps when the run ends.
 */
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { addCalls } from './enrichment/call-steps.ts';
import { tagsOf } from './enrichment/tags.ts';
import { reportedTest } from './reported-test.ts';

export default class EnrichmentReporter implements Reporter {
  printsToStdio(): boolean {
    return false;
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const reported = reportedTest(test, result);
    const tags = [...new Set([...test.tags, ...tagsOf(reported)])];
    // What Playwright computes from title and declaration is a getter, so it is covered and not assigned.
    Object.defineProperty(test, 'tags', { value: tags, configurable: true, enumerable: true, writable: true });
    if (reported.report !== undefined) addCalls(result.steps, reported.report.calls);
  }
}
