/** The client seam of those who have none: what comes by the base URL of an attempt goes on to the stack, with its identity. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Attempts } from './attempts.ts';
import type { OwnedTarget } from './base-url.ts';
import { relayClientCall, type ClientCall } from './client-call.ts';
import { OpenAttempt } from './open-attempt.ts';
import { refuse } from './outgoing.ts';
import { refuseUpgrade, relayWebSocket } from './websockets.ts';

export class ReverseProxy {
  readonly #attempts: Attempts;
  readonly #stack: () => string | undefined;

  /** @param stack the gateway's own, once it has started */
  constructor(attempts: Attempts, stack: () => string | undefined) {
    this.#attempts = attempts;
    this.#stack = stack;
  }

  /** Whether a base URL leads to a stack; without one it leads to the providers. */
  leadsToStack({ attempt }: OwnedTarget): boolean {
    return this.#stackOf(attempt) !== undefined;
  }

  async relay(owned: OwnedTarget, message: IncomingMessage, response: ServerResponse): Promise<void> {
    const to = this.#of(owned.attempt);
    if (typeof to === 'string') {
      message.resume();
      return refuse(response, 'unknown_attempt', to);
    }
    const { open, stack } = to;
    const { target, base } = owned;
    // Recorded requests have no secrets, so those that are asked now are compared without them.
    const asks: ClientCall['asks'] = (call, request) =>
      open.clientKeys.asks(call, () => this.#attempts.withoutSecrets(request()));
    const reason = (call: number): string | undefined => open.reasonOf(call);
    const silent = await relayClientCall({ calls: open.clients, message, response, stack, target, base, asks, reason });
    if (silent !== undefined) open.problems.push({ kind: 'upstream', text: silent });
  }

  upgrade(owned: OwnedTarget, message: IncomingMessage, socket: Duplex, head: Buffer): void {
    const to = this.#of(owned.attempt);
    if (typeof to === 'string') return refuseUpgrade(socket, to);
    const { open, stack } = to;
    open.holds(socket);
    relayWebSocket({ attempt: owned.attempt, message, socket, head, stack, target: owned.target });
  }

  /** The open attempt and its stack, or why there is none. */
  #of(attempt: string): { open: OpenAttempt; stack: string } | string {
    const open = this.#attempts.find(attempt);
    const stack = this.#stackOf(attempt);
    if (open instanceof OpenAttempt && stack !== undefined) return { open, stack };
    return open === undefined || open instanceof OpenAttempt
      ? `The attempt ${attempt} of this base URL is of no test run that is going on.`
      : `The attempt ${attempt} of this base URL has ended: "${open.closed}". A client that goes on after its test has no owner.`;
  }

  #stackOf(attempt: string): string | undefined {
    return this.#attempts.runs.stackOf(attempt.slice(0, attempt.indexOf('.'))) ?? this.#stack();
  }
}
