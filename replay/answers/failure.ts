import type { RecordedAnswer } from '../recording/exchange.ts';
import type { JsonObject } from '../recording/json.ts';
import type { Failure } from './answer.ts';
import type { Asked } from './request.ts';

/** https://platform.openai.com/docs/guides/error-codes */
const OPENAI = new Map([
  [401, 'authentication_error'],
  [403, 'permission_error'],
  [429, 'rate_limit_error'],
]);

/** https://docs.anthropic.com/en/api/errors */
const ANTHROPIC = new Map([
  [401, 'authentication_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [529, 'overloaded_error'],
]);

/** An error as the API that was asked words it. */
export function failureAnswer(failure: Failure, { api, search }: Asked): RecordedAnswer {
  const { status, message } = failure;
  const headers = Object.fromEntries(
    Object.entries(failure.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const json = search?.failure(status, message) ?? (api === 'messages' ? anthropic(failure) : openai(failure));
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: { json } };
}

function openai({ status, message, type, param, code }: Failure): JsonObject {
  const usual = OPENAI.get(status) ?? (status < 500 ? 'invalid_request_error' : 'server_error');
  return { error: { message, type: type ?? usual, param: param ?? null, code: code ?? null } };
}

function anthropic({ status, message, type }: Failure): JsonObject {
  const usual = ANTHROPIC.get(status) ?? (status < 500 ? 'invalid_request_error' : 'api_error');
  return { type: 'error', error: { type: type ?? usual, message } };
}
