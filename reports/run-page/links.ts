/** Addresses inside Playwright's HTML report: one test, or the tests that a search finds. */
import type { ReportedTest } from '../reported-test.ts';

/** @param report where the HTML report is, relative to the page: `index.html` */
export class ReportLinks {
  readonly #report: string;

  constructor(report: string) {
    this.#report = report;
  }

  all(): string {
    return this.#report;
  }

  test({ id }: Pick<ReportedTest, 'id'>): string {
    return `${this.#report}#?testId=${encodeURIComponent(id)}`;
  }

  /** @param terms as the report's search field takes them: `p:ollama`, `s:failed`, `@known-gap`, text */
  search(...terms: readonly string[]): string {
    const quoted = terms.map((term) => (/\s/.test(term) ? `"${term}"` : term));
    return `${this.#report}#?q=${encodeURIComponent(quoted.join(' '))}`;
  }
}
