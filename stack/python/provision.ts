/** The virtual environment of a distribution: built once in the cache, from pins, and found again. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Distribution, distributionFile } from '../pointer/distribution.ts';
import { Fault } from '../../errors/fault.ts';
import { install } from './installer.ts';
import { folders } from '../../folders/folders.ts';
import { argumentsOf, conflictsWith, digestOf, packagesIn, type StackPackage } from './packages.ts';
import { takeLock } from '../process/lock.ts';
import { isPinned, requirementsFor } from './requirements.ts';
import { pythonOf } from './python.ts';

export interface ProvisionInput {
  distribution: Distribution;
  version: string;
  /** The cache folder, absolute; it need not exist. */
  cache: string;
  environment: Record<string, string | undefined>;
  progress: (text: string) => void;
  /** Called with the pid of each installer process, which leads a process group and must be killed with the caller. */
  started?(pid: number): void;
}

const MARKER = '.complete';

/** The pinned requirements of a version, as installed. */
export function requirementsOf(distribution: Distribution, version: string): string {
  return requirementsFor(
    readFileSync(distributionFile(distribution, 'requirements.txt'), 'utf8'),
    distribution,
    version,
  );
}

/**
 * The folder of the virtual environment, ready for use. Needs the network only when it is built; says nothing when it
 * is there. Two at once wait for each other; one that was killed half way is built anew. Throws a Fault, or NoPython.
 */
export async function provision(input: ProvisionInput): Promise<string> {
  const { distribution, version, cache, environment, progress } = input;
  const requirements = requirementsOf(distribution, version);
  const packages = packagesIn(environment['STACK_PACKAGES'], folders().project);
  requireFit(requirements, packages, `${distribution.package} ${version}`);
  const stem = `${distribution.package}-${version}-${createHash('sha256').update(requirements).update(digestOf(packages)).digest('hex').slice(0, 10)}`;
  const home = join(cache, 'environments');
  const supported = distribution.python?.supported ?? [];

  const ready = environment['STACK_PYTHON'] ? undefined : findComplete(home, stem, supported);
  if (ready !== undefined) return ready;

  const { uv, ...python } = await pythonOf(supported, environment);
  const folder = join(home, `${stem}-py${shortOf(python.version)}`);
  if (isComplete(folder)) return folder;

  mkdirSync(home, { recursive: true });
  using lock = await takeLock(`${folder}.lock`, (owner) =>
    progress(`Waiting for process ${owner}, which installs ${distribution.package} ${version}.`),
  );
  if (isComplete(folder)) return folder;
  rmSync(folder, { recursive: true, force: true });
  const logFile = `${folder}.log`;
  rmSync(logFile, { force: true });
  const list = `${folder}.txt`;
  writeFileSync(list, requirements);

  const start = performance.now();
  const seconds = () => `${Math.round((performance.now() - start) / 1000)} s`;
  const count = requirements.split('\n').filter((line) => /^[A-Za-z0-9]/.test(line)).length;
  const what = `${distribution.package} ${version} (${count} packages${packages.length === 0 ? '' : `, and ${argumentsOf(packages).join(', ')}`}, Python ${python.version}, ${uv ? 'uv' : 'pip'})`;
  progress(`Installing ${what} into ${folder}; once, about ${uv ? '10 s' : 'a minute'}.`);
  const ticking = setInterval(
    () => progress(`Still installing ${distribution.package} ${version}: ${seconds()}.`),
    5_000,
  );
  const started = (pid: number) => {
    lock.worker(pid);
    input.started?.(pid);
  };
  try {
    const release = isPinned(distribution, version) ? {} : { release: { name: distribution.package, version } };
    await install({
      folder,
      requirements: list,
      python,
      uv,
      logFile,
      environment,
      progress,
      started,
      packages,
      ...release,
    });
  } finally {
    clearInterval(ticking);
  }
  writeFileSync(join(folder, `${MARKER}.new`), `${new Date().toISOString()}\n`);
  renameSync(join(folder, `${MARKER}.new`), join(folder, MARKER));
  progress(`Installed ${distribution.package} ${version} in ${seconds()}.`);
  return folder;
}

function requireFit(requirements: string, packages: readonly StackPackage[], what: string): void {
  const conflicts = conflictsWith(requirements, packages);
  if (conflicts.length === 0) return;
  throw new Fault({
    what: `STACK_PACKAGES does not fit the pins of ${what}.`,
    why: conflicts.join('\n'),
    fix: 'Ask for the pinned version, or pin yours in a distribution of your own.',
  });
}

function findComplete(home: string, stem: string, supported: readonly string[]): string | undefined {
  if (!existsSync(home)) return undefined;
  const names = new Set(readdirSync(home));
  return supported
    .map((version) => `${stem}-py${version}`)
    .filter((name) => names.has(name))
    .map((name) => join(home, name))
    .find(isComplete);
}

/** Complete, and its interpreter (a link to the one that made it) is still there. */
const isComplete = (folder: string) => existsSync(join(folder, MARKER)) && existsSync(join(folder, 'bin/python'));

const shortOf = (version: string) => version.split('.').slice(0, 2).join('.');
