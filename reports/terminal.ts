/**
 * The default reporter: progress in place, each failure once, and at the end what ran, what it proves and what to do next.
 * Known gaps that failed as stated are no failures.
 */
import { dirname, relative } from 'node:path';
import type { Writable } from 'node:stream';
import type {
  FullConfig,
  FullResult,
  Reporter,
  Suite,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import { handedOn } from '../run/hand-over.ts';
import { listsOnly } from './listing.ts';
import { reportedTest, type ReportedTest } from './reported-test.ts';
import { failureLines } from './terminal/failure.ts';
import { ProgressLine } from './terminal/progress.ts';
import { restyled, styleFor, type Style } from './terminal/style.ts';
import { plainCounts, summaryLines } from './terminal/summary.ts';

export default class TerminalReporter implements Reporter {
  readonly #out: Writable & { isTTY?: boolean; columns?: number };
  readonly #style: Style;
  readonly #progress: ProgressLine;
  readonly #tests = new Map<string, ReportedTest>();
  readonly #running = new Map<string, string>();
  #errors = 0;
  readonly #failing = new Set<string>();
  #told = 0;
  #total = 0;
  #root = process.cwd();
  #testDir = process.cwd();

  /** Playwright makes it with the options of the config, of which there are none. */
  constructor(_options: object = {}, out: Writable & { isTTY?: boolean; columns?: number } = process.stdout) {
    this.#out = out;
    this.#style = styleFor(out.isTTY === true, process.env);
    this.#progress = new ProgressLine(out);
  }

  printsToStdio(): boolean {
    return true;
  }

  onBegin(config: FullConfig, suite: Suite): void {
    this.#total = suite.allTests().length;
    this.#root = config.configFile === undefined ? config.rootDir : dirname(config.configFile);
    this.#testDir = config.projects[0]?.testDir ?? config.rootDir;
    if (listsOnly()) return this.#list(suite);
    // No stack: Playwright begins without tests, to have the error told.
    if (this.#total === 0) return;
    const workers = Math.min(config.workers, this.#total);
    this.#print(
      `Running ${this.#total} ${this.#total === 1 ? 'test' : 'tests'} with ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
    );
  }

  /** As Playwright lists them, for scripts and people that know its form. */
  #list(suite: Suite): void {
    const tests = suite.allTests();
    const lines = tests.map((test) => {
      const [, project = '', file = '', ...titles] = test.titlePath();
      const { line, column } = test.location;
      return `  [${project}] › ${file}:${line}:${column} › ${titles.join(' › ')}`;
    });
    const files = new Set(tests.map(({ location }) => location.file)).size;
    const total = `Total: ${tests.length} ${tests.length === 1 ? 'test' : 'tests'} in ${files} ${files === 1 ? 'file' : 'files'}`;
    this.#print(['Listing tests:', ...lines, total].join('\n'));
  }

  onTestBegin(test: TestCase): void {
    const [, project = '', file = '', ...titles] = test.titlePath();
    this.#running.set(test.id, `${project} ${file} › ${titles.join(' › ')}`);
    this.#showProgress();
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    this.#running.delete(test.id);
    const reported = reportedTest(test, result);
    this.#tests.set(test.id, reported);
    this.#failing.delete(test.id);
    if (reported.outcome === 'failed') {
      this.#failing.add(test.id);
      this.#told += 1;
      const run = handedOn();
      const log = run?.stack === 'running' ? run.logFile : undefined;
      this.#print(failureLines(reported, this.#told, this.#root, this.#style, log).join('\n'));
    }
    this.#showProgress();
  }

  onError(error: TestError): void {
    this.#errors += 1;
    // A fault is complete text; the name of its class tells a person nothing.
    const text = restyled(this.#style, error.message ?? error.value ?? '').replace(/^(?:\w*Fault|PortTaken): /, '');
    this.#print(this.#style('red', text));
  }

  onStdOut(chunk: string | Buffer): void {
    this.#progress.clear();
    this.#out.write(chunk);
  }

  onStdErr(chunk: string | Buffer): void {
    this.#progress.clear();
    process.stderr.write(chunk);
  }

  onEnd({ duration }: FullResult): void {
    if (listsOnly()) return;
    const tests = [...this.#tests.values()];
    const summary = {
      tests,
      milliseconds: duration,
      notRun: Math.max(0, this.#total - tests.length),
      errors: this.#errors,
      today: new Date(),
      specOf: ({ file }: ReportedTest) => relative(this.#testDir, file),
    };
    this.#print(['', ...summaryLines(summary, this.#style), '', plainCounts(summary)].join('\n'));
  }

  #print(text: string): void {
    this.#progress.clear();
    this.#out.write(`${text}\n`);
  }

  #showProgress(): void {
    const now = performance.now();
    this.#progress.show(
      {
        done: this.#tests.size,
        total: this.#total,
        failed: this.#failing.size,
        running: [...this.#running.values()],
        milliseconds: now,
      },
      now,
    );
  }
}
