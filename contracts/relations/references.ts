/** What one answer says of an object that another answer is about: file names, messages of a stored chat, input items. */
import type { Json } from '../../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import { at, type Broken, differences, objectsIn, type Relation } from './relation.ts';

export const references: Relation = {
  name: 'references agree',
  holds:
    'a result or citation has the name of the file that it names, a stored completion has the messages that it was asked with, and the input items of a response are its input',
  source:
    'OpenAI OpenAPI: VectorStoreSearchResultItem.filename, FileCitationBody, ChatCompletionMessageList, ResponseItemList',
  check: (calls) => [...fileNames(calls), ...chatMessages(calls), ...inputItems(calls)],
};

function fileNames(calls: readonly Call[]): Broken[] {
  const names = new Map<Json, Json>();
  return calls.flatMap((call) => {
    const { answer, operation, events } = call;
    const { id, filename } = answer ?? {};
    if (operation === 'POST /v1/files' && id !== undefined && filename !== undefined) names.set(id, filename);
    if (names.size === 0 || operation.includes('/files')) return [];
    const values = answer === undefined ? (events ?? []) : [answer];
    return values.flatMap((value) => ofNames(value, '', names)).map((each) => ({ call, ...each }));
  });
}

function ofNames(value: Json, path: string, names: ReadonlyMap<Json, Json>): Omit<Broken, 'call'>[] {
  if (Array.isArray(value)) {
    // No vector has files.
    return typeof value[0] === 'number' ? [] : value.flatMap((each, n) => ofNames(each, `${path}[${n}]`, names));
  }
  if (!isObject(value)) return [];
  const due = names.get(value['file_id'] ?? null);
  const before = path === '' ? '' : `${path}.`;
  const own =
    due === undefined || value['filename'] === undefined
      ? []
      : differences(due, value['filename'], `${before}filename`);
  return [...own, ...Object.entries(value).flatMap(([name, member]) => ofNames(member, before + name, names))];
}

function chatMessages(calls: readonly Call[]): Broken[] {
  const asked = new Map<string, Json>();
  return calls.flatMap((call) => {
    const { answer, operation, ids, events } = call;
    const id = (answer ?? events?.[0])?.['id'];
    if (operation === 'POST /v1/chat/completions' && typeof id === 'string') {
      if (asked.has(id)) asked.delete(id);
      else asked.set(id, call.asked['messages'] ?? null);
    }
    if (operation === 'GET /v1/chat/completions/{id}/messages')
      return isNotYet(call, calls) ? [] : ofMessages(call, asked.get(ids[0] ?? ''), answer?.['data'], 'data');
    if (operation !== 'GET /v1/chat/completions/{id}') return [];
    const came = answer?.['input_messages'];
    return came === undefined ? [] : ofMessages(call, asked.get(ids[0] ?? ''), came, 'input_messages');
  });
}

function ofMessages(call: Call, due: Json | undefined, came: Json | undefined, path: string): Broken[] {
  const [sent, stored] = [objectsIn(due), objectsIn(came)];
  if (sent.length === 0 || call.query.size > 0) return [];
  if (sent.length > stored.length)
    return [{ call, path, due: `the ${sent.length} messages of the request`, came: stored.length }];
  return sent.flatMap((message, n) =>
    differences(message, stored[n], `${path}[${n}]`).map((each) => ({ call, ...each })),
  );
}

function inputItems(calls: readonly Call[]): Broken[] {
  const inputs = new Map<string, JsonObject>();
  return calls.flatMap((call) => {
    const id = call.answer?.['id'] ?? at(call.events?.[0], 'response.id');
    if (call.operation === 'POST /v1/responses' && typeof id === 'string') inputs.set(id, call.asked);
    if (call.operation !== 'GET /v1/responses/{id}/input_items' || call.query.size > 0) return [];
    if (isNotYet(call, calls)) return [];
    const { input, previous_response_id: before, conversation } = inputs.get(call.ids[0] ?? '') ?? {};
    if (before !== undefined || conversation !== undefined) return [];
    const data = objectsIn(call.answer?.['data']);
    if (Array.isArray(input)) return ofInput(call, objectsIn(input), data);
    if (typeof input !== 'string') return [];
    if (data.length !== 1) return [{ call, path: 'data', due: 'one message, the input', came: data.length }];
    const came = at(data[0], 'content[0].text') ?? at(data[0], 'content');
    return [
      ...differences('message', data[0]?.['type'], 'data[0].type'),
      ...differences('user', data[0]?.['role'], 'data[0].role'),
      ...differences(input, came, 'data[0].content[0].text'),
    ].map((each) => ({ call, ...each }));
  });
}

/** Each message of an input is among the items, in whichever order these are listed. */
function ofInput(call: Call, input: readonly JsonObject[], data: readonly JsonObject[]): Broken[] {
  if (data.length !== input.length)
    return [{ call, path: 'data', due: `${input.length} items, as in the input`, came: data.length }];
  return input.flatMap((item) => {
    const text = textOf(item['content']);
    if ((item['type'] ?? 'message') !== 'message' || text === '') return [];
    const listed = data.some(
      (each) => each['type'] === 'message' && each['role'] === item['role'] && textOf(each['content']) === text,
    );
    return listed
      ? []
      : [{ call, path: 'data[].content', due: `the message "${text}" of the input`, came: data.length }];
  });
}

function textOf(content: Json | undefined): string {
  if (typeof content === 'string') return content;
  return objectsIn(content)
    .map(({ text }) => (typeof text === 'string' ? text : ''))
    .join('');
}

/**
 * Whether a list is empty since what it is of is not stored yet. It is looked at again then: one that was filled before, or
 * is empty when the test looks at it for the last time, stays so.
 */
function isNotYet(call: Call, calls: readonly Call[]): boolean {
  if (objectsIn(call.answer?.['data']).length > 0) return false;
  const looks = calls.filter(({ operation, ids }) => operation === call.operation && ids[0] === call.ids[0]);
  const now = looks.indexOf(call);
  const before = looks.slice(0, now).some(({ answer }) => objectsIn(answer?.['data']).length > 0);
  return !before && now < looks.length - 1;
}
