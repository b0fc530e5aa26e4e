/** Old recordings as today's code would write them, without a change of what they match and what they replay. */
import { isDeepStrictEqual } from 'node:util';
import { answerChunks, textBody } from '../../replay/recording/body.ts';
import type { ProviderExchange, RecordedAnswer, RecordedRequest } from '../../replay/recording/exchange.ts';
import { isDocument, storedAnswer } from '../../replay/recording/documents.ts';
import { recordingText } from '../../replay/recording/file-text.ts';
import type { ProvidersRecording, StackRecording } from '../../replay/recording/format.ts';
import { Redaction } from '../../replay/secrets/redaction.ts';
import { eventText, toEvent } from '../../replay/recording/sse.ts';

const redaction = new Redaction({});

export type AnyRecording = ProvidersRecording | StackRecording;

export interface Normalized {
  text: string;
  /** What today's rules would change, too, but which would change replayed bytes. */
  left: string[];
}

/**
 * A recording in today's layout and order of fields, requests without the values of secret fields, JSON that was stored as
 * text kept by value where that gives the same bytes.
 * @param title the test's title, where the recording states another one
 * @throws when the result would not match or replay as `recording` does: a fault of this file
 */
export function normalized(recording: AnyRecording, title = recording.test): Normalized {
  const after = { ...tidy(recording), test: title };
  const [old, now] = [exchangesOf(recording), exchangesOf(after)];
  assertSame(old, now);
  const left = old.flatMap(({ response }, i) =>
    isDeepStrictEqual(redaction.answer(response), response)
      ? []
      : [`The answer of exchange ${i + 1} holds the value of a secret field. Record the test again to replace it.`],
  );
  return { text: recordingText(after), left };
}

type Exchange = { request: RecordedRequest; response: RecordedAnswer };

export function exchangesOf(recording: AnyRecording): readonly Exchange[] {
  return recording.seam === 'stack' ? recording.calls : recording.exchanges;
}

function tidy(recording: AnyRecording): AnyRecording {
  // The order of the fields is the schema's: parsing gave it.
  if (recording.seam === 'stack') {
    const { calls, ...header } = recording;
    const tidied = calls.map(tidyExchange);
    return { ...header, calls: tidied.map((call) => ({ ...call, response: storedOf(call) })) };
  }
  const from = Object.fromEntries(
    Object.entries(recording.from)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, origin]) => [name, { ...origin, models: [...origin.models].sort() }]),
  );
  const exchanges = recording.exchanges.map(({ source, ...exchange }): ProviderExchange => {
    const { request, response, ...rest } = tidyExchange(exchange);
    const own = source === undefined || source === from[exchange.provider]?.source ? {} : { source };
    return { ...rest, ...own, request, response };
  });
  return { ...recording, from, exchanges };
}

function tidyExchange<T extends Exchange>(exchange: T): T {
  return { ...exchange, request: redaction.request(exchange.request), response: tidyAnswer(exchange.response) };
}

function tidyAnswer({ body, events, chunks, ...rest }: RecordedAnswer): RecordedAnswer {
  const { status, headers, end } = rest;
  const tidied = events?.map((event) => toEvent(eventText(event)));
  const whole = chunks !== undefined && tidied !== undefined && isOneEventEach(chunks, tidied.map(eventText));
  return {
    status,
    headers,
    ...(body === undefined ? {} : { body: 'text' in body ? textBody(body.text, headers['content-type'] ?? '') : body }),
    ...(tidied === undefined ? {} : { events: tidied }),
    ...(chunks === undefined || whole ? {} : { chunks }),
    ...(end === undefined ? {} : { end }),
  };
}

function isOneEventEach(chunks: readonly number[], events: readonly string[]): boolean {
  return chunks.length === events.length && chunks.every((length, i) => length === Buffer.byteLength(events[i] ?? ''));
}

/** A document that was kept whole, by its digest. */
function storedOf({ request, response }: Exchange): RecordedAnswer {
  return isDocument(response) ? response : storedAnswer(request, response);
}

/** Proves that two lists of exchanges match the same requests and replay the same chunks, byte for byte. */
export function assertSame(old: readonly Exchange[], now: readonly Exchange[]): void {
  const different = old.findIndex((was, i) => {
    const is = now[i];
    return is === undefined || !sameRequest(was, is) || !sameAnswer(was, is.response);
  });
  if (different === -1 && old.length === now.length) return;
  throw new Error(
    `Exchange ${different + 1} would not match or replay as before, so the file was left as it is. This is a fault of "normalize": please report it with the file.`,
  );
}

/** The gateway compares redacted requests, so redaction alone changes no matching. */
function sameRequest(was: Exchange, is: Exchange): boolean {
  return isDeepStrictEqual(redaction.request(was.request), is.request);
}

function sameAnswer(exchange: Exchange, is: RecordedAnswer): boolean {
  const was = isDocument(is) ? storedOf(exchange) : exchange.response;
  if (was.status !== is.status || was.end !== is.end || !isDeepStrictEqual(was.headers, is.headers)) return false;
  if ((was.events === undefined) !== (is.events === undefined)) return false;
  // It is not replayed as bytes at all.
  if (isDocument(was) || isDocument(is)) return isDeepStrictEqual(was.body, is.body);
  const [before, after] = [answerChunks(was), answerChunks(is)];
  return before.length === after.length && before.every((chunk, i) => chunk.equals(after[i] ?? Buffer.alloc(0)));
}
