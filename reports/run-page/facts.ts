/** What the run page tells, as values: worked out of the finished tests. */
import { driftOverview, type DriftOverview } from '../../replay/drift/text.ts';
import type { ReportedTest } from '../reported-test.ts';

export interface Counts {
  passed: number;
  gaps: number;
  failed: number;
  skipped: number;
}

export interface Column {
  project: string;
  /** Line of releases; several where reports of several runs were merged. */
  line: string;
}

export interface Row {
  surface: string;
  /** One for each column; undefined where the surface has no test there. */
  cells: (Counts | undefined)[];
}

export interface AnswerSource {
  source: string;
  /** Name and version of the server, where it is known. */
  server: string | undefined;
  calls: number;
  /** First and last day of recording, `YYYY-MM-DD`. */
  days: [string, string] | undefined;
}

export interface RunFacts {
  totals: Counts;
  stacks: string[];
  modes: string[];
  recordedStack: boolean;
  columns: Column[];
  rows: Row[];
  sources: AnswerSource[];
  calls: number;
  tokens: number;
  failures: ReportedTest[];
  drifted: ReportedTest[];
  /** What drifted, over all tests, the most frequent first; a test is named by its id. */
  drift: DriftOverview[];
  /** Why tests were skipped, the most frequent reason first. */
  skips: { reason: string; count: number }[];
  slowest: ReportedTest[];
}

const SLOWEST = 10;

export function factsOf(tests: readonly ReportedTest[]): RunFacts {
  const reports = tests.flatMap(({ report }) => report ?? []);
  const columns = columnsOf(tests);
  const surfaces = [...new Set(tests.map(({ surface }) => surface))].sort();
  return {
    totals: countsOf(tests),
    stacks: [...new Set(reports.map(({ stack }) => stack))].sort(),
    modes: [...new Set(reports.map(({ mode }) => mode))].sort(),
    recordedStack: reports.some(({ recordedStack }) => recordedStack),
    columns,
    rows: surfaces.map((surface) => ({
      surface,
      cells: columns.map((column) => {
        const own = tests.filter((test) => test.surface === surface && isIn(test, column, columns));
        return own.length === 0 ? undefined : countsOf(own);
      }),
    })),
    sources: sourcesOf(tests),
    calls: reports.reduce((sum, { calls }) => sum + calls.length, 0),
    tokens: reports.reduce((sum, { tokens }) => sum + tokens, 0),
    failures: tests.filter(({ outcome }) => outcome === 'failed'),
    drifted: tests.filter(({ drift }) => drift !== undefined),
    drift: driftOverview(tests.flatMap(({ id, drift }) => (drift === undefined ? [] : [{ test: id, text: drift }]))),
    skips: skipsOf(tests),
    slowest: [...tests].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, SLOWEST),
  };
}

/** A skipped test has no report, so it counts under the line of its tag, else under the first one of its project. */
function columnsOf(tests: readonly ReportedTest[]): Column[] {
  const columns = new Map<string, Column>();
  for (const { project, report } of tests) {
    if (report !== undefined) columns.set(`${report.line} ${project}`, { project, line: report.line });
  }
  for (const { project } of tests) {
    if (![...columns.values()].some((column) => column.project === project))
      columns.set(project, { project, line: '' });
  }
  return [...columns].sort(([a], [b]) => a.localeCompare(b)).map(([, column]) => column);
}

function isIn({ project, report, tags }: ReportedTest, column: Column, columns: readonly Column[]): boolean {
  if (project !== column.project) return false;
  if (report !== undefined) return report.line === column.line;
  const own = columns.filter((each) => each.project === project);
  return (own.find(({ line }) => tags.includes(`@${line}`)) ?? own[0]) === column;
}

function skipsOf(tests: readonly ReportedTest[]): RunFacts['skips'] {
  const counts = new Map<string, number>();
  for (const { outcome, reason = 'no reason given' } of tests)
    if (outcome === 'skipped') counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}

function countsOf(tests: readonly ReportedTest[]): Counts {
  const counts: Counts = { passed: 0, gaps: 0, failed: 0, skipped: 0 };
  for (const { outcome } of tests) counts[outcome === 'known gap' ? 'gaps' : outcome] += 1;
  return counts;
}

function sourcesOf(tests: readonly ReportedTest[]): AnswerSource[] {
  const sources = new Map<string, AnswerSource>();
  for (const { source, server, calls, recorded } of tests.flatMap(({ report }) => report?.answers ?? [])) {
    const key = `${source} ${server ?? ''}`;
    const known = sources.get(key);
    const days = recorded === undefined ? known?.days : within(known?.days, recorded);
    sources.set(key, { source, server, calls: (known?.calls ?? 0) + calls, days });
  }
  return [...sources.values()].sort((a, b) => b.calls - a.calls);
}

function within(days: [string, string] | undefined, day: string): [string, string] {
  if (days === undefined) return [day, day];
  return [day < days[0] ? day : days[0], day > days[1] ? day : days[1]];
}
