/** What is known to be wrong with a line of releases: each gap with the tests that have it, its source and a recorded test. */
import { gapOf, type Gap } from '../../setups/gaps.ts';
import type { Setup } from '../../setups/load.ts';
import { sinceRelease, type MeasuredRelease, type Since } from '../../setups/releases.ts';
import { claimOf, type Sources } from '../../setups/sources.ts';
import type { RecordedTest } from '../recordings/tree.ts';

export interface KnownGap {
  /** Its place on the page of its line, counted from 1. */
  number: number;
  /** The folder of specs: `responses`. */
  surface: string;
  gap: Gap;
  /** The claims that do not hold, by the names of their tests: `chat/errors.spec.ts › answers 404`. */
  tests: readonly string[];
  /** Setups under which the first of them was recorded. */
  setups: readonly string[];
  /** `<document>: <place>`: what says what is right. */
  source: string;
  /** Where the document is. */
  document: string;
  /** Where the stack's developers were told. */
  issue?: string;
  /** Since when it is there, as far as older releases were measured. */
  since?: Since;
  /** The recording of the first test that the fewest calls tell of. */
  recorded: RecordedTest;
  /** On each other line: whether the first test fails there too. */
  elsewhere: readonly { line: string; state: 'known gap' | 'holds' | 'not recorded' }[];
}

export interface Known {
  setups: readonly Setup[];
  sources: Sources;
  /** The recorded tests of all lines. */
  tests: readonly RecordedTest[];
  /** The lines, each with its release: `ogx-1.5`, `ogx@1.5.0`. */
  lines: readonly { line: string; release: string }[];
  /** What was measured of other releases. */
  releases: readonly MeasuredRelease[];
}

/** The known gaps of a line, by surface and name. */
export function knownGaps(line: string, known: Known): KnownGap[] {
  const found = new Map<string, { gap: Gap; recorded: RecordedTest[] }>();
  for (const recorded of known.tests.filter((test) => test.line === line)) {
    const gap = gapUnder(recorded, known);
    if (gap === undefined) continue;
    const key = JSON.stringify(gap);
    const entry = found.get(key) ?? { gap, recorded: [] };
    entry.recorded.push(recorded);
    found.set(key, entry);
  }
  return [...found.values()]
    .map(({ gap, recorded }) => ({ gap, recorded: recorded.sort((a, b) => compare(a.title, b.title)) }))
    .sort((a, b) => compare(a.recorded[0]?.title ?? '', b.recorded[0]?.title ?? ''))
    .flatMap(({ gap, recorded }, at) => {
      const shown = shortest(recorded);
      return shown === undefined ? [] : [{ ...described(gap, recorded, shown, line, known), number: at + 1 }];
    });
}

function described(
  gap: Gap,
  recorded: readonly RecordedTest[],
  shown: RecordedTest,
  line: string,
  known: Known,
): Omit<KnownGap, 'number'> {
  const tests = [...new Set(recorded.map(({ title }) => title))];
  const claim = claimOf(known.sources, shown.title);
  const [document = ''] = (claim?.source ?? '').split(':');
  const release = known.lines.find((each) => each.line === line)?.release;
  const since = release === undefined ? undefined : sinceRelease(shown.title, release, known.releases);
  const others = [...new Set(known.tests.map((test) => test.line))].filter((other) => other !== line);
  return {
    surface: shown.spec.split('/')[0] ?? '',
    gap,
    tests: [shown.title, ...tests.filter((title) => title !== shown.title)],
    setups: recorded.filter(({ title }) => title === shown.title).map(({ setup }) => setup),
    source: claim?.source ?? '',
    document: known.sources.documents[document] ?? '',
    ...(claim?.issue === undefined ? {} : { issue: claim.issue }),
    ...(since && { since }),
    recorded: shown,
    elsewhere: others.map((other) => ({ line: other, state: stateOn(other, shown, known) })),
  };
}

function stateOn(line: string, { title, setup }: RecordedTest, known: Known): KnownGap['elsewhere'][number]['state'] {
  const there = known.tests.filter((test) => test.line === line && test.title === title);
  const recorded = there.find((test) => test.setup === setup) ?? there[0];
  if (recorded === undefined) return 'not recorded';
  return gapUnder(recorded, known) === undefined ? 'holds' : 'known gap';
}

function gapUnder({ setup, title, line }: RecordedTest, { setups }: Known): Gap | undefined {
  const under = setups.find(({ name }) => name === setup);
  return under && gapOf(under.gaps, title, line);
}

/** One that needs no provider goes first, then the one with the shortest file. */
function shortest(recorded: readonly RecordedTest[]): RecordedTest | undefined {
  const weight = ({ stack }: RecordedTest) =>
    (stack?.outline?.answers === 'none' ? 0 : 1e9) + (stack?.text.length ?? Infinity);
  return recorded.reduce<RecordedTest | undefined>(
    (best, each) => (best === undefined || weight(each) < weight(best) ? each : best),
    undefined,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** `also in llama-stack-0.3; the claim holds in llama-stack-0.7`. */
export function elsewhereText(elsewhere: KnownGap['elsewhere']): string {
  const WORDS = { 'known gap': 'also in', holds: 'the claim holds in', 'not recorded': 'not recorded for' } as const;
  const states = ['known gap', 'holds', 'not recorded'] as const;
  return states
    .flatMap((state) => {
      const lines = elsewhere.filter((each) => each.state === state).map(({ line }) => line);
      return lines.length === 0 ? [] : [`${WORDS[state]} ${lines.join(', ')}`];
    })
    .join('; ');
}
