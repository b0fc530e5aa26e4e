/** Searches, which the reference's recorder keeps under what was asked, whichever test asked first. */
import { asJson, eachString, isObject } from '../../../replay/recording/json.ts';
import { changeJoined } from '../../../replay/recording/joined.ts';
import type { ImportedCall } from './imported-call.ts';

/** The searches that a test makes and another one recorded: those whose query models asked it for, or were told of. */
export function searchesFor<Call extends ImportedCall>(own: readonly Call[], searches: readonly Call[]): Call[] {
  const texts: string[] = [];
  for (const { exchange } of own) {
    const { request, response } = exchange;
    for (const part of [request, response]) eachString(asJson(part), (text) => texts.push(text));
    // What a model asks for comes in pieces.
    changeJoined(response.events ?? [], (pieces) => {
      texts.push(pieces.join(''));
      return undefined;
    });
  }
  return searches.filter((search) => {
    const query = queryOf(search);
    if (query === undefined || own.includes(search)) return false;
    // As it stands in the arguments of a tool call.
    const written = JSON.stringify(query);
    return texts.some((text) => text.includes(written));
  });
}

/** What a search asks for; undefined for another call. */
export function queryOf({ exchange: { request } }: ImportedCall): string | undefined {
  if (request.path !== '/search') return undefined;
  const body = request.body !== undefined && 'json' in request.body ? request.body.json : undefined;
  return isObject(body) && typeof body['query'] === 'string' ? body['query'] : undefined;
}
