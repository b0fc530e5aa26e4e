/** A page of a list agrees with itself and with what was asked. */
import type { JsonObject } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import { type Broken, isNumber, objectsIn, type Relation } from './relation.ts';

export const pages: Relation = {
  name: 'page consistent',
  holds:
    'a list names its first and last item, says that there are more only where it is full, has at most limit of them, in the order asked for, each once',
  source: 'OpenAI OpenAPI: ListFilesResponse, ListVectorStoresResponse, ConversationItemList',
  check: (calls) =>
    calls.flatMap((call) => [
      ...ends(call),
      ...amount(call),
      ...more(call),
      ...once(call),
      ...ordered(call),
      ...isList(call),
    ]),
};

function isPage({ operation, answer }: Call): boolean {
  return operation.startsWith('GET ') && Array.isArray(answer?.['data']);
}

function isList(call: Call): Broken[] {
  // Anthropic's and the stack's own lists have no such member.
  if (!isPage(call) || !/^GET \/v1\/(?!messages|providers|prompts|inspect|admin)/.test(call.operation)) return [];
  const came = call.answer?.['object'];
  const due = call.operation.endsWith('/content') ? 'vector_store.file_content.page' : 'list';
  return came === due ? [] : [{ call, path: 'object', due, came }];
}

function ends(call: Call): Broken[] {
  const { answer } = call;
  if (!isPage(call) || answer === undefined) return [];
  const data = objectsIn(answer['data']);
  if (data.length === 0) return ofEmpty(call, answer);
  const idOf = (item: (typeof data)[number] | undefined) => item?.['id'] ?? item?.['prompt_id'] ?? null;
  return (
    [
      ['first_id', idOf(data[0])],
      ['last_id', idOf(data.at(-1))],
    ] as const
  ).flatMap(([name, due]) => {
    const came = answer[name];
    if (came === undefined) return [];
    return came === due ? [] : [{ call, path: name, due, came }];
  });
}

/** What has no items has neither a first nor a last one: a stack may say so by null or by an empty text. */
function ofEmpty(call: Call, answer: JsonObject): Broken[] {
  if (isShared(call)) return [];
  return ['first_id', 'last_id'].flatMap((name) => {
    const came = answer[name] ?? '';
    return came === '' ? [] : [{ call, path: name, due: 'null, since there are no items', came }];
  });
}

/** Recordings hold of a list that all tests share the items of their test alone. */
function isShared({ operation }: Call): boolean {
  return !operation.includes('{id}');
}

/** A page that could hold more items is the last one. */
function more(call: Call): Broken[] {
  const { answer, query } = call;
  if (!isPage(call) || isShared(call) || answer?.['has_more'] !== true) return [];
  const { length } = objectsIn(answer['data']);
  const limit = Number(query.get('limit') ?? LIMIT);
  if (length > 0 && (length >= limit || Number.isNaN(limit))) return [];
  return [{ call, path: 'has_more', due: 'false, since the page has fewer items than it could', came: true }];
}

/** How many items a page has at most where nothing is asked: the documented default of most lists. */
const LIMIT = 20;

function amount(call: Call): Broken[] {
  const limit = Number(call.query.get('limit') ?? Number.NaN);
  const { answer } = call;
  if (!isPage(call) || !(limit > 0) || answer === undefined) return [];
  const { length } = objectsIn(answer['data']);
  if (length > limit) return [{ call, path: 'data', due: `at most ${limit} items`, came: length }];
  return [];
}

function once(call: Call): Broken[] {
  if (!isPage(call)) return [];
  const met = new Set<string>();
  return objectsIn(call.answer?.['data']).flatMap((item, n) => {
    const { id } = item;
    if (typeof id !== 'string') return [];
    if (met.has(id))
      return [{ call, path: `data[${n}].id`, due: 'an id that no other item of the page has', came: id }];
    met.add(id);
    return [];
  });
}

function ordered(call: Call): Broken[] {
  const order = call.query.get('order');
  if (!isPage(call) || order === null) return [];
  const times = objectsIn(call.answer?.['data']).map((item) => item['created_at'] ?? item['created']);
  return times.flatMap((time, n) => {
    const before = times[n - 1];
    if (!isNumber(time) || !isNumber(before)) return [];
    const wrong = order === 'asc' ? time < before : time > before;
    return wrong ? [{ call, path: `data[${n}].created_at`, due: `items in order=${order}`, came: time }] : [];
  });
}
