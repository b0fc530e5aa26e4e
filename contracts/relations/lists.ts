/** Lists hold what they are said to hold. */
import type { Json } from '../../replay/recording/exchange.ts';
import { isObject } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import { type Broken, type Relation, typeOf } from './relation.ts';

export const lists: Relation = {
  name: 'no null items',
  holds: 'no item of a list is null',
  source: 'OpenAI OpenAPI: the items of every array, none of which is nullable',
  check: (calls) => calls.flatMap((call) => valuesOf(call).flatMap(({ value, path }) => nullsIn(call, value, path))),
};

function valuesOf({ body, events }: Call): { value: Json; path: string }[] {
  if (body !== undefined) return [{ value: body, path: '' }];
  return (events ?? []).map((event) => ({ value: event, path: typeOf(event) }));
}

function nullsIn(call: Call, value: Json, path: string): Broken[] {
  if (Array.isArray(value)) {
    // No vector has any.
    if (typeof value[0] === 'number') return [];
    return value.flatMap((item, n) => {
      const at = `${path}[${n}]`;
      return item === null ? [{ call, path: at, due: 'an item', came: null }] : nullsIn(call, item, at);
    });
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    // What a text completion says of its first token.
    if (name === 'token_logprobs' || name === 'top_logprobs') return [];
    return nullsIn(call, member, path === '' ? name : `${path}.${name}`);
  });
}
