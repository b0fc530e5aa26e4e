/** Misses of a run, grouped by the change that they have in common. */
import { titlePattern } from '../replay/recording/location.ts';
import type { ReportedTest } from './reported-test.ts';

export interface MissGroup {
  /** The common change as `body.messages[0].content: "Say hello." → "Say goodbye."`, or the kind of miss where nothing is compared. */
  change: string;
  tests: readonly ReportedTest[];
}

/** Groups, largest first. A test with several misses counts under its first. */
export function missGroups(tests: readonly ReportedTest[]): MissGroup[] {
  const groups = new Map<string, ReportedTest[]>();
  for (const test of tests) {
    const miss = test.report?.problems.find(({ kind }) => kind === 'miss' || kind === 'no recording');
    if (miss === undefined) continue;
    const change = changeOf(miss.kind, miss.changes);
    groups.set(change, [...(groups.get(change) ?? []), test]);
  }
  return [...groups]
    .map(([change, members]) => ({ change, tests: members }))
    .sort((a, b) => b.tests.length - a.tests.length);
}

function changeOf(kind: string, changes: readonly { path: string; recorded: string; now: string }[]): string {
  const [first] = changes;
  if (first === undefined) return kind === 'no recording' ? 'no recording yet' : 'other calls than recorded';
  return `${first.path}: ${short(first.recorded)} → ${short(first.now)}`;
}

const SHOWN = 48;
const short = (text: string) => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/** One command that records all these tests again. */
export function recordCommandFor(tests: readonly ReportedTest[], specOf: (test: ReportedTest) => string): string {
  const projects = [...new Set(tests.map(({ project }) => `--project=${project}`))];
  const specs = [...new Set(tests.map(specOf))];
  const [only] = tests;
  const settings = /^(.*?)npm run record/.exec(only?.report?.record ?? '')?.[1] ?? '';
  const title = tests.length === 1 && only !== undefined ? [` -g "${titlePattern(only.title.split(' › '))}"`] : [''];
  return `${settings}npm run record -- ${[...projects, ...specs].join(' ')}${title[0]}`;
}
