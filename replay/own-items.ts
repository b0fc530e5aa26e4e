import type { ClientExchange, Json } from './exchange.ts';
import { isObject } from './json.ts';

/** Objects that a stack keeps for all who use it: a list of them shows other tests' objects too. */
const SHARED = /^\/v1(?:alpha)?\/(?:chat\/completions|responses|files|vector_stores|conversations|batches|prompts)$/;

/**
 * Client exchanges with only those items of shared lists whose ids this attempt has met before: the others are other
 * tests' objects, and would be other ones in every recording.
 * @param order `met` sorts them as the attempt met them: objects of one second are listed in an order of chance
 */
export function ownItems(
  calls: readonly (ClientExchange | null)[],
  order: 'given' | 'met' = 'given',
): (ClientExchange | null)[] {
  const met: string[] = [];
  return calls.map((call) => {
    if (call === null) return null;
    const { request, response } = call;
    const own =
      request.method === 'GET' && SHARED.test(request.path) ? ownOnly(response.body, met.join('\n'), order) : undefined;
    const shown = own === undefined ? call : { request, response: { ...response, body: { json: own } } };
    met.push(JSON.stringify(shown));
    return shown;
  });
}

function ownOnly(body: ClientExchange['response']['body'], met: string, order: 'given' | 'met'): Json | undefined {
  if (body === undefined || !('json' in body) || !isObject(body.json) || !Array.isArray(body.json.data))
    return undefined;
  const data = body.json.data.filter((item) => {
    const id = idOf(item);
    return id !== null && met.includes(`"${id}"`);
  });
  if (order === 'met') data.sort((a, b) => met.indexOf(`"${idOf(a)}"`) - met.indexOf(`"${idOf(b)}"`));
  return {
    ...body.json,
    data,
    ...('first_id' in body.json ? { first_id: idOf(data[0]) } : {}),
    ...('last_id' in body.json ? { last_id: idOf(data.at(-1)) } : {}),
  };
}

function idOf(item: Json | undefined): string | null {
  if (!isObject(item)) return null;
  const id = item.id ?? item.prompt_id;
  return typeof id === 'string' ? id : null;
}
