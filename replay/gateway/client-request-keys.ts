import { requestKey } from '../matching/request-key.ts';
import type { ClientExchange, ProviderExchange, RecordedRequest } from '../recording/exchange.ts';

/**
 * What the client calls of an attempt ask, now and in its recording. Clients that call at once do so in another order each
 * time: of exchanges that equal a provider call, the one is meant whose client call asked for the same.
 */
export class ClientKeys {
  #recorded: readonly string[] = [];
  readonly #live = new Map<number, string>();

  /** @param calls of the recording, at the positions that its exchanges name */
  recorded(calls: readonly Pick<ClientExchange, 'request'>[]): void {
    this.#recorded = calls.map(({ request }) => keyOf(request));
  }

  /** Notes what a client call asks. */
  asks(call: number, request: () => RecordedRequest): void {
    if (this.#recorded.length > 0) this.#live.set(call, keyOf(request()));
  }

  /** Whether an exchange is of a client call that asks for what this one does; undefined where nobody can say. */
  preferenceOf(call: number | undefined): ((exchange: ProviderExchange) => boolean) | undefined {
    const key = call === undefined ? undefined : this.#live.get(call);
    if (key === undefined) return undefined;
    return (exchange) => exchange.call !== undefined && this.#recorded[exchange.call - 1] === key;
  }
}

const keyOf = (request: RecordedRequest): string => requestKey({ provider: '', request });
