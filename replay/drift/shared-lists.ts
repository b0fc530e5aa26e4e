/**
 * How drift compares lists of what all tests share. Which of an attempt's own objects a page shows, and where the page
 * ends, is the doing of all tests that run beside it; what an object looks like in the list is the stack's.
 */
import type { Bindings } from '../matching/bindings.ts';
import type { ClientExchange, Json, RecordedAnswer } from '../recording/exchange.ts';
import { idOf, isSharedList, listIn, type List } from './own-items.ts';

/** Calls with the pages of one listing as one call, whose list has the items of all: how many pages it takes is chance. */
export function joinPages(calls: readonly (ClientExchange | null)[]): (ClientExchange | null)[] {
  const joined: (ClientExchange | null)[] = [];
  for (const call of calls) {
    const before = joined.at(-1);
    const whole = call && before ? joinedPage(before, call) : undefined;
    if (whole === undefined) joined.push(call);
    else joined[joined.length - 1] = whole;
  }
  return joined;
}

function joinedPage(before: ClientExchange, next: ClientExchange): ClientExchange | undefined {
  const [was, is] = [listIn(before.response.body), listIn(next.response.body)];
  const goesOn =
    isSharedList(next) &&
    before.request.path === next.request.path &&
    cursorOf(next) !== null &&
    kept(before) === kept(next);
  if (!goesOn || was === undefined || is === undefined) return undefined;
  const whole = { ...was, ...is, data: [...was.data, ...is.data] };
  return { request: before.request, response: { ...next.response, body: { json: whole } } };
}

function cursorOf({ request }: ClientExchange): string | null {
  return new URLSearchParams(request.query).get('after');
}

/** The query without its cursor. */
function kept({ request }: ClientExchange): string {
  const query = new URLSearchParams(request.query);
  query.delete('after');
  return query.toString();
}

/** A call with no object of another test in its question: a listing may go on after any. */
export function withoutCursor(call: ClientExchange): ClientExchange {
  if (!isSharedList(call) || cursorOf(call) === null) return call;
  const { query: _, ...request } = call.request;
  return { ...call, request: { ...request, query: `${kept(call)}&after=any` } };
}

/**
 * Two answers to one listing, ready to be compared: its frame tells of others' objects, so only its form is left; and of
 * a part of the whole list only those items are left that both show.
 */
export function comparableLists(
  recorded: ClientExchange,
  live: ClientExchange,
  bindings: Bindings,
): [RecordedAnswer, RecordedAnswer] {
  const [was, is] = [listIn(recorded.response.body), listIn(live.response.body)];
  if (!isSharedList(live) || was === undefined || is === undefined) return [recorded.response, live.response];
  const partial =
    [recorded, live].some((call) => cursorOf(call) !== null) || [was, is].some((list) => list.has_more === true);
  const shown = (list: Json[], id: string | undefined) => id !== undefined && list.some((item) => idOf(item) === id);
  const both = (item: Json, other: Json[], standsFor: (id: string) => string | undefined) =>
    !partial || shown(other, standsFor(idOf(item) ?? ''));
  return [
    answerWith(
      recorded,
      was,
      was.data.filter((item) => both(item, is.data, (id) => bindings.liveOf(id))),
    ),
    answerWith(
      live,
      is,
      is.data.filter((item) => both(item, was.data, (id) => bindings.recordedOf(id))),
    ),
  ];
}

function answerWith({ response }: ClientExchange, list: List, data: Json[]): RecordedAnswer {
  const frame = Object.entries(list).map(([key, value]): [string, Json] => [key, FRAME[key]?.(value) ?? value]);
  return { ...response, body: { json: { ...Object.fromEntries(frame), data } } };
}

/** The fields around the items: that they are there is the stack's, what they say is not. */
const FRAME: Readonly<Record<string, (value: Json) => string>> = {
  has_more: (value) => typeof value,
  first_id: () => 'any',
  last_id: () => 'any',
};
