/** What a run of the suite on another release says of it, to be kept in `setups/releases/`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { stringify } from 'yaml';
import { releaseFile, type MeasuredRelease } from '../../setups/releases.ts';
import type { TestOutcome } from './outcomes.ts';

type Measured = Pick<MeasuredRelease, 'release' | 'line' | 'measured' | 'projects'>;

/** A test that came out differently under two setups is where the worse outcome puts it. */
export function measuredRelease(of: Measured, outcomes: readonly TestOutcome[]): MeasuredRelease {
  const worst = new Map<string, TestOutcome['outcome']>();
  for (const { test, outcome } of outcomes) {
    const known = worst.get(test);
    if (known === undefined || WEIGHT.indexOf(outcome) > WEIGHT.indexOf(known)) worst.set(test, outcome);
  }
  const with_ = (wanted: TestOutcome['outcome']) =>
    [...worst].flatMap(([test, outcome]) => (outcome === wanted ? [test] : [])).sort();
  return {
    ...of,
    gaps: { same: with_('same'), otherwise: with_('otherwise'), holds: with_('holds') },
    broken: with_('broken'),
    untold: with_('untold'),
  };
}

const WEIGHT: readonly TestOutcome['outcome'][] = [
  'skipped',
  'right',
  'holds',
  'same',
  'otherwise',
  'broken',
  'untold',
];

/** Writes it, and answers where. */
export async function keepRelease(measured: MeasuredRelease): Promise<string> {
  const file = releaseFile(measured.release);
  await mkdir(dirname(file), { recursive: true });
  const head = `# Written by \`npm run gaps -- measure ${measured.release}\`: the suite of ${measured.line}, run on this release.\n`;
  await writeFile(file, head + stringify(measured, { lineWidth: 0, singleQuote: true }));
  return file;
}

/**
 * The line on whose recordings a release is run: of its distribution's lines the oldest that is not older, else the newest.
 * @param release `ogx@1.4.1`
 */
export function lineFor(release: string, lines: readonly { line: string; release: string }[]): string | undefined {
  const [name, version] = release.split('@');
  if (version === undefined || !/^\d/.test(version)) return undefined;
  const compare = (a: string, b: string) => a.localeCompare(b, undefined, { numeric: true });
  const own = lines.filter((each) => each.release.startsWith(`${name}@`)).sort((a, b) => compare(a.release, b.release));
  return (own.find((each) => compare(each.release, release) >= 0) ?? own.at(-1))?.line;
}
