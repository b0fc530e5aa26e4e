/** How an answer goes out, otherwise than at once, as it stands and to its end: by its own wish, or that of a whole run. */
import { z } from 'zod';
import { answerChunks, bodyBytes } from '../recording/body.ts';
import type { RecordedAnswer } from '../recording/exchange.ts';
import { eventText } from '../recording/sse.ts';

const milliseconds = z.int().min(0).max(60_000);

/** What the HTML standard allows in a stream of events (section 9.2.6), and few servers send. */
const framing = z.strictObject({
  lineEnd: z.enum(['\r\n', '\r']).optional(),
  /** Comments between events and within them. */
  comments: z.boolean().optional(),
  /** Fields besides `event` and `data`: `id`, `retry`, and one that is unknown. */
  fields: z.boolean().optional(),
  byteOrderMark: z.boolean().optional(),
});
export type Framing = z.infer<typeof framing>;

export const Delivery = z.strictObject({
  /** Before its first byte. */
  delay: milliseconds.optional(),
  /** Behind so many events of a stream; of another answer, behind its head. */
  pause: z.strictObject({ after: z.int().min(0), milliseconds }).optional(),
  /** The bytes of each chunk. */
  chunkBytes: z.int().positive().optional(),
  framing: framing.optional(),
});
export type Delivery = z.infer<typeof Delivery>;

/** An answer, and how it goes out. */
export interface Sent {
  answer: RecordedAnswer;
  /** Milliseconds before its first byte. */
  delay?: number;
  /** Behind so many of its chunks. */
  pause?: { chunks: number; milliseconds: number };
  /** The connection is closed instead: before anything is answered, or in the middle of the headers. */
  closes?: 'before the head' | 'in the head';
}

/** An answer as its delivery wants it. */
export function sent(answer: RecordedAnswer, { delay, pause, chunkBytes, framing }: Partial<Delivery>): Sent {
  const framed = framing === undefined ? answer : reframed(answer, framing);
  const whole = chunkBytes === undefined ? framed : rechunked(framed, chunkBytes);
  return {
    answer: whole,
    ...(delay === undefined ? {} : { delay }),
    ...(pause === undefined
      ? {}
      : { pause: { chunks: chunksBefore(whole, pause.after), milliseconds: pause.milliseconds } }),
  };
}

/** The same bytes in chunks of so many; an answer without a body, or that never began, stays. */
export function rechunked(answer: RecordedAnswer, size: number): RecordedAnswer {
  if (answer.body === undefined && answer.events === undefined) return answer;
  const { chunks: _chunks, ...rest } = answer;
  const length = answerChunks(answer).reduce((sum, chunk) => sum + chunk.length, 0);
  const chunks = Array.from({ length: Math.ceil(length / size) }, (_, at) => Math.min(size, length - at * size));
  return length === 0 ? answer : { ...rest, chunks };
}

/** The first events of a stream, and half of the next; of another answer half its body. Then the connection breaks. */
export function torn(answer: RecordedAnswer, events: number): RecordedAnswer {
  const { body, events: all, chunks: _chunks, ...head } = answer;
  if (all !== undefined) {
    const next = all[events];
    const kept = all.slice(0, events);
    const half = next === undefined ? [] : [{ raw: halfOf(eventText(next)) }];
    return { ...head, events: [...kept, ...half], end: 'broken' };
  }
  const whole = body === undefined ? Buffer.alloc(0) : bodyBytes(body);
  const half = whole.subarray(0, Math.ceil(whole.length / 2));
  return { ...head, ...(half.length === 0 ? {} : { body: { base64: half.toString('base64') } }), end: 'broken' };
}

/** The first events of a stream; of another answer its head alone. Then the connection breaks. */
export function cut(answer: RecordedAnswer, events: number): RecordedAnswer {
  const { body: _body, events: all, chunks: _chunks, ...head } = answer;
  return { ...head, ...(all && { events: all.slice(0, events) }), end: 'broken' };
}

function halfOf(text: string): string {
  const letters = Array.from(text);
  return letters.slice(0, Math.ceil(letters.length / 2)).join('');
}

function reframed(answer: RecordedAnswer, { lineEnd, comments, fields, byteOrderMark }: Framing) {
  if (answer.events === undefined) return answer;
  const { chunks: _chunks, ...rest } = answer;
  const events = answer.events.map((event, at) => {
    const comment = comments === true ? ': keep-alive\n\n: comment\n' : '';
    const more = fields === true ? `id: ${at}\nretry: 1000\nunknown: field\n` : '';
    const mark = byteOrderMark === true && at === 0 ? '\uFEFF' : '';
    return { raw: mark + `${comment}${more}${eventText(event)}`.replaceAll('\n', lineEnd ?? '\n') };
  });
  return { ...rest, events };
}

function chunksBefore(answer: RecordedAnswer, events: number): number {
  if (answer.events === undefined) return 0;
  if (answer.chunks === undefined) return Math.min(events, answer.events.length);
  const bytes = answer.events.slice(0, events).reduce((sum, event) => sum + Buffer.byteLength(eventText(event)), 0);
  let [length, count] = [0, 0];
  for (const chunk of answer.chunks) {
    if (length >= bytes) break;
    length += chunk;
    count += 1;
  }
  return count;
}
