import type { IncomingHttpHeaders } from 'node:http';
import { ClientCalls } from '../client/client-calls.ts';
import { ClientKeys } from './client-request-keys.ts';
import { GivenAnswers } from '../answers/given-answers.ts';
import type { KeyOwner } from './credentials.ts';
import type { Answer } from '../answers/answer.ts';
import type { Bend } from '../answers/bend.ts';
import { recordAgain, testTitle } from '../recording/location.ts';
import type { Attempt, JournalEntry, Problem } from '../control/protocol.ts';
import type { LiveRequest, Match, Matching } from '../matching/matching.ts';
import { missChanges, missDetail, missHeadline, missText, type MissContext } from '../matching/miss.ts';
import type { SourcedExchange } from '../files/recorder.ts';
import type { Origin } from '../recording/format.ts';
import { asJson } from '../recording/json.ts';
import { layout } from '../recording/layout.ts';
import { BOTH, NO_PROVIDER, staleText, unusedText } from './spec-texts.ts';

/**
 * What an attempt does with a provider call for which its spec gives no answers: answer from its recording, which may be
 * of the stack's answers alone, or ask the real server and keep or not keep it.
 */
export type Handling =
  | {
      mode: 'replay';
      matching: Matching;
      from: Record<string, Origin>;
      /** Day of the recording, `YYYY-MM-DD`. */
      recorded: string;
      /** Whether another recorder made it, which keeps lists of models beside its tests. */
      imported?: true;
    }
  | { mode: 'replay'; without: 'spec' | 'none' }
  /** Why there is no recording, and what to do. */
  | { mode: 'replay'; unrecorded: string }
  | { mode: 'record' }
  | { mode: 'live' };

/** A provider call as it came. */
export type SeenRequest = LiveRequest & { key: KeyOwner; headers: IncomingHttpHeaders };

/** The answer to a provider call, as far as it has come. */
export interface Answering {
  readonly headersSent: boolean;
  destroy: () => unknown;
}

/** One attempt between its opening and its closing: what it has used, seen and recorded. */
export class OpenAttempt {
  readonly attempt: Attempt;
  readonly handling: Handling;
  readonly journal: JournalEntry[] = [];
  readonly problems: Problem[] = [];
  /** The requests that missed, each with the problem that tells of it. */
  readonly misses: { live: LiveRequest; problem: Problem }[] = [];
  /** Recorded exchanges in the order in which their requests came; a place is empty until its answer is complete. */
  readonly recorded: (SourcedExchange | undefined)[] = [];
  /** What providers were asked, in order. */
  readonly requests: SeenRequest[] = [];
  /** The calls of clients that came by the attempt's base URL. */
  readonly clients: ClientCalls;
  /** What those calls ask, and what recorded ones asked. */
  readonly clientKeys = new ClientKeys();
  readonly #sockets = new Set<Pick<Answering, 'destroy'>>();
  readonly #reasons = new Map<number, string>();
  #given: GivenAnswers | undefined;
  #bend: Bend | undefined;
  readonly #running = new Map<Promise<void>, Answering>();

  /** How many errors its run had before it. */
  readonly errorsBefore: number;

  /** Who asks providers, for a sentence. */
  readonly asker: string;

  constructor(attempt: Attempt, handling: Handling, { errorsBefore = 0, asker = 'the stack' } = {}) {
    this.errorsBefore = errorsBefore;
    this.asker = asker;
    this.attempt = attempt;
    this.handling = handling;
    this.clients = new ClientCalls(attempt.id);
  }

  get title(): string {
    return testTitle(this.attempt);
  }

  get context(): MissContext {
    return {
      test: this.title,
      setup: this.attempt.setup,
      fix: recordAgain(this.attempt),
      asker: this.asker,
    };
  }

  /** The answers of the spec; undefined where it gives none. */
  get given(): GivenAnswers | undefined {
    return this.#given;
  }

  /**
   * Adds answers of the spec.
   * @returns why they cannot be given, for a person; undefined when they are
   */
  give(answers: readonly Answer[]): string | undefined {
    if (this.attempt.answers === 'none') return `${NO_PROVIDER} Take the tag off, or the fixture "provider".`;
    const [first] = this.requests;
    if (this.#given === undefined && first !== undefined) {
      return (
        `The spec gives answers too late: the stack has already asked ${first.provider} for ${first.request.method} ${first.request.path}. ` +
        'Take the fixture "provider" before the first call to the stack.'
      );
    }
    if (this.#bend !== undefined && answers.length > 0) return BOTH;
    if (this.#given?.isEmpty !== false && answers.length > 0) this.#tellStale();
    this.#given ??= new GivenAnswers();
    this.#given.add(answers);
    return undefined;
  }

  /** How recorded answers are bent; undefined where they are not. */
  get bending(): Bend | undefined {
    return this.#bend;
  }

  /**
   * Bends recorded answers, in place of answers of the spec. The last bend that is given holds.
   * @returns as `give`
   */
  bend(bend: Bend): string | undefined {
    if (this.attempt.answers === 'none') return `${NO_PROVIDER} Take the tag off, or the fixture "provider".`;
    if (this.#given?.isEmpty === false) return BOTH;
    this.#given = undefined;
    this.#bend = bend;
    return undefined;
  }

  #tellStale(): void {
    if (this.handling.mode !== 'replay' || isOfSpec(this.handling)) return;
    this.problems.push({ kind: 'recording', text: staleText(this.context) });
  }

  /** Notes why a provider call that a client call caused was not answered; the first reason counts. */
  explain(call: number | undefined, reason: string): void {
    if (call !== undefined && !this.#reasons.has(call)) this.#reasons.set(call, reason);
  }

  /** Why a provider call of a client call was not answered. */
  reasonOf(call: number): string | undefined {
    return this.#reasons.get(call);
  }

  /** Books a call that nothing answers, whatever the spec makes of it. */
  missed(text: string, live: LiveRequest): void {
    const [headline] = text.split('\n');
    const detail = `Asked now:\n${layout(asJson(live.request))}`;
    const problem: Problem = { kind: 'miss', text, detail, ...(headline && { headline }) };
    this.problems.push(problem);
    // Where the spec answers, or nobody may, what is recorded elsewhere explains nothing.
    if (this.#given === undefined && this.attempt.answers !== 'none') this.misses.push({ live, problem });
  }

  /** Matches a request in replay; a miss becomes a problem of the attempt, whatever the spec makes of it. */
  match(
    matching: Matching,
    live: LiveRequest,
    key?: string,
    call?: number,
  ): Match & { headline?: string; text?: string } {
    const match = matching.match(live, key, this.clientKeys.preferenceOf(call));
    if (match.hit) return match;
    const text = missText(live, match.miss, this.context);
    const headline = missHeadline(live, this.asker);
    const detail = missDetail(live, match.miss, matching.exchanges);
    const problem: Problem = { kind: 'miss', text, detail, headline, changes: missChanges(match.miss) };
    this.problems.push(problem);
    this.misses.push({ live, problem });
    return { ...match, headline, text };
  }

  /** Counts a provider call as running until `done` settles, and as being answered once its answer has begun. */
  track(done: Promise<void>, answer: Answering): void {
    this.#running.set(done, answer);
    const over = (): void => void this.#running.delete(done);
    done.then(over, over);
  }

  get running(): number {
    return this.#running.size;
  }

  /** How many provider calls have an answer that has begun and not ended. */
  get answering(): number {
    return [...this.#running.values()].filter(({ headersSent }) => headersSent).length;
  }

  /** Waits until no client call and then no provider call runs, at most `milliseconds` each. */
  async quiet(milliseconds: number): Promise<void> {
    await this.clients.quiet(milliseconds);
    if (this.#running.size === 0) return;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    while (this.#running.size > 0) {
      const done = Promise.allSettled(this.#running.keys()).then(() => 'done' as const);
      if ((await Promise.race([done, late])) !== 'done') break;
    }
    clearTimeout(timer);
  }

  /** Keeps a client's WebSocket for as long as the attempt is open. */
  holds(socket: Pick<Answering, 'destroy'> & { once(event: 'close', listener: () => void): unknown }): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  /** Breaks off every provider call that still runs, so that the stack is not kept waiting for an answer that never ends. */
  breakOff(): void {
    for (const socket of this.#sockets) socket.destroy();
    for (const answer of this.#running.values()) answer.destroy();
  }

  /**
   * The answers of the spec, or the exchanges of a replay, that nothing has used, as problems. Under a known gap the stack
   * does something else than the spec gives answers for, and is judged by that alone.
   */
  leftovers(knownGap: boolean): Problem[] {
    if (this.#given !== undefined) {
      if (this.#given.isEmpty && 'matching' in this.handling)
        return [{ kind: 'recording', text: staleText(this.context) }];
      if (knownGap) return [];
      return this.#given.leftovers().map((text) => ({ kind: 'leftover', text: unusedText(text, this.title) }));
    }
    if (this.handling.mode !== 'replay' || !('matching' in this.handling)) return [];
    return this.handling.matching.leftovers().map(({ position, exchange }) => ({
      kind: 'leftover',
      text:
        `A recorded exchange was not used: number ${position + 1} of "${this.title}", ${exchange.request.method} ${exchange.request.path} to ${exchange.provider}.\n` +
        `Why: the test ran to its end, and ${this.asker} did not make this call. Either ${this.asker} changed, or the test asks for less than it did.\n` +
        `If the change is meant, record the test again: ${this.context.fix}`,
    }));
  }
}

function isOfSpec(handling: Handling): boolean {
  return 'without' in handling && handling.without === 'spec';
}
