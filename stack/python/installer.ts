/** Making a virtual environment and filling it, with uv where there is one, else with pip. */
import { execFile, spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { Fault } from '../../errors/fault.ts';
import { lastLines } from '../process/log-lines.ts';
import { installFailure } from './install-failure.ts';
import { argumentsOf, conflictsIn, type StackPackage } from './packages.ts';
import type { Python } from './python.ts';
import { asking, DAYS_AFTER, takenUntil, upTo } from './release-day.ts';

type Environment = Record<string, string | undefined>;

/** A published version of a package. */
export interface Release {
  name: string;
  version: string;
}

export interface Installation {
  /** Absolute; made at its final place, since scripts in it name it. */
  folder: string;
  requirements: string;
  python: Python;
  uv: boolean;
  logFile: string;
  environment: Environment;
  /** What is installed on top, where the requirements leave room for it. */
  packages?: readonly StackPackage[];
  /** The release whose own day decides which packages are taken; absent where all are pinned. */
  release?: Release;
  progress: (text: string) => void;
  /** Called with the pid of each installer process, which leads a process group. */
  started(pid: number): void;
}

/** Whether uv is on PATH and runs. */
export async function hasUv(environment: Environment): Promise<boolean> {
  try {
    await promisify(execFile)('uv', ['--version'], { env: environment, timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

/** Interpreters that uv knows of, for when PATH has none. */
export async function pythonsOfUv(environment: Environment, supported: readonly string[]): Promise<string[]> {
  const found = supported.map(async (version) => {
    try {
      const uv = await promisify(execFile)('uv', ['python', 'find', version], { env: environment, timeout: 10_000 });
      return [uv.stdout.trim()];
    } catch {
      return [];
    }
  });
  return (await Promise.all(found)).flat();
}

/** Installs. The user's own settings for the installer (index, proxy, certificates) apply. Throws a Fault. */
export async function install(installation: Installation): Promise<void> {
  const { folder, requirements, python, uv, release } = installation;
  const inside = `${folder}/bin/python`;
  if (uv) await step(installation, ['uv', 'venv', '--no-project', '--python', python.executable, folder]);
  else await step(installation, [python.executable, '-m', 'venv', folder]);
  const limits = release === undefined ? [] : await limitsOf(installation, release, inside);
  const command = uv
    ? ['uv', 'pip', 'install', '--compile-bytecode', '--python', inside]
    : [inside, '-m', 'pip', 'install', '--no-input', '--disable-pip-version-check'];
  await step(installation, [...command, ...limits, '-r', requirements]);
  const { packages = [] } = installation;
  if (packages.length > 0) await addPackages(installation, [...command, '-c', requirements, ...argumentsOf(packages)]);
}

/** Installs what the caller wants besides. What does not go with the pins is told by name. */
async function addPackages(installation: Installation, command: string[]): Promise<void> {
  const { output, failure } = await run(installation, command);
  if (failure === undefined) return;
  const conflicts = conflictsIn(output);
  throw new Fault({
    what: `STACK_PACKAGES could not be installed: \`${command.join(' ')}\` failed, ${failure}.`,
    why: conflicts.length === 0 ? 'The last lines below are the installer’s own.' : conflicts.join('\n'),
    fix: 'Loosen what the package depends on to the pinned versions, or pin others in a distribution of your own.',
    lines: lastLines(installation.logFile, 15),
    log: installation.logFile,
  });
}

/** The arguments that exclude what was published after a release. None, with a message, where its day is not known. */
async function limitsOf(installation: Installation, release: Release, python: string): Promise<string[]> {
  const { name, version } = release;
  const { uv, folder, progress } = installation;
  const found = await (uv ? askUv(installation, release, python) : askPip(installation, release, python));
  if (typeof found === 'string') {
    progress(
      `When ${name} ${version} was published is not known: ${found}. Its packages are taken as they are TODAY, which it may ` +
        `not work with. The index must give upload times (PEP 700), to uv or to pip 26 or later; then remove ${folder} and run again.`,
    );
    return [];
  }
  progress(
    `${name} ${version} was published on ${found.day}: packages are taken as they were ${DAYS_AFTER} days later.`,
  );
  return (uv ? upTo.uv : upTo.pip)(found.until);
}

type Found = NonNullable<ReturnType<typeof takenUntil>> | string;

async function askUv(installation: Installation, { name, version }: Release, python: string): Promise<Found> {
  const file = `${installation.folder}.release.in`;
  writeFileSync(file, `${name}==${version}\n`);
  const { output, failure } = await run(installation, ['uv', ...asking.uv(file, python)]);
  rmSync(file);
  if (failure !== undefined) return `uv does not find it, ${failure}`;
  return takenUntil(output, name, version) ?? 'the index of uv does not say';
}

async function askPip(installation: Installation, { name, version }: Release, python: string): Promise<Found> {
  const pip = [python, '-m', 'pip'];
  const newer = ['install', '--no-input', '--disable-pip-version-check', '--upgrade', 'pip>=26'];
  const { failure } = await run(installation, [...pip, ...newer]);
  if (failure !== undefined) return `pip 26 could not be installed, ${failure}`;
  const { output } = await run(installation, [...pip, ...asking.pip(`${name}==${version}`)]);
  return takenUntil(output, name, version) ?? 'the index of pip does not say';
}

/** Settings that would make Python or the installer use another place than the new environment. */
const REDIRECTING = [
  'PYTHONHOME',
  'PYTHONPATH',
  'VIRTUAL_ENV',
  'PIP_USER',
  'PIP_TARGET',
  'PIP_PREFIX',
  'UV_SYSTEM_PYTHON',
];

/** So little room, in bytes, that not even what an installer says of it may have found some. */
const LITTLE = 1024 ** 2;

function roomAt(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

async function step(installation: Installation, command: string[]): Promise<void> {
  const { failure } = await run(installation, command);
  if (failure === undefined) return;
  const lines = lastLines(installation.logFile, 15);
  throw new Fault({
    what: `The stack could not be installed: \`${command.join(' ')}\` failed, ${failure}.`,
    ...installFailure({ lines, folder: installation.folder, full: roomAt(installation.logFile) < LITTLE }),
    lines,
    log: installation.logFile,
  });
}

/** Runs an installer, which writes to the log. Answers what it wrote, and how it failed if it did. */
async function run(
  installation: Installation,
  [command = '', ...rest]: string[],
): Promise<{ output: string; failure: string | undefined }> {
  const log = openSync(installation.logFile, 'a');
  const { size: before } = fstatSync(log);
  const environment = { ...installation.environment, PYTHONUNBUFFERED: '1' };
  for (const name of REDIRECTING) Reflect.deleteProperty(environment, name);
  const child = spawn(command, rest, { detached: true, env: environment, stdio: ['ignore', log, log] });
  closeSync(log);
  if (child.pid !== undefined) installation.started(child.pid);
  const failure = await new Promise<string | undefined>((done) => {
    child.once('error', (error) => done(error.message));
    child.once('exit', (code, signal) => done(code === 0 ? undefined : `it ended with ${signal ?? `code ${code}`}`));
  });
  return { output: readFileSync(installation.logFile).subarray(before).toString('utf8'), failure };
}
