/** Lists of what a stack keeps for all who use it show other tests' objects too. Here only the attempt's own are left. */
import type { Body, ClientExchange, Json } from '../recording/exchange.ts';
import { isObject, jsonIn, type JsonObject } from '../recording/json.ts';
import { changeJson } from '../recording/json-text.ts';

/** The files of a store are nobody else's, but are ingested side by side, so that their order is chance as well. */
const SHARED =
  /^\/v1(?:alpha)?\/(?:chat\/completions|responses|files|vector_stores(?:\/[^/]+(?:\/file_batches\/[^/]+)?\/files)?|conversations|batches|messages\/batches|prompts|skills|file-processors\/jobs)$/;

/** A list of objects that a stack keeps for all who use it, or whose order is chance. */
export function isSharedList({ request }: Pick<ClientExchange, 'request'>): boolean {
  return request.method === 'GET' && SHARED.test(request.path);
}

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
    const body = isSharedList(call) ? withOwnItems(response.body, met.join('\n'), order) : undefined;
    const shown = body === undefined ? call : { request, response: { ...response, body } };
    met.push(JSON.stringify(shown));
    return shown;
  });
}

/** Undefined where the answer stays as it is. */
function withOwnItems(body: Body | undefined, met: string, order: 'given' | 'met'): Body | undefined {
  const own = (value: Json): List | undefined => {
    const list = listOf(value);
    return list === undefined ? undefined : ownOnly(list, met, order);
  };
  const json = body === undefined ? undefined : valueOf(body);
  if (body === undefined || json === undefined || own(json) === undefined) return undefined;
  return changeJson('json' in body ? body : { json }, (value) => own(value) ?? value);
}

/** A page of a list, as its answer holds it. */
export type List = JsonObject & { data: Json[] };

/** The list that an answer holds, also where its JSON had to be kept as text. */
export function listIn(body: Body | undefined): List | undefined {
  const value = body === undefined ? undefined : valueOf(body);
  return value === undefined ? undefined : listOf(value);
}

function listOf(value: Json): List | undefined {
  return isObject(value) && Array.isArray(value.data) ? { ...value, data: value.data } : undefined;
}

function valueOf(body: Body): Json | undefined {
  if ('json' in body) return body.json;
  return 'text' in body ? jsonIn(body.text) : undefined;
}

/** A page of so few items is kept whole: who asks for it makes a claim about whatever comes first. */
const FEW = 2;

/** The list with own items only; undefined where it stays as it is. */
function ownOnly(list: List, met: string, order: 'given' | 'met'): List | undefined {
  if (order === 'given' && list.data.length <= FEW) return undefined;
  const own = list.data.map((item) => ({ item, at: metAt(met, idOf(item)) })).filter(({ at }) => at !== -1);
  if (order === 'met') own.sort((a, b) => a.at - b.at);
  const data = own.map(({ item }) => item);
  return {
    ...list,
    data,
    ...('first_id' in list ? { first_id: idOf(data[0]) } : {}),
    ...('last_id' in list ? { last_id: idOf(data.at(-1)) } : {}),
  };
}

/** Where an id was met first, also in JSON that is kept as text, whose quotes are escaped; -1 where it was not. */
function metAt(met: string, id: string | null): number {
  if (id === null) return -1;
  const [plain, escaped] = [met.indexOf(`"${id}"`), met.indexOf(`"${id}\\"`)];
  return plain === -1 || escaped === -1 ? Math.max(plain, escaped) : Math.min(plain, escaped);
}

/** The id of a list's item; null where it has none. */
export function idOf(item: Json | undefined): string | null {
  if (!isObject(item)) return null;
  const id = item.id ?? item.prompt_id ?? item.job_id;
  return typeof id === 'string' ? id : null;
}
