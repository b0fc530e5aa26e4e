/** The ids of objects have the form of their kind. */
import type { Json } from '../../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import { type Broken, type Relation, typeOf } from './relation.ts';

/** What the id of a kind of object begins with. */
const PREFIXES: Readonly<Record<string, RegExp>> = {
  response: /^resp_/,
  file: /^file[-_]/,
  vector_store: /^vs_/,
  batch: /^batch_/,
  conversation: /^conv_/,
  message_batch: /^msgbatch_/,
  interaction: /^interaction-/,
};

export const idForms: Relation = {
  name: 'ids have their form',
  holds:
    'an id begins as those of its kind do, and goes on with a UUID, hexadecimal digits, or letters and digits of both cases',
  source:
    'OpenAI OpenAPI: the examples of Response.id, OpenAIFile.id, VectorStoreObject.id, Batch.id, ConversationResource.id',
  check: (calls) =>
    calls.flatMap((call) => {
      const values: readonly JsonObject[] = call.answer === undefined ? (call.events ?? []) : [call.answer];
      return values.flatMap((value) => idsIn(call, value, call.events === undefined ? '' : `${typeOf(value)} `));
    }),
};

function idsIn(call: Call, value: Json, path: string): Broken[] {
  if (Array.isArray(value)) {
    return typeof value[0] === 'number' ? [] : value.flatMap((item, n) => idsIn(call, item, `${path}[${n}]`));
  }
  if (!isObject(value)) return [];
  const { id } = value;
  const prefix = PREFIXES[kindOf(value)];
  const before = path === '' || path.endsWith(' ') ? path : `${path}.`;
  const due = `${prefix?.source.slice(1)} and a UUID or the like`;
  return [
    ...(prefix === undefined || (typeof id === 'string' && isFormed(id, prefix))
      ? []
      : [{ call, path: `${before}id`, due, came: id }]),
    ...['response', 'interaction', 'data'].flatMap((name) => idsIn(call, value[name] ?? null, before + name)),
  ];
}

function kindOf({ object, type }: JsonObject): string {
  const kind = object ?? type;
  return typeof kind === 'string' ? kind : '';
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HEX = /^[0-9a-f]{16,}$/;
const LETTERS = /^(?=.*[A-Z])[0-9A-Za-z]{20,}$/;

function isFormed(id: string, prefix: RegExp): boolean {
  const rest = id.replace(prefix, '');
  return rest !== id && (UUID.test(rest) || HEX.test(rest) || LETTERS.test(rest));
}
