/** Writes the run page, `run.html`, beside Playwright's HTML report. It must stand behind `html` in the list of reporters. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { FullConfig, FullResult, Reporter, TestCase, TestError, TestResult } from '@playwright/test/reporter';
import { listsOnly } from './listing.ts';
import { reportedTest, type ReportedTest } from './reported-test.ts';
import { factsOf } from './run-page/facts.ts';
import { runPage } from './run-page/page.ts';

/** Ends of a run that its tests do not tell of. */
const ENDED_EARLY: Partial<Record<FullResult['status'], string>> = {
  interrupted: 'The run was interrupted: tests that are not here did not run.',
  timedout: 'The run took too long: tests that are not here did not run.',
};

interface Options {
  /** Folder of the HTML report, relative to the config file; `playwright-report` when left out. */
  outputFolder?: string;
}

export default class RunPageReporter implements Reporter {
  readonly #tests = new Map<string, ReportedTest>();
  readonly #errors: string[] = [];
  readonly #folder: string;
  #root = process.cwd();

  constructor({ outputFolder = 'playwright-report' }: Options = {}) {
    this.#folder = outputFolder;
  }

  printsToStdio(): boolean {
    return false;
  }

  onBegin({ configFile }: FullConfig): void {
    if (configFile !== undefined) this.#root = dirname(configFile);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    this.#tests.set(test.id, reportedTest(test, result));
  }

  onError({ message, value = '' }: TestError): void {
    this.#errors.push(stripVTControlCharacters(message ?? value));
  }

  async onEnd({ duration, startTime, status }: FullResult): Promise<void> {
    if (listsOnly()) return;
    const folder = resolve(this.#root, this.#folder);
    const page = runPage({
      facts: factsOf([...this.#tests.values()]),
      milliseconds: duration,
      ended: new Date(startTime.getTime() + duration),
      report: 'index.html',
      troubles: [...this.#errors, ...(ENDED_EARLY[status] === undefined ? [] : [ENDED_EARLY[status]])],
    });
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'run.html'), page);
  }
}
