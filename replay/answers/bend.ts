/** A recorded answer, bent: what a spec has a provider do otherwise than it did. */
import { z } from 'zod';
import type { RecordedAnswer } from '../recording/exchange.ts';
import { Condition } from './answer.ts';
import { cut, Delivery, rechunked, sent, torn, type Sent } from './delivery.ts';

export const Bend = z.strictObject({
  /** The calls whose answers are bent; all of the test without it. */
  when: Condition.optional(),
  status: z.int().min(200).max(599).optional(),
  /** Headers besides those that it has. */
  headers: z.record(z.string().lowercase(), z.string()).optional(),
  /** The connection breaks behind so many events; of an answer that is no stream, before its body. */
  cutAfter: z.int().min(0).optional(),
  /** It breaks in the middle of the event behind so many; of an answer that is no stream, in the middle of its body. */
  cutInside: z.int().min(0).optional(),
  /** The bytes of each chunk. */
  rechunk: z.int().positive().optional(),
  /** Milliseconds before its first byte. */
  delay: Delivery.shape.delay,
  pause: Delivery.shape.pause,
  /** A provider that cannot be reached when the test is recorded is what it is about, and recorded as a reset. */
  unreachable: z.literal(true).optional(),
});
export type Bend = z.infer<typeof Bend>;

/** The answer as it goes out; nothing of what is recorded changes. */
export function bent(answer: RecordedAnswer, { status, headers, rechunk, delay, pause, ...ends }: Bend): Sent {
  const said = {
    ...answer,
    ...(answer.events && { events: answer.events }),
    ...(status !== undefined && { status }),
    ...(headers && { headers: { ...answer.headers, ...headers } }),
  };
  const ended =
    ends.cutInside !== undefined
      ? torn(said, ends.cutInside)
      : ends.cutAfter !== undefined
        ? cut(said, ends.cutAfter)
        : said;
  return sent(ended, { delay, pause, chunkBytes: rechunk });
}

/** An answer as a whole run wants it: in chunks of so many bytes, and so much later. What a spec says itself goes first. */
export function asRunWants(one: Sent, { chunkBytes, delay }: Pick<Delivery, 'chunkBytes' | 'delay'>): Sent {
  const own = one.pause !== undefined || one.closes !== undefined;
  return {
    ...one,
    ...(chunkBytes === undefined || own ? {} : { answer: rechunked(one.answer, chunkBytes) }),
    ...(delay === undefined ? {} : { delay: (one.delay ?? 0) + delay }),
  };
}
