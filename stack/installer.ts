/** Making a virtual environment and filling it, with uv where there is one, else with pip. */
import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { Fault } from './fault.ts';
import { lastLines } from './log-lines.ts';
import type { Python } from './python.ts';

type Environment = Record<string, string | undefined>;

export interface Installation {
  /** Absolute; made at its final place, since scripts in it name it. */
  folder: string;
  requirements: string;
  python: Python;
  uv: boolean;
  logFile: string;
  environment: Environment;
  /** Told the pid of each installer process, which leads a process group. */
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

/** Installs. The user's own settings for the installer (index, proxy, certificates) hold. Throws a Fault. */
export async function install(installation: Installation): Promise<void> {
  const { folder, requirements, python, uv } = installation;
  const inside = `${folder}/bin/python`;
  const steps = uv
    ? [
        ['uv', 'venv', '--no-project', '--python', python.executable, folder],
        ['uv', 'pip', 'install', '--compile-bytecode', '--python', inside, '-r', requirements],
      ]
    : [
        [python.executable, '-m', 'venv', folder],
        [inside, '-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '-r', requirements],
      ];
  for (const [command = '', ...rest] of steps) await step(installation, command, rest);
}

/** Settings that would send packages, or Python itself, elsewhere than into the new environment. */
const MISLEADING = [
  'PYTHONHOME',
  'PYTHONPATH',
  'VIRTUAL_ENV',
  'PIP_USER',
  'PIP_TARGET',
  'PIP_PREFIX',
  'UV_SYSTEM_PYTHON',
];

async function step(installation: Installation, command: string, rest: string[]): Promise<void> {
  const log = openSync(installation.logFile, 'a');
  const environment = { ...installation.environment, PYTHONUNBUFFERED: '1' };
  for (const name of MISLEADING) Reflect.deleteProperty(environment, name);
  const child = spawn(command, rest, { detached: true, env: environment, stdio: ['ignore', log, log] });
  closeSync(log);
  if (child.pid !== undefined) installation.started(child.pid);
  const failure = await new Promise<string | undefined>((done) => {
    child.once('error', (error) => done(error.message));
    child.once('exit', (code, signal) => done(code === 0 ? undefined : `it ended with ${signal ?? `code ${code}`}`));
  });
  if (failure === undefined) return;
  throw new Fault({
    what: `The stack could not be installed: \`${[command, ...rest].join(' ')}\` failed, ${failure}.`,
    why: 'The last lines below are the installer’s own.',
    cure: 'Where the package index is reached through a proxy or a mirror, set PIP_INDEX_URL, PIP_CERT, HTTPS_PROXY (or UV_…) as for any other install, then run again: it starts afresh.',
    lines: lastLines(installation.logFile, 15),
    log: installation.logFile,
  });
}
