/** The reporter of a round: a line of JSON for each test that ran, and progress on the terminal. */
import { appendFileSync } from 'node:fs';
import type { FullConfig, Reporter, Suite, TestCase, TestError, TestResult } from '@playwright/test/reporter';
import { specName } from '../../folders/folders.ts';
import { NOTICED, Noticed } from '../../run/changed-recordings.ts';
import { environmentOfThisProcess } from '../../run/environment.ts';
import { count } from '../screen.ts';
import { type Ran, ROUND, Round } from './ran.ts';

/** How many tests go by before a log hears of it; a terminal does each time. */
const TOLD = 50;

export default class RoundReporter implements Reporter {
  readonly #round = Round.parse(JSON.parse(environmentOfThisProcess()[ROUND] ?? '{}'));
  #testDir = '';
  #ran = 0;

  printsToStdio(): boolean {
    return true;
  }

  onBegin(config: FullConfig, _: Suite): void {
    this.#testDir = config.projects[0]?.testDir ?? config.rootDir;
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === 'interrupted') return;
    const [, project = '', , ...titles] = test.titlePath();
    const said = result.annotations.find(({ type }) => type === NOTICED)?.description;
    const noticed = said === undefined ? undefined : Noticed.parse(JSON.parse(said));
    const ran: Ran = {
      project,
      test: [specName(this.#testDir, test.location.file), ...titles].join(' › '),
      repeat: test.repeatEachIndex,
      ...(noticed === undefined ? {} : { noticed }),
    };
    appendFileSync(this.#round.file, `${JSON.stringify(ran)}\n`);
    if (result.status === 'skipped') return;
    this.#ran++;
    this.#tell();
  }

  onError({ message = '' }: TestError): void {
    process.stderr.write(`${message}\n`);
  }

  #tell(): void {
    const { before, all, what } = this.#round;
    const done = Math.min(before + this.#ran, all);
    const text = `${done.toLocaleString('en')} of ${count(all, what)}`;
    if (process.stderr.isTTY) process.stderr.write(`\r${text}`);
    else if (done % TOLD === 0) process.stderr.write(`${text}\n`);
  }
}
