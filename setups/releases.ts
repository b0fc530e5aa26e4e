/** What was measured of other releases of a line: which of its known gaps they have, and what else they break. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageFolder } from '../folders/folders.ts';

const names = z.array(z.string().min(1)).default([]);

export const MeasuredRelease = z.strictObject({
  /** `ogx@1.4.1`. */
  release: z.string().regex(/^[^@\s]+@\d[^@\s]*$/, 'a release is `<distribution>@<version>`'),
  /** The line on whose recordings and gaps it was run. */
  line: z.string().min(1),
  /** Day, `YYYY-MM-DD`. */
  measured: z.iso.date(),
  /** The setups that were run. */
  projects: z.array(z.string()).min(1),
  /** Tests of known gaps, by what came of them. */
  gaps: z.strictObject({
    /** They fail as the line's gap states. */
    same: names,
    /** They fail, and in another way. */
    otherwise: names,
    /** The claim holds. */
    holds: names,
  }),
  /** Claims that hold on the line, and not on this release. */
  broken: names,
  /** Nothing can be said: the stack asked a provider otherwise than recorded. */
  untold: names,
});
export type MeasuredRelease = z.infer<typeof MeasuredRelease>;

const FOLDER = path.join(packageFolder, 'setups/releases');

/** Where the measurement of a release is kept: `setups/releases/ogx@1.4.1.yaml`. */
export function releaseFile(release: string, folder = FOLDER): string {
  return path.join(folder, `${release}.yaml`);
}

/** All that were measured. @throws an error that names the file and the fields to correct */
export function loadReleases(folder = FOLDER): MeasuredRelease[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => {
      const { data, error } = MeasuredRelease.safeParse(parse(readFileSync(path.join(folder, file), 'utf8')));
      if (data !== undefined) return data;
      throw new Error(
        `setups/releases/${file} is no measured release. Correct these fields:\n${z.prettifyError(error)}`,
      );
    });
}

/** Since when a line has a gap, as far as releases were measured. */
export type Since =
  /** It came with `first`; in `before`, the release measured before it, the claim holds. */
  | { first: string; before: string }
  /** The oldest release that was measured has it. */
  | { first: string; before?: undefined };

/**
 * Undefined where no older release says anything.
 * @param test name of the test
 * @param current the line's own release, `ogx@1.5.0`, which has the gap
 */
export function sinceRelease(test: string, current: string, releases: readonly MeasuredRelease[]): Since | undefined {
  let first = current;
  for (const { release, gaps } of newestFirst(current, releases)) {
    if (gaps.holds.includes(test)) return { first, before: release };
    if (!gaps.same.includes(test) && !gaps.otherwise.includes(test)) break;
    first = release;
  }
  return first === current ? undefined : { first };
}

/** The older releases of the same distribution, the newest first. */
function newestFirst(current: string, releases: readonly MeasuredRelease[]): MeasuredRelease[] {
  const [name, version = ''] = current.split('@');
  const compare = (a: string, b: string) => a.localeCompare(b, undefined, { numeric: true });
  const versionOf = ({ release }: MeasuredRelease) => release.split('@')[1] ?? '';
  return releases
    .filter((each) => each.release.startsWith(`${name}@`) && compare(versionOf(each), version) < 0)
    .sort((a, b) => compare(versionOf(b), versionOf(a)));
}

/** `ogx@1.5.0 (not in ogx@1.4.1)`; `ogx@1.4.1 or earlier`. */
export function sinceText({ first, before }: Since): string {
  return before === undefined ? `${first} or earlier` : `${first} (not in ${before})`;
}
