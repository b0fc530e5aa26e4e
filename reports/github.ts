/** On GitHub Actions: an annotation for each failure at its line, and the run page in short as the job's summary. */
import { appendFile } from 'node:fs/promises';
import { dirname, isAbsolute, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { FullConfig, FullResult, Reporter, TestCase, TestError, TestResult } from '@playwright/test/reporter';
import { reportedTest, type ReportedTest } from './reported-test.ts';
import { factsOf } from './run-page/facts.ts';
import { provesText } from './proves.ts';
import { duration } from './terminal/summary.ts';
import { ownErrors } from './terminal/failure.ts';

/** How many failures the summary lists. */
const LISTED = 30;

export default class GitHubReporter implements Reporter {
  readonly #tests = new Map<string, ReportedTest>();
  readonly #errors: string[] = [];
  #root = process.cwd();

  printsToStdio(): boolean {
    return false;
  }

  onBegin({ configFile }: FullConfig): void {
    if (configFile !== undefined) this.#root = dirname(configFile);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const reported = reportedTest(test, result);
    this.#tests.set(test.id, reported);
    if (reported.outcome === 'failed') console.log(annotation(reported, this.#root));
  }

  onError({ message = '' }: TestError): void {
    const text = stripVTControlCharacters(message);
    this.#errors.push(text);
    console.log(`::error title=error of the run::${escapedMessage(text)}`);
  }

  async onEnd({ duration: milliseconds }: FullResult): Promise<void> {
    const file = process.env['GITHUB_STEP_SUMMARY'];
    if (file) await appendFile(file, summary([...this.#tests.values()], this.#errors, milliseconds, this.#root));
  }
}

/** A workflow command, as GitHub's documentation of workflow commands gives its form and escapes. */
export function annotation(test: ReportedTest, root: string): string {
  // GitHub shows an annotation only at a file of the repository, which an SDK in node_modules is not.
  const places = [ownErrors(test)[0]?.location, test].filter((place) => place !== undefined);
  const { file, line } = places.find((place) => isBelow(root, place.file)) ?? test;
  const properties = {
    file: relative(root, file).replaceAll('\\', '/'),
    line: String(line),
    title: `[${test.project}] ${test.title}`,
  };
  const shown = Object.entries(properties).map(([name, value]) => `${name}=${escapedProperty(value)}`);
  return `::error ${shown.join(',')}::${escapedMessage(messageOf(test))}`;
}

function isBelow(root: string, file: string): boolean {
  const path = relative(root, file);
  return !path.startsWith('..') && !isAbsolute(path) && !path.split(/[\\/]/).includes('node_modules');
}

function messageOf(test: ReportedTest): string {
  const problem = test.report?.problems[0]?.text;
  const error = ownErrors(test)[0];
  return stripVTControlCharacters(problem ?? error?.message ?? error?.value ?? 'failed');
}

function escapedMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escapedMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** The job summary, as GitHub's Markdown. */
export function summary(
  tests: readonly ReportedTest[],
  errors: readonly string[],
  milliseconds: number,
  root: string,
): string {
  const facts = factsOf(tests);
  const { totals, rows, stacks, modes, failures, drifted } = facts;
  const green = totals.failed === 0 && errors.length === 0;
  const ofRun = errors.length === 0 ? '' : `${errors.length} ${errors.length === 1 ? 'error' : 'errors'} of the run, `;
  const lines = [
    `### ${green ? 'Passed' : 'Failed'}: ${stacks.join(', ') || 'no stack'}`,
    '',
    `${totals.passed + totals.gaps} passed (${totals.gaps} known gaps), ${totals.failed} failed, ${ofRun}${totals.skipped} skipped, ` +
      `${duration(milliseconds)}, mode ${modes.join(', ') || 'unknown'}. ${provesText(facts.recordedStack, modes[0])}`,
    '',
    ...errors.flatMap((error) => ['```', error, '```']),
    ...failures.slice(0, LISTED).map((test) => {
      const [first = ''] = messageOf(test).split('\n');
      return `* **${cell(test.title)}** (${test.project}, \`${relative(root, test.file)}:${test.line}\`): ${cell(first)}`;
    }),
    ...(failures.length > LISTED ? [`* … and ${failures.length - LISTED} more`] : []),
    ...tests
      .filter(({ flaky }) => flaky)
      .map((test) => `* flaky: **${cell(test.title)}** (${test.project}) failed before it was tried again`),
    ...(drifted.length > 0 ? ['', `Drift in ${drifted.length} tests; see the report.`] : []),
    '',
    ...(rows.length === 0 ? [] : matrixLines(facts)),
    '',
  ];
  return `${lines.join('\n')}\n`;
}

function matrixLines({ columns, rows }: ReturnType<typeof factsOf>): string[] {
  return [
    `| surface | ${columns.map(({ project, line }) => `${project}${line === '' ? '' : `<br>${line}`}`).join(' | ')} |`,
    `|---|${columns.map(() => '---:|').join('')}`,
    ...rows.map(
      ({ surface, cells }) =>
        `| ${surface} | ${cells.map((counts) => (counts === undefined ? '' : `${counts.passed + counts.gaps}${counts.failed > 0 ? `, **${counts.failed} failed**` : ''}`)).join(' | ')} |`,
    ),
  ];
}

/** Text that neither ends a table cell nor becomes HTML. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
