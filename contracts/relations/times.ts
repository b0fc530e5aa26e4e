/** Times are in order, and those of what a test makes are of its own span. */
import type { Json } from '../../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import { type Broken, isNumber, objectsIn, type Relation, type Span } from './relation.ts';

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

/** When something happened to an object. When it will expire is no such time. */
const PAST = [
  'created_at',
  'in_progress_at',
  'finalizing_at',
  'completed_at',
  'failed_at',
  'cancelling_at',
  'cancelled_at',
  'ended_at',
  'last_active_at',
];

/** How far the clocks of a stack and of a test may be apart, in seconds: less than any mistaken time zone or unit. */
const APART = 60;

export const nearNow: Relation = {
  name: 'times near now',
  holds: 'what a test makes is made, and ends, while the test runs, up to a minute',
  source: 'OpenAI OpenAPI: Batch, Response, VectorStoreObject, OpenAIFile, created_at in seconds since 1970',
  check: (calls, _, span) => {
    if (span === undefined) return [];
    const made = new Set<Json>();
    return calls.flatMap((call) =>
      timedIn(call).flatMap(({ object, path }) => {
        const id = object['id'] ?? null;
        // A call with the id of an object at its end changes it.
        const makes = path === '' && /^POST .*[^}]$/.test(call.operation);
        if (makes && id !== null) made.add(id);
        return makes || made.has(id) ? ofSpan(call, object, path, span) : [];
      }),
    );
  },
};

function ofSpan(call: Call, object: JsonObject, path: string, { from, to }: Span): Broken[] {
  return PAST.flatMap((name) => {
    const came = object[name] ?? null;
    const time = typeof came === 'string' ? Date.parse(came) / 1000 : came;
    if (!isNumber(time) || (time >= from - APART && time <= to + APART)) return [];
    return [{ call, path: path + name, due: `from ${Math.floor(from)} to ${Math.ceil(to)}, as the test ran`, came }];
  });
}
