/** The line that shows how far a run is, rewritten in place on a terminal. Silent where there is none. */
import type { Writable } from 'node:stream';
import { duration } from './summary.ts';

/** How often the line is written anew at most, in milliseconds. */
const EVERY = 100;
const CLEAR = '\r\u001b[2K';

export interface Standing {
  done: number;
  total: number;
  failed: number;
  /** What runs now, the longest running first. */
  running: readonly string[];
  milliseconds: number;
}

export class ProgressLine {
  readonly #out: Writable & { columns?: number; isTTY?: boolean };
  #shown = false;
  #last = -Infinity;

  constructor(out: Writable & { columns?: number; isTTY?: boolean }) {
    this.#out = out;
  }

  /** @param now in milliseconds, of any clock that only goes on */
  show(standing: Standing, now: number): void {
    if (this.#out.isTTY !== true || now - this.#last < EVERY) return;
    this.#last = now;
    this.#shown = true;
    this.#out.write(CLEAR + progressText(standing, this.#out.columns ?? 80));
  }

  /** Takes the line away, so that something else can be printed. */
  clear(): void {
    if (!this.#shown) return;
    this.#shown = false;
    this.#last = -Infinity;
    this.#out.write(CLEAR);
  }
}

export function progressText({ done, total, failed, running, milliseconds }: Standing, columns: number): string {
  const head = `  ${done}/${total}${failed === 0 ? '' : `, ${failed} failed`} · ${duration(milliseconds)}`;
  const [longest] = running;
  const text = longest === undefined ? head : `${head} · ${longest}`;
  return text.length < columns ? text : `${text.slice(0, columns - 2)}…`;
}
