/** Of lists that all tests of a run fill, the items that are a test's own. */
import type { ClientExchange } from '../replay/recording/exchange.ts';
import { isObject } from '../replay/recording/json.ts';
import { partsOf } from './members/parts.ts';

/**
 * The exchanges without the items of other tests: which these are is chance, and what is wrong with them is told of their
 * own tests. A list whose items no client makes, such as that of models, stays whole.
 * @param isMade whether clients make the items of the list at this path, by a POST to it
 */
export function withOwnItems(
  exchanges: readonly (ClientExchange | null)[],
  isMade: (path: string) => boolean,
): (ClientExchange | null)[] {
  const parts = exchanges.flatMap((exchange) => (exchange === null ? [] : partsOf(exchange)));
  const own = new Set(parts.flatMap(({ object, listed }) => (listed ? [] : [object['id']])));
  return exchanges.map((exchange) => {
    if (exchange === null) return exchange;
    const { request, response } = exchange;
    const body = response.body !== undefined && 'json' in response.body ? response.body.json : undefined;
    const data = isObject(body) ? body['data'] : undefined;
    if (request.method !== 'GET' || !Array.isArray(data) || !isObject(body) || !isMade(request.path)) return exchange;
    const mine = data.filter((item) => !isObject(item) || item['id'] === undefined || own.has(item['id']));
    return { request, response: { ...response, body: { json: { ...body, data: mine } } } };
  });
}
