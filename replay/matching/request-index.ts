import type { ProviderExchange } from '../recording/exchange.ts';
import { requestKey } from './request-key.ts';

/** The exchanges of a recording by what they ask. It never changes: all attempts on the recording share it. */
export class RequestIndex {
  readonly #positions = new Map<string, number[]>();

  constructor(exchanges: readonly ProviderExchange[]) {
    for (const [position, exchange] of exchanges.entries()) {
      const key = requestKey(exchange);
      const same = this.#positions.get(key);
      if (same === undefined) this.#positions.set(key, [position]);
      else same.push(position);
    }
  }

  /** The positions of the exchanges whose request has this key, in recorded order. */
  positionsOf(key: string): readonly number[] {
    return this.#positions.get(key) ?? [];
  }
}
