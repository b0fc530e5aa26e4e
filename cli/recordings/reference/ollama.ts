/** Calls of Ollama's own API: those that a line of this project makes. */
import { jsonOf } from './answers.ts';
import type { Place } from './addresses.ts';
import { importedAt, type ImportedCall } from './imported-call.ts';
import type { SdkCall } from './format.ts';

/** Endpoints that are asked without a body, with the class of their answer. Both are listed at start-up, too. */
const ASKED: Readonly<Record<string, RegExp>> = { '/api/ps': /\.ProcessResponse$/, '/api/tags': /\.ListResponse$/ };

export function ollamaCall(call: SdkCall, place: Place): ImportedCall | string {
  const { endpoint } = call.request;
  const answer = ASKED[endpoint];
  if (answer === undefined)
    return `${endpoint} of Ollama's own API, which no line of this project asks for: its lines use /v1/…`;
  const { body } = call.response;
  if (body === null || Array.isArray(body) || !answer.test(body.__type__)) return `its answer is none of ${endpoint}`;
  return importedAt(place, call, { method: 'GET', path: place.path }, jsonOf(200, body.__data__));
}
