import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '../../errors/fault.ts';
import type { Plan } from './plan.ts';

export interface RunningStack {
  /** Leads the stack's process group. */
  pid: number;
  /** How it ended, as words for a sentence: `code 1`, `SIGKILL`. Pending while it runs. */
  ended: Promise<string>;
}

/** Somebody else has the port. The stack itself notices only after a full start, and leaves with code 0. */
export class PortTaken extends Fault {
  override name = 'PortTaken';
}

/** Starts the stack in a process group of its own; its output goes to the plan's log file. Throws a Fault. */
export async function launch(plan: Plan): Promise<RunningStack> {
  for (const folder of [...plan.folders, dirname(plan.logFile)]) mkdirSync(folder, { recursive: true });
  const log = openSync(plan.logFile, 'w');
  const child = spawn(plan.command, plan.arguments, {
    cwd: plan.cwd,
    detached: true,
    env: plan.environment,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = endOf(child);
  if (child.pid !== undefined) return { pid: child.pid, ended };
  throw new Fault({ what: `${plan.version} could not be started.`, why: `${plan.command}: ${await ended}.` });
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((done) => {
    child.once('error', (error) => done(error.message));
    child.once('exit', (code, signal) => done(signal ?? `code ${code}`));
  });
}
