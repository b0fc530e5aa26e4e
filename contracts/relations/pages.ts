/** A page of a list agrees with itself and with what was asked. */
import type { Call } from './call.ts';
import { type Broken, isNumber, objectsIn, type Relation } from './relation.ts';

export const pages: Relation = {
  name: 'page consistent',
  holds: 'a list names its first and last item, has at most limit of them, in the order asked for, each once',
  source: 'OpenAI OpenAPI: ListFilesResponse, ListVectorStoresResponse, ConversationItemList',
  check: (calls) =>
    calls.flatMap((call) => [...ends(call), ...amount(call), ...once(call), ...ordered(call), ...isList(call)]),
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
  if (data.length === 0) return [];
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
