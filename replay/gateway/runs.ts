import { isAlive } from '../files/alive.ts';
import type { Run } from '../control/protocol.ts';
import type { OpenAttempt } from './open-attempt.ts';
import type { Environment } from './provider.ts';
import { Unproved } from './unproved.ts';

type RunDelivery = NonNullable<Run['delivery']>;

interface RunState {
  errors: string[];
  pid: number | undefined;
  environment: Environment;
  delivery: RunDelivery;
  /** Where base URLs of its attempts lead, if that is not the gateway's own stack. */
  stack: string | undefined;
  /** Which test recorded into, or replays from, a folder: two titles must not share one. */
  folders: Map<string, string>;
  attempts: Map<string, OpenAttempt | { closed: string }>;
  /** What is recorded and held; undefined for a run that writes at once. */
  unproved: Unproved | undefined;
  /** The run whose held recordings it replays. */
  proves: string | undefined;
}

/** The test runs that are going on, and their attempts. Attempts of different runs share nothing. */
export class Runs {
  readonly #runs = new Map<string, RunState>();
  readonly #standing: string[] = [];

  open({ id, pid, environment = {}, delivery = {}, stack, unproved, proves }: Run): void {
    for (const [other, { pid }] of this.#runs) if (pid !== undefined && !isAlive(pid)) this.#runs.delete(other);
    this.#runs.set(id, {
      errors: [...this.#standing],
      pid,
      environment,
      delivery,
      stack: stack?.replace(/\/+$/, ''),
      folders: new Map(),
      attempts: new Map(),
      unproved: unproved === true ? new Unproved() : undefined,
      proves,
    });
  }

  has(id: string): boolean {
    return this.#runs.has(id);
  }

  /** What a run said of its providers; nothing for one that is over. */
  environmentOf(id: string): Environment {
    return this.#runs.get(id)?.environment ?? {};
  }

  /** How the answers of a run go out; as they are for one that is over. */
  deliveryOf(id: string): RunDelivery {
    return this.#runs.get(id)?.delivery ?? {};
  }

  /** The stack that a run names; undefined where it names none. */
  stackOf(id: string): string | undefined {
    return this.#runs.get(id)?.stack;
  }

  /** Errors so far of a run that goes on. */
  errorsOf(id: string): readonly string[] {
    return this.#runs.get(id)?.errors ?? [];
  }

  /** Whether a test run goes on now. */
  anyOpen(): boolean {
    return [...this.#runs.values()].some(({ pid }) => pid === undefined || isAlive(pid));
  }

  /** Ends a run; what it still has open is dropped. Answers its errors, or undefined for an unknown run. */
  close(id: string): string[] | undefined {
    const run = this.#runs.get(id);
    this.#runs.delete(id);
    return run && [...run.errors, ...(run.unproved?.errors() ?? [])];
  }

  /** What a run holds until it is proved; undefined for one that writes at once. */
  unprovedOf(id: string): Unproved | undefined {
    return this.#runs.get(id)?.unproved;
  }

  /** What another run holds and this one replays: undefined for one that proves nothing, empty when the other is over. */
  provedBy(id: string): Unproved | undefined {
    const proves = this.#runs.get(id)?.proves;
    return proves === undefined ? undefined : (this.unprovedOf(proves) ?? new Unproved());
  }

  /** The title that already has this folder in the run, where it is another one. */
  otherOwner(run: string, folder: string, title: string): string | undefined {
    const folders = this.#runs.get(run)?.folders;
    const owner = folders?.get(folder);
    if (owner === undefined) folders?.set(folder, title);
    return owner === title ? undefined : owner;
  }

  add(attempt: OpenAttempt): void {
    this.#runs.get(attempt.attempt.run)?.attempts.set(attempt.attempt.id, attempt);
  }

  /** The attempt with this id: open, closed (with its title), or undefined when it is of no run that goes on. */
  find(id: string): OpenAttempt | { closed: string } | undefined {
    return this.#runs.get(runOf(id))?.attempts.get(id);
  }

  markClosed(attempt: OpenAttempt): void {
    this.#runs.get(attempt.attempt.run)?.attempts.set(attempt.attempt.id, { closed: attempt.title });
  }

  /** Books an error on the run of an attempt. */
  blame(attempt: string, error: string): void {
    this.#runs.get(runOf(attempt))?.errors.push(error);
  }

  /** Books an error that no attempt can be named for on every run that goes on. */
  blameAll(error: string): void {
    for (const run of this.#runs.values()) run.errors.push(error);
  }

  /** Books an error on every run to come: it happened before any began. */
  blameAllToCome(error: string): void {
    this.#standing.push(error);
  }

  *openAttempts(): Iterable<OpenAttempt> {
    for (const { attempts } of this.#runs.values()) {
      for (const attempt of attempts.values()) if (!('closed' in attempt)) yield attempt;
    }
  }
}

function runOf(attempt: string): string {
  return attempt.slice(0, attempt.indexOf('.'));
}
