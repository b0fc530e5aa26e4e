import { spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '../../errors/fault.ts';

export interface Command {
  file: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
}

export interface ServerProcess {
  /** Resolves when the process has ended, whatever the reason, with how it ended. */
  ended: Promise<string>;
  /** The last lines of what it wrote. */
  lastLines: () => Promise<string>;
  /** Ends it and what it started; forcibly after ten seconds. */
  stop: () => Promise<void>;
}

/**
 * Starts a server that writes to `log`. It lives no longer than this process, even when this one is killed.
 */
export async function startProcess({ file, args, cwd, env }: Command, log: string): Promise<ServerProcess> {
  await mkdir(dirname(log), { recursive: true });
  const output = await open(log, 'w');
  const child = spawn(join(import.meta.dirname, 'with-parent.sh'), [file, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['pipe', output.fd, output.fd],
    detached: true,
  });
  await output.close();
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(code === null ? `ended by ${signal}` : `ended with code ${code}`));
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
  });
  return {
    ended: exited,
    async lastLines() {
      return (await readFile(log, 'utf8')).trimEnd().split('\n').slice(-15).join('\n');
    },
    async stop() {
      child.stdin?.end();
      await exited;
    },
  };
}

/**
 * Runs an install script of this folder, which tells its progress on standard error. Rejects when it fails; ends it
 * when `signal` says so.
 */
export async function install(script: string, signal: AbortSignal): Promise<void> {
  const child = spawn(join(import.meta.dirname, 'with-parent.sh'), [join(import.meta.dirname, 'install', script)], {
    stdio: ['pipe', 'inherit', 'inherit'],
    detached: true,
  });
  const end = () => child.stdin?.end();
  signal.addEventListener('abort', end);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('exit', resolve);
    child.once('error', reject);
  });
  signal.removeEventListener('abort', end);
  signal.throwIfAborted();
  if (code === 0) return;
  throw new Fault({
    what: `Nothing was started: install/${script} failed.`,
    why: 'The lines above say why.',
    fix: 'Fix that and run it again: it goes on where it stopped.',
  });
}
