/** What a kept stack was started from, so that a run can tell whether it still is what the project says. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Distribution, distributionFile } from '../pointer/distribution.ts';
import { folders, moduleEnding, packageFolder } from '../../folders/folders.ts';
import { digestOf, packagesIn } from '../python/packages.ts';
import { requirementsOf } from '../python/provision.ts';
import { readRunConfig } from './run-config-file.ts';
import type { LaunchTarget } from '../pointer/target.ts';

/** Name of a part, as a person knows it → what it is, or a digest of it. */
export const Fingerprint = z.record(z.string(), z.string());
export type Fingerprint = z.infer<typeof Fingerprint>;

/**
 * The fingerprint of a launch, from the files as they are now: a few milliseconds.
 * @param recordings the recordings folder, absolute
 */
export function fingerprintOf(
  recordings: string,
  distribution: Distribution,
  target: LaunchTarget,
  environment: Readonly<Record<string, string | undefined>>,
): Fingerprint {
  const { version, line, config = distributionFile(distribution, 'run.yaml') } = target;
  const files = (folder: string, ...patterns: string[]) =>
    digest(patterns.flatMap((pattern) => globSync(join(folder, pattern)).sort()));
  const code = (...patterns: string[]) =>
    files(packageFolder, ...patterns.map((pattern) => `${pattern}${moduleEnding}`));
  return {
    'the stack’s version': `${distribution.package} ${version} (${line})`,
    'the run config': existsSync(config) ? hash(readRunConfig(config)) : 'none',
    'the distribution': digest(
      ['distribution.yaml', 'requirements.txt'].map((name) => distributionFile(distribution, name)),
    ),
    'the requirements': distribution.python ? hash(requirementsOf(distribution, version)) : 'none',
    STACK_PACKAGES: digestOf(packagesIn(environment['STACK_PACKAGES'], folders().project)).slice(0, 16),
    'the start-up recordings': files(recordings, `${line}/startup/**/*.json`),
    'the provider descriptions': digest(
      folders().setups.flatMap((folder) => globSync(join(folder, 'providers/*.yaml')).sort()),
    ),
    'the code of the gateway': code('replay/**/*', 'errors/*', 'setups/load'),
    'the code of the supervisor': code('stack/**/*'),
  };
}

/** The parts that differ, by name. */
export function differences(one: Fingerprint, other: Fingerprint): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => one[name] !== other[name]);
}

function digest(files: string[]): string {
  const present = files.filter((file) => existsSync(file));
  return hash(present.map((file) => `${file}\n${readFileSync(file, 'utf8')}\n`).join(''));
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
