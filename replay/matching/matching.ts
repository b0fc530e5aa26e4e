import { Bindings, Trial } from './bindings.ts';
import { compareRequests, type Difference } from './compare.ts';
import type { ProviderExchange, RecordedAnswer, RecordedRequest } from '../recording/exchange.ts';
import { idsIn } from './ids.ts';
import { eachString } from '../recording/json.ts';
import { Placeholders, type Placeholder } from './placeholders.ts';
import { RequestIndex } from './request-index.ts';
import { mayVary, requestKey } from './request-key.ts';
import { withValue } from '../recording/sse.ts';
import { substituteAnswer } from './substitute.ts';

/** A request as it arrived at the gateway. */
export interface LiveRequest {
  provider: string;
  request: RecordedRequest;
}

/** Why no exchange answers a request. */
export type Miss =
  | { cause: 'empty' }
  | { cause: 'used up'; times: number }
  | { cause: 'other provider'; provider: string }
  | { cause: 'other path'; asked: string[] }
  | { cause: 'changed'; position: number; used: boolean; differences: Difference[] };

export type Match =
  { hit: true; position: number; exchange: ProviderExchange; answer: RecordedAnswer } | { hit: false; miss: Miss };

const SHOWN_DIFFERENCES = 8;

/**
 * The exchanges of one recording, used up one by one by one attempt. Exact matching only: an exchange answers a request
 * when all that takes part in matching is equal, and answers it once.
 */
export class Matching {
  readonly exchanges: readonly ProviderExchange[];
  readonly #index: RequestIndex;
  readonly #used: boolean[];
  readonly #repeats: boolean;
  readonly #bindings: Bindings;
  readonly #placeholders: Placeholders;

  /**
   * @param literals ids that the spec itself made up; the ids that first came in a provider's answer are added
   * @param index of these exchanges, where there is one already
   * @param placeholders what is another each time, in recorded and in live requests
   * @param repeats whether an exchange answers again where no other is left, and none is a leftover
   */
  constructor(
    exchanges: readonly ProviderExchange[],
    literals: readonly string[],
    index: RequestIndex = new RequestIndex(exchanges),
    placeholders: readonly Placeholder[] = [],
    repeats = false,
  ) {
    this.#repeats = repeats;
    this.#placeholders = new Placeholders(placeholders);
    const { any } = this.#placeholders;
    this.exchanges = any ? exchanges.map((exchange) => this.#placeholders.in(exchange)) : exchanges;
    this.#index = any ? new RequestIndex(this.exchanges) : index;
    this.#used = exchanges.map(() => false);
    let found: ReadonlySet<string> | undefined;
    // Most recordings have no such id in any request, and then nothing asks.
    this.#bindings = new Bindings({ has: (id) => (found ??= literalIds(exchanges, literals)).has(id) });
  }

  /**
   * Takes the first unused exchange that equals `asked`, in recorded order.
   * @param askedKey its key, where the caller has it already
   * @param prefers which of several that equal it is taken sooner: two calls that come at once may come in another order
   */
  match(asked: LiveRequest, askedKey?: string, prefers?: (exchange: ProviderExchange) => boolean): Match {
    const live = this.#placeholders.in(asked);
    const key = live === asked && askedKey !== undefined ? askedKey : requestKey(live);
    const equal = mayVary(key) ? undefined : this.#index.positionsOf(key);
    const position =
      equal === undefined ? this.#compare(live, prefers) : (this.#unused(equal, prefers) ?? this.#again(equal));
    const exchange = position === undefined ? undefined : this.exchanges[position];
    if (position === undefined || exchange === undefined) return { hit: false, miss: this.#explain(live) };
    this.#used[position] = true;
    return { hit: true, position, exchange, answer: substituteAnswer(exchange.response, this.#bindings) };
  }

  /** Finds an exchange by comparing one after the other, and binds the ids that make the two equal. */
  #compare(live: LiveRequest, prefers?: (exchange: ProviderExchange) => boolean): number | undefined {
    for (const position of this.#preferred(this.#order(), prefers)) {
      const exchange = this.exchanges[position];
      if (exchange?.provider !== live.provider) continue;
      const trial = new Trial(this.#bindings);
      if (compareRequests(exchange.request, live.request, trial, 1).length > 0) continue;
      this.#bindings.commit(trial.pairs);
      return position;
    }
    return undefined;
  }

  /** What has not answered yet, in recorded order; behind it what may answer again, the last one first. */
  #order(): number[] {
    const all = [...this.exchanges.keys()];
    const unused = all.filter((position) => !this.#used[position]);
    return this.#repeats ? [...unused, ...all.filter((position) => this.#used[position]).reverse()] : unused;
  }

  #unused(positions: readonly number[], prefers?: (exchange: ProviderExchange) => boolean): number | undefined {
    const unused = positions.filter((at) => !this.#used[at]);
    return unused.length > 1 ? this.#preferred(unused, prefers)[0] : unused[0];
  }

  #preferred(positions: number[], prefers?: (exchange: ProviderExchange) => boolean): number[] {
    if (prefers === undefined) return positions;
    const { first = [], rest = [] } = Object.groupBy(positions, (at) => {
      const exchange = this.exchanges[at];
      return exchange !== undefined && prefers(exchange) ? 'first' : 'rest';
    });
    return [...first, ...rest];
  }

  #again(positions: readonly number[]): number | undefined {
    return this.#repeats ? positions.at(-1) : undefined;
  }

  /** The exchanges that nothing has used, with their positions counted from 0. */
  leftovers(): { position: number; exchange: ProviderExchange }[] {
    if (this.#repeats) return [];
    return this.exchanges.flatMap((exchange, position) => (this.#used[position] ? [] : [{ position, exchange }]));
  }

  #explain(live: LiveRequest): Miss {
    if (this.exchanges.length === 0) return { cause: 'empty' };
    const compared = this.exchanges.map((exchange, position) => ({
      position,
      exchange,
      used: this.#used[position] === true,
      differences: compareRequests(exchange.request, live.request, new Trial(this.#bindings), SHOWN_DIFFERENCES),
    }));
    const here = compared.filter(({ exchange }) => exchange.provider === live.provider);
    const same = here.filter(({ differences }) => differences.length === 0);
    if (same.length > 0) return { cause: 'used up', times: same.length };
    const elsewhere = compared.find(({ differences }) => differences.length === 0);
    if (elsewhere !== undefined) return { cause: 'other provider', provider: elsewhere.exchange.provider };
    const candidates = here.filter(
      ({ differences }) => !differences.some(({ path }) => path === 'path' || path === 'method'),
    );
    // What is still to come is meant sooner than what has been answered, though a long conversation differs in more places.
    const [closest] = candidates.sort(
      (a, b) => Number(a.used) - Number(b.used) || a.differences.length - b.differences.length,
    );
    if (closest !== undefined) {
      return { cause: 'changed', position: closest.position, used: closest.used, differences: closest.differences };
    }
    const asked = compared.map(
      ({ exchange }) => `${exchange.provider}: ${exchange.request.method} ${exchange.request.path}`,
    );
    return { cause: 'other path', asked: [...new Set(asked)] };
  }
}

/** Ids that were seen in an answer before any request had them came from the provider: the stack only passes them on. */
function literalIds(exchanges: readonly ProviderExchange[], literals: readonly string[]): Set<string> {
  const found = new Set(literals);
  const minted = new Set<string>();
  for (const { request, response } of exchanges) {
    eachId(request, (id) => {
      if (!found.has(id)) minted.add(id);
    });
    eachId(response, (id) => {
      if (!minted.has(id)) found.add(id);
    });
  }
  return found;
}

function eachId(part: RecordedRequest | RecordedAnswer, visit: (id: string) => void): void {
  const look = (text: string): void => idsIn(text).forEach(visit);
  if ('path' in part) look(part.path);
  if (part.body !== undefined) {
    if ('json' in part.body) eachString(part.body.json, look);
    if ('text' in part.body) look(part.body.text);
  }
  if (!('events' in part)) return;
  for (const event of part.events ?? []) {
    const own = withValue(event);
    if ('data' in own) eachString(own.data, look);
    else look(own.raw);
  }
}
