/**
 * newest-release.ts NAME: prints `stack=<pointer>`, `line=<line>` and `newer=true|false` for $GITHUB_OUTPUT, for the newest
 * release of a distribution. One of a new line is given a copy of the recordings and known gaps of our newest line, for this run.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadDistributions } from '../../stack/pointer/distribution.ts';

/** The release that `pip index versions` names first; it leaves out pre-releases and what this Python cannot run. */
export function newestOf(printed: string, packageName: string): string {
  const [, version] = /^Available versions: ([^,\s]+)/m.exec(printed) ?? [];
  if (version !== undefined && /^\d+\.\d+\.\d+/.test(version)) return version;
  throw new Error(`pip names no release of ${packageName} that this Python can run. It printed:\n${printed}`);
}

/** `ogx-1.6` for `ogx` and `1.6.0`. */
export function lineOf(name: string, version: string): string {
  return `${name}-${version.split('.').slice(0, 2).join('.')}`;
}

function main(wanted: string | undefined, project: string): void {
  const distributions = loadDistributions(process.env['STACK_DISTRIBUTIONS'] || undefined);
  const [distribution] = distributions
    .filter((each) => each.name === wanted)
    .sort((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }));
  if (distribution === undefined) {
    const names = new Set(distributions.map(({ name }) => name));
    throw new Error(`There is no distribution "${wanted}". There are ${[...names].join(', ')}.`);
  }
  const { name, package: packageName, version } = distribution;
  const python = process.env['STACK_PYTHON'] || 'python3';
  const printed = execFileSync(python, ['-m', 'pip', 'index', 'versions', packageName], { encoding: 'utf8' });
  const newest = newestOf(printed, packageName);
  const newLine = newest === version ? distribution.line : lineOf(name, newest);
  const recordings = join(project, 'recordings');
  const gaps = join(project, 'setups', 'lines');
  if (!existsSync(join(recordings, newLine))) {
    cpSync(join(recordings, distribution.line), join(recordings, newLine), { recursive: true });
    const known = join(gaps, `${distribution.line}.yaml`);
    if (existsSync(known)) cpSync(known, join(gaps, `${newLine}.yaml`));
    console.error(
      `${newLine} has no recordings; those of ${distribution.line} stand in for them, with its known gaps.`,
    );
  }
  console.log(`stack=${name}@${newest}\nline=${newLine}\nnewer=${newest !== version}`);
}

if (import.meta.main) {
  main(process.argv[2], process.env['PROJECT'] || join(import.meta.dirname, '..', '..'));
}
