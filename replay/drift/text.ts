/** Drift as a person reads it: per test, and over a whole run. */
import type { Difference } from '../matching/compare.ts';
import { SHOWN, type CallDrift } from './drift.ts';
import { splitAtIds } from '../matching/ids.ts';
import { describe } from '../matching/miss.ts';

/** How many lines a call has; equal differences at many places are one line. */
const LINES = 20;

const AND_MORE = '  … and more';
const MORE = new RegExp(`\\n${AND_MORE}$`);

/** All that is different, call by call, with both values. */
export function driftText(versions: string, drift: readonly CallDrift[]): string {
  return [`The stack answers otherwise than recorded (${versions}):`, ...drift.map(callText)].join('\n');
}

function callText({ title, kind, differences }: CallDrift): string {
  const groups = grouped(differences);
  const lines = groups.slice(0, LINES).map(([first, ...more]) => `  ${describe(merged(first, more.length))}`);
  const cut = groups.length > LINES || differences.length >= SHOWN ? [AND_MORE] : [];
  return [`${title}: ${kind === 'changed' ? 'another answer' : kind}`, ...lines, ...cut].join('\n');
}

type Group = [Difference, ...Difference[]];

/** Differences with those together that have the same values at the same place of other items. */
function grouped(differences: readonly Difference[]): Group[] {
  const groups = new Map<string, Group>();
  for (const difference of differences) {
    const { recorded, live } = difference;
    const key = JSON.stringify([anyItem(difference.path), recorded ?? 'nothing', live ?? 'nothing']);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [difference]);
    else group.push(difference);
  }
  return [...groups.values()];
}

function merged(first: Difference, more: number): Difference {
  if (more === 0) return first;
  const places = `at ${more + 1} places`;
  return { ...first, path: anyItem(first.path), why: first.why === undefined ? places : `${first.why}; ${places}` };
}

function anyItem(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '[*]');
}

/** How many paths of a call a summary names. */
const NAMED = 3;

/** The calls and the first paths, in one line. */
export function driftSummary(drift: readonly CallDrift[]): string {
  return drift
    .map(({ title, kind, differences }) => {
      if (kind !== 'changed') return `${title} ${kind}`;
      const paths = [...new Set(differences.map(({ path }) => anyItem(path)))];
      const more = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : '';
      return `${title} ${paths.slice(0, NAMED).join(', ')}${more}`;
    })
    .join('; ');
}

/** What drifted in many tests, by call and place. */
export interface DriftOverview {
  /** `POST /v1/responses: another answer`; ids are `…`. */
  call: string;
  /** A difference as the first test told it; empty where the whole call is not made or not recorded. */
  difference: string;
  tests: string[];
}

/** Puts together what `driftText` says of several tests: the same call and path is told once, the most frequent first. */
export function driftOverview(told: readonly { test: string; text: string }[]): DriftOverview[] {
  const found = new Map<string, DriftOverview>();
  for (const { test, text } of told) {
    for (const call of text.split(/\n(?! )/).slice(1)) {
      const [head = '', ...differences] = call.replace(MORE, '').split(/\n {2}(?! )/);
      for (const difference of differences.length === 0 ? [''] : differences) {
        const title = splitAtIds(head).literals.join('…');
        const key = `${title}\n${placeOf(difference)}`;
        const known = found.get(key);
        if (known === undefined) found.set(key, { call: title, difference, tests: [test] });
        else if (known.tests.at(-1) !== test) known.tests.push(test);
      }
    }
  }
  return [...found.values()].sort((a, b) => b.tests.length - a.tests.length);
}

/** Where a difference is; whole items of a list are told apart by what they are, since all are at one place. */
function placeOf(difference: string): string {
  const path = /^[^:]*/.exec(difference)?.[0] ?? '';
  const values = path.endsWith(']') ? splitAtIds(difference.slice(path.length)).literals.join('…') : '';
  return anyItem(path) + values;
}
