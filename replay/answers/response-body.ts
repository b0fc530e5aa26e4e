/** Answers as they are sent: a JSON body, or a stream of events; whole, or only so far. */
import type { Json, RecordedAnswer, StreamEvent } from '../recording/exchange.ts';
import type { Answer } from './answer.ts';
import { cut, torn } from './delivery.ts';

export const EVENT_STREAM = 'text/event-stream; charset=utf-8';

/** An event, and whether it brings a piece of what is said. */
export type Event = StreamEvent & { piece: boolean };

/** What ends a stream of OpenAI's. */
export const DONE: Event = { raw: 'data: [DONE]\n\n', piece: false };

/** A JSON body; of an answer that ends early, the head alone. */
export function wholeJson(json: Json, end: Answer['end']): RecordedAnswer {
  return ended({ status: 200, headers: { 'content-type': 'application/json' }, body: { json } }, end);
}

/** A stream of events, up to its end or up to so many pieces of it. */
export function streamed(events: readonly Event[], end: Answer['end']): RecordedAnswer {
  const head = { status: 200, headers: { 'content-type': EVENT_STREAM } };
  return ended({ ...head, events: events.map(plain) }, end, (pieces) => behind(events, pieces));
}

/**
 * An answer up to its end.
 * @param eventsOf how many events bring so many pieces
 */
export function ended(
  answer: RecordedAnswer,
  end: Answer['end'],
  eventsOf = (pieces: number) => pieces,
): RecordedAnswer {
  if (end === undefined || end.how === 'head') return answer;
  const events = eventsOf(end.after);
  if (end.how === 'torn') return torn(answer, events);
  const short = cut(answer, events);
  return end.how === 'held' ? { ...short, end: 'cut' } : short;
}

/** How many events bring so many pieces. */
function behind(events: readonly Event[], count: number): number {
  let seen = 0;
  const at = events.findIndex(({ piece }) => piece && ++seen > count);
  return at === -1 ? events.length : at;
}

function plain(event: Event): StreamEvent {
  if ('raw' in event) return { raw: event.raw };
  const { piece: _piece, ...plain } = event;
  return plain;
}
