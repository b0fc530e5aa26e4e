import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof SIGNALS)[number];

/** Signals that come to this process: they are its command's, so that an attempt is closed whatever comes. */
export class Interruptions {
  #first: Signal | undefined;
  #times = 0;
  #child: ChildProcess | undefined;

  constructor() {
    for (const signal of SIGNALS) process.on(signal, () => this.#came(signal));
  }

  /** The first that came. */
  get signal(): NodeJS.Signals | undefined {
    return this.#first;
  }

  /** From here on signals go to this command. */
  of(child: ChildProcess): void {
    this.#child = child;
    if (this.#first !== undefined) child.kill(this.#first);
  }

  /** The second kills the command, and the third is for nobody but this process. */
  #came(signal: Signal): void {
    this.#first ??= signal;
    this.#times++;
    if (this.#times > 2) process.exit(128 + constants.signals[signal]);
    if (this.#times > 1) this.#child?.kill('SIGKILL');
    // Ctrl-C at a terminal goes to the whole group, so that the command has it already.
    else if (signal !== 'SIGINT' || !process.stdin.isTTY) this.#child?.kill(signal);
  }
}
