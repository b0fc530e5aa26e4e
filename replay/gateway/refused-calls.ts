/** Calls that the gateway answers for no attempt: each is refused, and is an error of the runs that it may be of. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBaggage } from '../control/baggage.ts';
import type { Problem } from '../control/protocol.ts';
import type { Redaction } from '../secrets/redaction.ts';
import type { Attempts } from './attempts.ts';
import type { GatewayOptions } from './gateway.ts';
import { OpenAttempt } from './open-attempt.ts';
import { refuse, REFUSED, replayAnswer } from './outgoing.ts';
import type { Arrived } from './provider-call.ts';
import { emptyTunnelText, foreignText, lateText, ownerlessText, unreadableText } from './refusals.ts';
import type { Startup } from './startup.ts';
import type { EmptyTunnel } from './tunnels.ts';

interface Booked {
  kind: Problem['kind'];
  provider: string;
  path: string;
  text: string;
  /** What the stack is told. */
  type: string;
}

export class RefusedCalls {
  readonly #attempts: Attempts;
  readonly #startup: Startup;
  readonly #redaction: Redaction;
  readonly #onError: ((text: string) => void) | undefined;
  readonly #alone: boolean;
  /** Until the stack has started, what it does wrong is of every run to come as well. */
  #starting = true;

  constructor(
    attempts: Attempts,
    startup: Startup,
    redaction: Redaction,
    { onError, alone = false }: Pick<GatewayOptions, 'onError' | 'alone'>,
  ) {
    this.#alone = alone;
    this.#attempts = attempts;
    this.#startup = startup;
    this.#redaction = redaction;
    this.#onError = onError;
  }

  started(): void {
    this.#starting = false;
  }

  /**
   * A call without an identity.
   * @param starting whether a stack starts beside the one of the runs
   */
  ownerless(arrived: Arrived, starting: boolean, response: ServerResponse): Promise<void> {
    // While nobody tests, it is another stack that starts with a kept gateway behind it, or one that lists its models again.
    const answer = starting || !this.#attempts.runs.anyOpen() ? this.#startup.recorded(arrived) : undefined;
    if (answer !== undefined) return replayAnswer(response, answer);
    const error = ownerlessText(arrived, this.#alone);
    this.#attempts.runs.blameAll(error);
    return this.#refuse(response, error);
  }

  /** A call for an attempt that has been closed: `title` is its test. */
  late(arrived: Arrived, id: string, title: string, response: ServerResponse): Promise<void> {
    const error = lateText(arrived, title);
    this.#attempts.runs.blame(id, error);
    return this.#refuse(response, error);
  }

  /** A call to a host of no provider: it is booked on its attempt, else on its run, else on all. */
  foreign(origin: string, target: string, message: IncomingMessage, response: ServerResponse): Promise<void> {
    message.resume();
    const { method = 'GET' } = message;
    const [path = ''] = target.split('?');
    const text = this.#redaction.text(foreignText(origin, method, path));
    return this.#book({ kind: 'egress', provider: origin, path, text, type: 'foreign_host' }, message, response);
  }

  /** A request to a provider that cannot be looked at, and why; booked in the same way. */
  unreadable(
    provider: string,
    target: string,
    why: string,
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    message.resume();
    const { method = 'GET' } = message;
    const [path = ''] = target.split('?');
    const text = this.#redaction.text(unreadableText(provider, method, path, why));
    return this.#book({ kind: 'unreadable', provider, path, text, type: 'unreadable_request' }, message, response);
  }

  #book(
    { kind, provider, path, text, type }: Booked,
    { method = 'GET', headers }: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const id = readBaggage(headers.baggage?.toString())?.attempt;
    const attempt = id === undefined ? undefined : this.#attempts.find(id);
    if (attempt instanceof OpenAttempt) {
      attempt.problems.push({ kind, text });
      const of = { provider, method, path, at: Date.now(), milliseconds: 0 };
      attempt.journal.push({ ...of, outcome: 'failed', status: REFUSED });
      return refuse(response, type, text);
    }
    if (id !== undefined && attempt !== undefined) this.#attempts.runs.blame(id, text);
    else this.#blameAll(text);
    return this.#refuse(response, text, type);
  }

  /** A path below no provider's mount. */
  unmounted({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = `The gateway got ${method} ${url}, which is below no provider's mount.`;
    return this.#refuse(response, this.#redaction.text(text));
  }

  /** A tunnel that came to nothing: a client that trusts not our authority, or that asks a foreign host in no way we know. */
  emptyTunnel(tunnel: EmptyTunnel): void {
    const text = this.#redaction.text(emptyTunnelText(tunnel));
    this.#blameAll(text);
    this.#onError?.(text);
  }

  #blameAll(error: string): void {
    if (this.#starting) this.#attempts.runs.blameAllToCome(error);
    this.#attempts.runs.blameAll(error);
  }

  #refuse(response: ServerResponse, text: string, type = 'no_owner'): Promise<void> {
    this.#onError?.(text);
    return refuse(response, type, text);
  }
}
