/** The HTTP status of an answer agrees with its body. */
import { isObject } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import type { Broken, Relation } from './relation.ts';

export const status: Relation = {
  name: 'status agrees with body',
  holds: 'what was done is answered with 200, or 204 and no body; what was not with 4xx or 5xx and an error',
  source: 'OpenAI OpenAPI: responses of each operation; RFC 9110, section 15',
  check: (calls) =>
    calls.flatMap((call) => {
      const due = statusDue(call);
      return due === undefined ? [] : [{ call, path: 'status', due, came: call.status }];
    }),
};

/** What the status would have to be, in words; undefined where it is as it should be. */
function statusDue({ status: came, body, streamed, operation }: Call): Broken['due'] | undefined {
  if (operation.startsWith('HEAD ')) return undefined;
  if (came >= 400) {
    if (streamed) return '200, since the answer is a stream of events';
    return isObject(body) && !isError(body) ? '200, since the answer is no error' : undefined;
  }
  if (came === 204) return body === undefined && !streamed ? undefined : '200, since the answer has a body';
  if (came !== 200) return 200;
  return isObject(body) && isError(body) ? '4xx or 5xx, since the answer is an error' : undefined;
}

/** A failed response, batch or job says what its error is too, but is an object with an id. */
function isError(body: Readonly<Record<string, unknown>>): boolean {
  if (['id', 'object', 'job_id'].some((name) => name in body)) return false;
  return (body['error'] ?? body['detail'] ?? null) !== null;
}
