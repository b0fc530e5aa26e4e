/** Times are in order. */
import { isObject, type JsonObject } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import { type Broken, isNumber, objectsIn, type Relation } from './relation.ts';

/** Times of an object, each no earlier than those before it. */
const ORDERS: readonly (readonly string[])[] = [
  ['created_at', 'in_progress_at', 'finalizing_at', 'completed_at', 'expires_at'],
  ['created_at', 'in_progress_at', 'failed_at'],
  ['created_at', 'cancelling_at', 'cancelled_at'],
  ['created_at', 'last_active_at'],
];

export const times: Relation = {
  name: 'times in order',
  holds: 'nothing ends or expires before it was created',
  source: 'OpenAI OpenAPI: Batch, Response, VectorStoreObject, OpenAIFile, their times',
  check: (calls) => calls.flatMap((call) => timedIn(call).flatMap(({ object, path }) => ofObject(call, object, path))),
};

function timedIn({ answer, events }: Call): { object: JsonObject; path: string }[] {
  const last = events?.findLast((event) => isObject(event['response']))?.['response'];
  const objects = isObject(last) ? [{ object: last, path: '' }] : [];
  if (answer === undefined) return objects;
  return [
    { object: answer, path: '' },
    ...objectsIn(answer['data']).map((object, n) => ({ object, path: `data[${n}].` })),
  ];
}

function ofObject(call: Call, object: JsonObject, path: string): Broken[] {
  return ORDERS.flatMap((names) => {
    const given = names.flatMap((name) => {
      const time = object[name];
      return isNumber(time) ? [{ name, time }] : [];
    });
    return given.flatMap(({ name, time }, n) => {
      const before = given[n - 1];
      if (before === undefined || before.time <= time) return [];
      return [{ call, path: path + name, due: `no earlier than ${before.name}, which is ${before.time}`, came: time }];
    });
  });
}
