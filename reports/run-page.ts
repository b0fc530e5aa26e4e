/** Writes the run page, `run.html`, beside Playwright's HTML report. It must stand behind `html` in the list of reporters. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { FullConfig, FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { listsOnly } from './listing.ts';
import { reportedTest, type ReportedTest } from './reported-test.ts';
import { factsOf } from './run-page/facts.ts';
import { runPage } from './run-page/page.ts';

interface Options {
  /** Folder of the HTML report, relative to the config file; `playwright-report` when left out. */
  outputFolder?: string;
}

export default class RunPageReporter implements Reporter {
  readonly #tests = new Map<string, ReportedTest>();
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

  async onEnd({ duration, startTime }: FullResult): Promise<void> {
    if (listsOnly()) return;
    const folder = resolve(this.#root, this.#folder);
    const page = runPage({
      facts: factsOf([...this.#tests.values()]),
      milliseconds: duration,
      ended: new Date(startTime.getTime() + duration),
      report: 'index.html',
    });
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'run.html'), page);
  }
}
