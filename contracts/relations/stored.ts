/** What is retrieved or listed is what was last returned for its id. */
import { isObject, type JsonObject } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import { isRunning } from './running.ts';
import { at, type Broken, differences, objectsIn, type Relation } from './relation.ts';

/** Members that change without a call that changes them, by the kind of object. */
const CHANGES: Readonly<Record<string, readonly string[]>> = {
  vector_store: ['usage_bytes', 'file_counts', 'status', 'last_active_at', 'expires_at'],
  'vector_store.file': ['usage_bytes', 'status', 'last_error'],
  'vector_store.files_batch': ['status', 'file_counts'],
  'vector_store.file_batch': ['status', 'file_counts'],
  skill: ['default_version', 'latest_version'],
  prompt: ['is_default'],
  // Own numbers of a server, which the API does not have.
  'chat.completion': ['timings'],
  'file_processing.job': ['result'],
};

/** Members that only what is stored has. */
const MORE = ['input', 'input_messages'];

/** Calls that return an object to keep: of a list, each of its items. */
export const stored: Relation = {
  name: 'stored as returned',
  holds: 'an object is retrieved, and listed, as it was created or last changed, once its work is done',
  source: 'OpenAI API reference: retrieve and list of Files, Vector stores, Responses, Conversations, Chat, Batch',
  check: (calls) => {
    const known = new Map<string, JsonObject>();
    return calls.flatMap((call) => {
      const found = objectsOf(call).flatMap(({ object, path }) => {
        const key = keyOf(object, call);
        const before = key === undefined ? undefined : known.get(key);
        // What is only listed may be another test's, which changes it meanwhile.
        if (key !== undefined && (before !== undefined || path === '')) known.set(key, object);
        return before === undefined || changes(call) ? [] : ofObject(call, before, object, path);
      });
      return found;
    });
  },
};

function ofObject(call: Call, before: JsonObject, now: JsonObject, path: string): Broken[] {
  if (isRunning(before) || isRunning(now)) return [];
  const leave = new Set(CHANGES[kindOf(before)]);
  return [
    ...differences(before, now, '', leave),
    // What is there now and was not before. A member that is null says no more than one that is absent.
    ...differences(now, before, '', new Set([...leave, ...MORE]))
      .filter((each) => (each.came ?? null) === null)
      .map(({ path: more, due }) => ({ path: more, due: 'nothing, as before', came: due })),
  ].map((each) => ({ call, ...each, path: path + each.path }));
}

/** Whether a call is to change the object that it returns. */
function changes({ operation }: Call): boolean {
  return !operation.startsWith('GET ');
}

function objectsOf(call: Call): { object: JsonObject; path: string }[] {
  const { answer, events, operation } = call;
  const last = events?.findLast((event) => isObject(event['response']))?.['response'];
  if (isObject(last)) return [{ object: last, path: '' }];
  if (answer === undefined) return [];
  if (answer['object'] === 'list' || Array.isArray(answer['data'])) {
    // The pages of a search and the vectors of texts are no objects that are kept.
    if (!operation.startsWith('GET ') && operation !== 'POST /v1/conversations/{id}/items') return [];
    return objectsIn(answer['data']).map((object, n) => ({ object, path: `data[${n}].` }));
  }
  return [{ object: answer, path: '' }];
}

function keyOf(object: JsonObject, { operation, ids }: Call): string | undefined {
  const id = object['id'] ?? object['prompt_id'] ?? object['job_id'];
  if (typeof id !== 'string' || object['deleted'] === true) return undefined;
  const within = /vector_stores\/\{id\}|conversations\/\{id\}|input_items|skills\/\{id\}\/versions/.test(operation)
    ? ids[0]
    : undefined;
  const version = at(object, 'version');
  const where = kindOf(object) === 'vector_store.file' || operation.includes('items') ? (within ?? '') : '';
  return [kindOf(object), where, id, typeof version === 'number' ? version : ''].join(' ');
}

function kindOf(object: JsonObject): string {
  if (object['job_id'] !== undefined) return 'file_processing.job';
  const kind = object['object'] ?? (object['prompt_id'] === undefined ? object['type'] : 'prompt');
  return typeof kind === 'string' ? kind : '';
}
