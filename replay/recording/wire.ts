import { answerChunks } from './body.ts';
import type { RecordedAnswer } from './exchange.ts';
import { eventText } from './sse.ts';

/** A recorded answer as HTTP/1.1 sends it. */
export interface Wire {
  headers: Record<string, string | number>;
  /** The body with its framing: all that goes out behind the headers. */
  bytes: Buffer;
  /** Whether `bytes` is framed as chunks. An answer that broke off has no last one. */
  chunked: boolean;
  /** How many events it is, for a stream of events. */
  events: number | undefined;
}

/** Whether an SDK tries a status again after a pause; the pause is no part of what is tested, so replay makes it short. */
const isRetried = (status: number): boolean => [408, 409, 429].includes(status) || status >= 500;

/**
 * A recorded answer as replay serves it. The pause that a provider asks for was made when it was recorded; `retry-after-ms`,
 * which SDKs read first, makes it short, and `retry-after` stays, since a stack may pass it on.
 */
export function withoutPause(answer: RecordedAnswer): RecordedAnswer {
  const { 'retry-after': seconds, 'retry-after-ms': milliseconds } = answer.headers;
  if (!isRetried(answer.status) || (seconds === undefined && milliseconds === undefined)) return answer;
  return { ...answer, headers: { ...answer.headers, 'retry-after-ms': '1' } };
}

/** All attempts on a recording share its answers, and an answer is made into bytes once. */
const made = new WeakMap<RecordedAnswer, Wire>();

/** The answer with every recorded chunk as a chunk of HTTP of its own, which its reader gets as one. */
export function wireOf(answer: RecordedAnswer): Wire {
  const known = made.get(answer);
  if (known !== undefined) return known;
  const wire = makeWire(answer);
  made.set(answer, wire);
  return wire;
}

function makeWire(answer: RecordedAnswer): Wire {
  const headers: Record<string, string> = { ...answer.headers };
  if (isRetried(answer.status) && headers['retry-after'] === undefined && headers['retry-after-ms'] === undefined) {
    headers['retry-after-ms'] = '1';
  }
  if (answer.events === undefined && answer.chunks === undefined && answer.end === undefined) {
    const bytes = Buffer.concat(answerChunks(answer));
    return { headers: { ...headers, 'content-length': bytes.length }, bytes, chunked: false, events: undefined };
  }
  const events = answer.events?.length;
  return { headers: { ...headers, 'transfer-encoding': 'chunked' }, bytes: framed(answer), chunked: true, events };
}

/** How many of the bytes behind the head are of the first chunks of an answer in chunks; none of an answer that has none. */
export function bytesOf(answer: RecordedAnswer, chunks: number): number {
  if (!wireOf(answer).chunked) return 0;
  return Buffer.concat(framesOf(answer).slice(0, chunks)).length;
}

/**
 * The answer, held as its bytes. Its events are made again, as texts, when they are asked for, which replay hardly ever
 * does: those of thousands of answers would be what every collection of garbage goes through.
 */
export function heldAsBytes(answer: RecordedAnswer): RecordedAnswer {
  const wire = wireOf(answer);
  const { events, ...rest } = answer;
  if (events === undefined) return answer;
  const lengths = events.map((event) => Buffer.byteLength(eventText(event)));
  const held: RecordedAnswer = {
    ...rest,
    get events() {
      const bytes = unframed(wire.bytes);
      let end = 0;
      return lengths.map((length) => ({ raw: bytes.toString('utf8', end, (end += length)) }));
    },
  };
  made.set(held, wire);
  return held;
}

/** What the chunks hold. */
function unframed(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const begin = bytes.indexOf('\r\n', at) + 2;
    const length = Number.parseInt(bytes.toString('latin1', at, begin), 16);
    pieces.push(bytes.subarray(begin, begin + length));
    at = begin + length + 2;
  }
  return Buffer.concat(pieces);
}

/** The chunked coding of RFC 9112, section 7.1. An empty chunk would be the end, and is left out. */
function framed(answer: RecordedAnswer): Buffer {
  const { events, chunks, end } = answer;
  const last = end === undefined ? '0\r\n\r\n' : '';
  if (events !== undefined && chunks === undefined) {
    const texts = events.map(eventText).filter((text) => text !== '');
    const frames = texts.map((text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
    return Buffer.from(frames.join('') + last);
  }
  return Buffer.concat([...framesOf(answer), Buffer.from(last)]);
}

/** Each chunk in its frame. */
function framesOf(answer: RecordedAnswer): Buffer[] {
  return answerChunks(answer)
    .filter(({ length }) => length > 0)
    .map((chunk) => Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]));
}

const TOKENS = '"total_tokens":';

/** The tokens that an answer says it took, by the last `total_tokens` of its usage. */
export function tokensIn(bytes: Buffer): number | undefined {
  const at = bytes.lastIndexOf(TOKENS);
  if (at === -1) return undefined;
  const count = Number.parseInt(bytes.toString('latin1', at + TOKENS.length, at + TOKENS.length + 12), 10);
  return Number.isNaN(count) ? undefined : count;
}
