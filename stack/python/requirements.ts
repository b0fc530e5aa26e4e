/** What is installed for a version of a distribution. */
import type { Distribution } from '../pointer/distribution.ts';
import { DAYS_AFTER } from './release-day.ts';

/**
 * The requirements of a version. Another release of the same line takes the distribution's pins with its own packages
 * set to it. A release of another line, which these pins do not fit, takes what its own metadata allows, as it was
 * published when the release was.
 */
export function requirementsFor(pinned: string, distribution: Distribution, version: string): string {
  const { version: own, python } = distribution;
  if (version === own || !python) return pinned;
  if (!isPinned(distribution, version)) {
    const asOf = `# as published up to ${DAYS_AFTER} days after ${distribution.package} ${version}`;
    return [asOf, ...python.versioned.map((name) => `${name}==${version}`), ...python.direct, ''].join('\n');
  }
  const versioned = new Set(python.versioned.map(normalName));
  return pinned.replaceAll(/^([A-Za-z0-9._-]+)==.*$/gm, (whole, name: string) =>
    versioned.has(normalName(name)) ? `${name}==${version}` : whole,
  );
}

/** Whether the distribution's pins are meant for a version: for its own line's. */
export function isPinned({ line, version: own }: Pick<Distribution, 'line' | 'version'>, version: string): boolean {
  return version === own || line.endsWith(`-${version.split('.').slice(0, 2).join('.')}`);
}

/** PEP 503: `llama_stack` and `llama-stack` are one package. */
const normalName = (name: string) => name.toLowerCase().replaceAll(/[-_.]+/g, '-');
