/** The end of a run on the terminal: counts, what ran, what it proves, what to do next. */
import { missGroups, recordCommandFor } from '../miss-groups.ts';
import type { ReportedTest } from '../reported-test.ts';
import { provesText } from '../proves.ts';
import type { Style } from './style.ts';

/** How many groups of misses, and of passing gaps, are listed. */
const LISTED = 8;

export interface RunSummary {
  tests: readonly ReportedTest[];
  milliseconds: number;
  /** Tests that were to run and did not: the run was interrupted, or ended early. */
  notRun: number;
  /** Errors that belong to no test. */
  errors: number;
  today: Date;
  /** A spec file as commands name it. */
  specOf: (test: ReportedTest) => string;
}

export function summaryLines(run: RunSummary, style: Style): string[] {
  const next = nextLines(run);
  const reports = run.tests.flatMap(({ report }) => report ?? []);
  return [
    countsLine(run, style),
    ...whatRanLines(run),
    provesText(reports[0]?.recordedStack ?? false, reports[0]?.mode),
    ...(next.length === 0 ? [] : [style('bold', 'Next:'), ...next.map((line) => `  ${line}`)]),
  ];
}

/** `N passed, N failed, N skipped`: the one line that scripts read. Known gaps that failed as stated count as passed. */
export function plainCounts({ tests, errors }: Pick<RunSummary, 'tests' | 'errors'>): string {
  const passed = count(tests, 'passed') + count(tests, 'known gap');
  return `${passed} passed, ${count(tests, 'failed') + errors} failed, ${count(tests, 'skipped')} skipped`;
}

function countsLine({ tests, milliseconds, notRun, errors }: RunSummary, style: Style): string {
  const gaps = count(tests, 'known gap');
  const failed = count(tests, 'failed');
  const passed = count(tests, 'passed') + gaps;
  const flaky = tests.filter((test) => test.flaky).length;
  return [
    style('green', `${passed} passed`) + (gaps === 0 ? '' : ` (${gaps} of these known gaps, which failed as stated)`),
    ...(flaky === 0 ? [] : [style('yellow', `${flaky} of these flaky, which failed before they were tried again`)]),
    failed === 0 ? '0 failed' : style('red', `${failed} failed`),
    ...(errors === 0 ? [] : [style('red', `${errors} ${errors === 1 ? 'error' : 'errors'} of the run`)]),
    ...(notRun === 0 ? [] : [style('yellow', `${notRun} did not run`)]),
    skippedText(tests),
    duration(milliseconds),
  ].join(' · ');
}

function skippedText(tests: readonly ReportedTest[]): string {
  const skipped = tests.filter(({ outcome }) => outcome === 'skipped');
  if (skipped.length === 0) return '0 skipped';
  const lacking = skipped.filter(({ reason }) => reason?.includes('does not have') === true).length;
  const why =
    lacking === skipped.length
      ? 'what their setup does not have'
      : lacking === 0
        ? 'see the report'
        : `${lacking} for what their setup does not have`;
  return `${skipped.length} skipped (${why})`;
}

function whatRanLines({ tests, today }: RunSummary): string[] {
  const reports = tests.flatMap(({ report }) => report ?? []);
  const [first] = reports;
  if (first === undefined) return [];
  const stack = first.recordedStack
    ? `no stack, recorded answers of ${first.line}`
    : `${first.stack}, line ${first.line}`;
  const sources = new Map<string, number>();
  const days: string[] = [];
  for (const { source, calls, recorded } of reports.flatMap(({ answers }) => answers)) {
    sources.set(source, (sources.get(source) ?? 0) + calls);
    if (recorded !== undefined) days.push(recorded);
  }
  const answers = [...sources].sort(([a], [b]) => a.localeCompare(b)).map(([source, calls]) => `${calls} ${source}`);
  const provider = answers.length === 0 ? 'no provider answer' : `provider answers: ${answers.join(', ')}`;
  const delivery = first.delivery === undefined ? '' : ` · sent ${first.delivery}`;
  return [`Ran: ${stack} · mode ${first.mode} · ${provider}${ageText(days, today)}${delivery}`];
}

function ageText(days: readonly string[], today: Date): string {
  const ages = days
    .map((day) => Math.floor((today.getTime() - Date.parse(day)) / 86_400_000))
    .filter((age) => age >= 0);
  if (ages.length === 0) return '';
  const [newest, oldest] = [Math.min(...ages), Math.max(...ages)];
  if (oldest === 0) return ', recorded today';
  return oldest === newest ? `, recorded ${daysAgo(oldest)}` : `, recorded ${newest} to ${daysAgo(oldest)}`;
}

function daysAgo(days: number): string {
  return days === 1 ? '1 day ago' : `${days} days ago`;
}

function nextLines(run: RunSummary): string[] {
  const { tests, specOf } = run;
  const failed = tests.filter(({ outcome }) => outcome === 'failed');
  const misses = missGroups(failed);
  const gaps = failed.filter(
    ({ interrupted, errors, report }) => !interrupted && errors.length === 0 && (report?.problems.length ?? 0) === 0,
  );
  const leftovers = failed.filter(({ report }) => report?.problems.some(({ kind }) => kind === 'leftover'));
  const drifted = tests.filter(({ drift }) => drift !== undefined);
  return [
    ...misses
      .slice(0, LISTED)
      .map(({ change, tests: members }) => `${tests_(members.length)} missed by one change, ${change}`),
    ...(misses.length > LISTED ? [`… and ${misses.length - LISTED} more changes`] : []),
    ...(misses.length === 0
      ? []
      : [
          `if meant, record: ${recordCommandFor(
            misses.flatMap(({ tests: members }) => members),
            specOf,
          )}`,
        ]),
    ...gaps
      .slice(0, LISTED)
      .map(({ title, report }) => `known gap that passes now: "${title}"${gapPlace(report?.gap?.line)}`),
    ...(leftovers.length === 0
      ? []
      : [`${tests_(leftovers.length)} left recorded exchanges unused: the stack made fewer calls`]),
    ...(drifted.length === 0
      ? []
      : [`${tests_(drifted.length)} drifted: see above, or npm run recordings -- accept-drift --help`]),
  ];
}

function gapPlace(line: string | undefined): string {
  return line === undefined ? ': delete it from setups/' : `: delete it from setups/lines/${line}.yaml`;
}

const tests_ = (number: number) => (number === 1 ? '1 test' : `${number} tests`);

function count(tests: readonly ReportedTest[], outcome: ReportedTest['outcome']): number {
  return tests.filter((test) => test.outcome === outcome).length;
}

/** `48 s`, `2 min 41 s`. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
