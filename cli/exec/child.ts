/** The command, as a process with this one's input and output. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Interruptions } from './interruptions.ts';

/** How a command ended: by itself with a code, by a signal, or not at all because it could not be started. */
export type Ending = { code: number } | { signal: NodeJS.Signals } | { fault: NodeJS.ErrnoException };

/** How long a command may take to end once its stack has, in milliseconds. */
const PATIENCE = 10_000;

export interface Running {
  environment: NodeJS.ProcessEnv;
  interruptions: Interruptions;
  /** Ends the command. */
  stop: AbortSignal;
}

/** Runs a command to its end. */
export async function runToEnd(
  [program, ...args]: readonly [string, ...string[]],
  { environment, interruptions, stop }: Running,
): Promise<Ending> {
  const child = spawn(program, args, { stdio: 'inherit', env: environment });
  const end = (): void => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), PATIENCE).unref();
  };
  interruptions.of(child);
  stop.addEventListener('abort', end, { once: true });
  try {
    return await new Promise<Ending>((resolve) => {
      child.once('error', (fault) => resolve({ fault }));
      child.once('exit', (code, signal) => resolve(signal === null ? { code: code ?? 1 } : { signal }));
    });
  } finally {
    stop.removeEventListener('abort', end);
  }
}

/** The code that a shell gives to an ending. */
export function codeOf(ending: Ending): number {
  if ('code' in ending) return ending.code;
  if ('signal' in ending) return 128 + constants.signals[ending.signal];
  return ending.fault.code === 'ENOENT' ? 127 : 126;
}
