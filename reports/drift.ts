/** Says at the end of a run what the stack answered otherwise than recorded, over all tests. */
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { driftOverview } from '../replay/drift/text.ts';

/** How many differences are told; the HTML report has all, test by test. */
const TOLD = 40;

export default class DriftReporter implements Reporter {
  readonly #told: { test: string; text: string }[] = [];

  printsToStdio(): boolean {
    return false;
  }

  onTestEnd(test: TestCase, { attachments }: TestResult): void {
    const [text] = attachments.filter(({ name }) => name === 'drift').map(({ body }) => body?.toString());
    const [, project = '', ...title] = test.titlePath();
    if (text !== undefined) this.#told.push({ test: `${project}: ${title.join(' › ')}`, text });
  }

  onEnd(): void {
    const [first] = this.#told;
    if (first === undefined) return;
    const overview = driftOverview(this.#told);
    const lines = overview.slice(0, TOLD).flatMap(({ call, difference, tests }) => {
      const [head = '', ...values] = (
        difference === '' ? call : `${call.replace(/: another answer$/, '')} ${difference}`
      ).split('\n');
      const example = tests.length === 1 ? `in ${tests[0]}` : `in ${tests.length} tests, first ${tests[0]}`;
      return [`  ${head}`, ...values, `    ${example}`];
    });
    const versions = /\(([^)]*)\)/.exec(first.text)?.[1];
    const tests = this.#told.length === 1 ? '1 test was' : `${this.#told.length} tests were`;
    console.log(`\nDrift: ${tests} answered otherwise than recorded (${versions}).`);
    console.log(lines.join('\n'));
    if (overview.length > TOLD) console.log(`  … and ${overview.length - TOLD} more`);
    console.log(
      '  Test by test: npx playwright show-report. To take it over: npm run recordings -- accept-drift --help',
    );
  }
}
