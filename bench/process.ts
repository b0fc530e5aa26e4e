/** Servers and load generators as processes of their own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { Load, Measured } from './load.ts';

export interface Running {
  url: string;
  process: ChildProcess;
  /** Ends it. With `SIGTERM` a server may save what it has recorded first. */
  stop(signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** Starts one of the `servers/`. */
export function start(file: string, environment: Record<string, string>): Promise<Running> {
  return startProgram(process.execPath, [join(import.meta.dirname, 'servers', file)], environment);
}

/** Starts a program that prints `{ "url": … }` when it is ready. */
export async function startProgram(
  program: string,
  args: string[],
  environment: Record<string, string>,
): Promise<Running> {
  const child = spawn(program, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{"url"')) continue;
    const { url }: { url: string } = JSON.parse(line);
    child.stdout.resume();
    return running(url, child);
  }
  throw new Error(`${args.at(-1) ?? program} ended before it was ready.`);
}

export function running(url: string, child: ChildProcess): Running {
  return {
    url,
    process: child,
    async stop(signal = 'SIGKILL') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'exit');
    },
  };
}

/** Sends a load from a process of its own. */
export async function measure(load: Load): Promise<Measured> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'load.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(load));
  const measured: Measured = JSON.parse(await text(child.stdout));
  return measured;
}

/** Measures a server, and its processor time per answer, in microseconds. */
export async function measureWithCpu(running: Running, load: Load): Promise<Measured & { cpu: number }> {
  const before = await cpu(running);
  const measured = await measure(load);
  return { ...measured, cpu: (((await cpu(running)) - before) / Math.max(1, measured.answers)) * 1e6 };
}

/** Resident memory of a process in MB. */
export async function memory({ process: { pid } }: Running): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** Processor time of a process so far, in seconds; Linux counts it in hundredths. */
export async function cpu({ process: { pid } }: { process: { pid?: number | undefined } }): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
