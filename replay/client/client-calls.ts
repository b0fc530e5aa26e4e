import type { ClientExchange } from '../recording/exchange.ts';
import { Connections } from './connections.ts';
import type { Transport } from './transport.ts';

/** A call of a spec's client, from its start to the end of its answer. */
export interface RunningCall {
  /** Position among the calls of its attempt, counted from 1. */
  number: number;
  title: string;
  abort: AbortController;
  time: CallTime;
  /** Local port of its connection; undefined where none was made. */
  port?: number;
  /** Whether the stack closed its connection behind the answer, which did not say so. */
  closed?: true;
}

/** When a call began, when parts of its answer came, and when it ended; in milliseconds since 1970, with fractions. */
export interface CallTime {
  start: number;
  chunks: number[];
  end: number | undefined;
}

/** The client calls of one attempt: counted, kept, and known to be over or not. */
export class ClientCalls {
  readonly attempt: string;
  /** How the calls reach the stack, or what stands for it. */
  readonly transport: Transport;
  readonly #running = new Set<RunningCall>();
  readonly #reports: Promise<void>[] = [];
  readonly #exchanges: (ClientExchange | undefined)[] = [];
  readonly #begun: RunningCall[] = [];
  #idle: (() => void) | undefined;

  constructor(attempt: string, transport: Transport = new Connections()) {
    this.attempt = attempt;
    this.transport = transport;
  }

  begin(title: string): RunningCall {
    const time: CallTime = { start: now(), chunks: [], end: undefined };
    const call = { number: this.#exchanges.push(undefined), title, abort: new AbortController(), time };
    this.#running.add(call);
    this.#begun.push(call);
    return call;
  }

  /** The answer has ended, or there was none. */
  end(call: RunningCall, exchange: ClientExchange | undefined): void {
    this.#running.delete(call);
    if (this.#running.size === 0) this.#idle?.();
    call.time.end = now();
    this.#exchanges[call.number - 1] = exchange;
  }

  /** Notes that a part of the answer has come. */
  received(call: RunningCall): void {
    call.time.chunks.push(now());
  }

  /** A call's report, which may be finished a moment after the call. */
  reporting(report: Promise<void>): void {
    this.#reports.push(report.catch(() => undefined));
  }

  /**
   * Ends the attempt's calls: what still runs is ended by force, so that it cannot be booked on the next test.
   * @returns the titles of the calls that still ran
   */
  async finish(): Promise<string[]> {
    const late = [...this.#running].map(({ title }) => title);
    for (const call of this.#running) call.abort.abort(new Error('The test has ended.'));
    await Promise.all(this.#reports);
    await this.transport.end();
    return late;
  }

  /** The calls in order, with their times, and what is known of their connections once the attempt has finished. */
  begun(): readonly Pick<RunningCall, 'number' | 'title' | 'time' | 'port' | 'closed'>[] {
    return this.#begun;
  }

  /** Whether a call was made at all. */
  get any(): boolean {
    return this.#begun.length > 0;
  }

  /** Waits until no call runs, at most `milliseconds`. */
  async quiet(milliseconds: number): Promise<void> {
    if (this.#running.size === 0) return;
    const { promise: idle, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    this.#idle = resolve;
    await idle;
    clearTimeout(timer);
    this.#idle = undefined;
  }

  /** The exchanges at the places of their calls; null for a call that got no whole answer. */
  exchanges(): (ClientExchange | null)[] {
    return this.#exchanges.map((exchange) => exchange ?? null);
  }
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
