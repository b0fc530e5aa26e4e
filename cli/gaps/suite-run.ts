/** Runs tests of the suite on a stack of a release, for what comes of them. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../../errors/fault.ts';
import { runPlaywright } from '../run-playwright.ts';
import { outcomesOf, RunDocument, type TestOutcome } from './outcomes.ts';

export interface SuiteRun {
  /** What `STACK_CONFIG` takes: `ogx@1.4.1`, `ogx-1.5`. */
  stack: string;
  /** The line whose recordings and gaps are used. */
  line: string;
  projects: readonly string[];
  /** The tests to run, by project; all of the projects without it. */
  tests?: readonly { project: string; test: string }[];
}

/** @throws {Fault} where no test ran */
export async function runSuite({ stack, line, projects, tests }: SuiteRun): Promise<TestOutcome[]> {
  const folder = await mkdtemp(join(tmpdir(), 'e2e-gaps-'));
  try {
    const list = join(folder, 'tests.txt');
    if (tests !== undefined)
      await writeFile(list, tests.map(({ project, test }) => `[${project}] › ${test}\n`).join(''));
    const document = join(folder, 'run.json');
    const args = [
      ...projects.map((project) => `--project=${project}`),
      ...(tests === undefined ? [] : ['--test-list', list]),
      '--reporter=json',
      `--output=${join(folder, 'results')}`,
    ];
    const settings = {
      STACK_CONFIG: stack,
      RECORDINGS_LINE: line,
      INFERENCE_MODE: 'replay',
      DRIFT: 'off',
      PLAYWRIGHT_JSON_OUTPUT_FILE: document,
    };
    await runPlaywright(args, settings, 'stderr');
    const text = await readFile(document, 'utf8').catch(() => undefined);
    if (text === undefined) throw new Fault(`The tests could not be run on ${stack}.`);
    const run = RunDocument.parse(JSON.parse(text));
    const outcomes = outcomesOf(run);
    if (outcomes.some(({ outcome }) => outcome !== 'skipped')) return outcomes;
    const errors = run.errors.map(({ message = '' }) => message).join('\n');
    throw new Fault(`No test ran on ${stack}.${errors === '' ? '' : `\n${errors}`}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
