/** The life of a supervisor: gateway and stack are started, held while the leash holds, and ended with it. */
import { attach } from './attached.ts';
import { bringUp, type BroughtUp } from './bring-up.ts';
import { Fault, faultText } from './fault.ts';
import { Held } from './held.ts';
import { lastLines } from './log-lines.ts';
import { NoPython } from './python.ts';
import { type Access, sweep } from './running.ts';
import type { Seat } from './seat.ts';

/** One supervisor. `start` reports by messages and does not throw; `end` may come at any moment. */
export class Supervision {
  readonly #seat: Seat;
  readonly #held: Held;

  constructor(seat: Seat) {
    this.#seat = seat;
    this.#held = new Held(seat.options.cache);
  }

  async start(): Promise<void> {
    try {
      await sweep(this.#seat.options.cache);
      this.#seat.say({ type: 'ready', access: await this.#access() });
    } catch (error) {
      // only a fault is complete text; anything else is a mistake in here, and its place matters
      const text = error instanceof Fault || !(error instanceof Error) ? String(error) : (error.stack ?? error.message);
      this.#seat.say({ type: 'failed', error: text.replace(/^\w+: /, ''), noPython: error instanceof NoPython });
    }
  }

  end(): Promise<void> {
    return this.#held.end();
  }

  async #access(): Promise<Access> {
    const { target } = this.#seat.options;
    if (target.kind === 'attach') return attach(target, this.#seat, this.#held);
    const up = await bringUp(target, this.#seat, this.#held);
    void up.stack.ended.then((how) => this.#stackDied(up, how));
    return up.access;
  }

  #stackDied({ plan, stack, gateway }: BroughtUp, how: string): void {
    if (this.#held.ending) return;
    void this.#held.release(stack.pid);
    const error = faultText({
      what: `${plan.version} ended in the middle of the run, with ${how}.`,
      cure: 'Its last lines say why. No test can go on without it.',
      lines: lastLines(plan.logFile),
      log: plan.logFile,
    });
    gateway.stackDied(error);
    this.#seat.say({ type: 'stack-died', error });
  }
}
