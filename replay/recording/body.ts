import { createHash } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import type { Body, FormPart, RecordedAnswer } from './exchange.ts';
import { wholeJson } from './json.ts';
import { readJson, writeJson } from './json-text.ts';
import { boundaryOf, parseMultipart, type RawPart } from './multipart.ts';
import { eventText, splitEvents, splitLines, toEvent } from './sse.ts';

/** Bytes of other than text beyond this size are kept as their length and digest only, in requests. */
const LARGE = 64 * 1024;

/** A request's body as stored and compared; undefined when it is empty. JSON requests are kept by value. */
export function requestBody(bytes: Buffer, contentType: string): Body | undefined {
  if (bytes.length > 0 && isJson(contentType) && isUtf8(bytes)) {
    // What is no JSON after all is kept as text, so that a spec about bad requests has its recording.
    const json = wholeJson(bytes.toString('utf8'));
    if (json !== undefined) return { json };
  }
  return bytesToBody(bytes, contentType);
}

/** A request's body as stored, exactly; undefined when it is empty. */
export function bytesToBody(bytes: Buffer, contentType: string): Body | undefined {
  if (bytes.length === 0) return undefined;
  const boundary = boundaryOf(contentType);
  const parts = boundary === undefined ? undefined : parseMultipart(bytes, boundary);
  if (parts !== undefined) return { form: parts.map(formPart) };
  if (isUtf8(bytes)) {
    const text = bytes.toString('utf8');
    const body = isJson(contentType) ? jsonBody(text) : undefined;
    // It is compared, so what is written otherwise is another request.
    return body !== undefined && 'json' in body && !('numbers' in body) && !('style' in body) ? body : { text };
  }
  if (bytes.length > LARGE) return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  return { base64: bytes.toString('base64') };
}

function formPart({ bytes, type, ...part }: RawPart): FormPart {
  const nested = type === undefined || boundaryOf(type) !== undefined ? 'text/plain' : type;
  const content = bytesToBody(bytes, nested) ?? { text: '' };
  return { ...part, ...(type === undefined ? {} : { type }), content };
}

/** A text that is JSON, by its value and how it is written. */
function jsonBody(text: string): Body | undefined {
  const written = text.trimEnd();
  const read = readJson(written);
  if (read === undefined) return undefined;
  return written.length === text.length ? read : { ...read, end: text.slice(written.length) };
}

/** An answer's text as stored: objects and lists by their value, whatever type their sender gives them. */
export function textBody(text: string, contentType: string): Body {
  return (isJson(contentType) || /^[[{]/.test(text) ? jsonBody(text) : undefined) ?? { text };
}

/** An answer's body part of a recording, from the network chunks that it came in. */
export function answerContent(
  chunks: readonly Buffer[],
  contentType: string,
): Pick<RecordedAnswer, 'body' | 'events' | 'chunks'> {
  const bytes = Buffer.concat(chunks);
  const split = /^text\/event-stream/i.test(contentType)
    ? splitEvents
    : /^application\/(x-ndjson|jsonl)/i.test(contentType)
      ? splitLines
      : undefined;
  if (bytes.length === 0) return split === undefined ? {} : { events: [] };
  if (!isUtf8(bytes)) {
    const body = { base64: bytes.toString('base64') };
    return split === undefined || chunks.length === 1 ? { body } : { body, chunks: lengths(chunks) };
  }
  if (split === undefined) return { body: textBody(bytes.toString('utf8'), contentType) };
  const texts = split(bytes.toString('utf8'));
  const whole =
    chunks.length === texts.length && chunks.every((chunk, i) => chunk.length === Buffer.byteLength(texts[i] ?? ''));
  return { events: texts.map(toEvent), ...(whole ? {} : { chunks: lengths(chunks) }) };
}

/** The network chunks of a recorded answer: joined, they are the bytes that came. Throws for a digest. */
export function answerChunks(answer: RecordedAnswer): Buffer[] {
  const body = answer.body === undefined ? [] : [bodyBytes(answer.body)];
  const pieces = answer.events?.map((event) => Buffer.from(eventText(event))) ?? body;
  if (answer.chunks === undefined) return pieces;
  const bytes = Buffer.concat(pieces);
  const chunks: Buffer[] = [];
  let at = 0;
  for (const length of answer.chunks) chunks.push(bytes.subarray(at, (at += length)));
  if (at < bytes.length) chunks.push(bytes.subarray(at));
  return chunks;
}

function lengths(chunks: readonly Buffer[]): number[] {
  return chunks.map((chunk) => chunk.length);
}

/** The bytes of an answer's body. Throws for a digest. */
export function bodyBytes(body: Body): Buffer {
  if ('json' in body) return Buffer.from(writeJson(body) + (body.end ?? ''));
  if ('text' in body) return Buffer.from(body.text);
  if ('base64' in body) return Buffer.from(body.base64, 'base64');
  throw new Error(
    'An answer was recorded by its digest or as a form, which cannot be sent again. Run the test on a stack, or record it again.',
  );
}

function isJson(contentType: string): boolean {
  return /^application\/([\w.+-]+\+)?json\b/i.test(contentType);
}
