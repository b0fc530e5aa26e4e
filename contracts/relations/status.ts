/** The HTTP status of an answer agrees with its body. */
import type { Json } from '../../replay/recording/exchange.ts';
import { isObject } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import type { Broken, Relation } from './relation.ts';

export const status: Relation = {
  name: 'status agrees with body',
  holds:
    'what was done is answered with 200, or 204 and no body; what was not with 4xx or 5xx and an error, which names no other status',
  source: 'OpenAI OpenAPI: responses of each operation; Anthropic API: Errors; RFC 9110, section 15',
  check: (calls) =>
    calls.flatMap((call) => {
      const due = statusDue(call);
      return due === undefined ? [] : [{ call, path: 'status', due, came: call.status }];
    }),
};

/** What an error of Anthropic's API says of its status. */
const TYPES: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  overloaded_error: 529,
};

/** The status that an error names, by a number of three digits or by the type that Anthropic's API has for it. */
function named(body: Json | undefined): number | undefined {
  const error = isObject(body) ? body['error'] : undefined;
  if (!isObject(body) || !isObject(error)) return undefined;
  const { code, type } = error;
  if (typeof code === 'number' && code >= 400 && code < 600) return code;
  return body['type'] === 'error' && typeof type === 'string' ? TYPES[type] : undefined;
}

/** What the status would have to be, in words; undefined where it is as it should be. */
function statusDue({ status: came, body, streamed, operation }: Call): Broken['due'] | undefined {
  if (operation.startsWith('HEAD ')) return undefined;
  if (came >= 400) {
    if (streamed) return '200, since the answer is a stream of events';
    const code = named(body);
    if (code !== undefined && code !== came) return `${code}, which the error names`;
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
