/** The declared events of Responses streams, and those of a recorded one. */
import { parse } from 'yaml';
import { z } from 'zod';
import type { StreamEvent } from '../../replay/recording/exchange.ts';

const EventsFile = z.strictObject({
  sent: z.array(z.string()).min(1),
  /** Event → why it is never seen. */
  neverSent: z.record(z.string(), z.string().min(1)),
});
/** Events that a distribution declares: those that its code sends, and those that it never does. */
export type DeclaredEvents = z.infer<typeof EventsFile>;

/** @throws {ZodError} when the text is no list of events, or names one twice */
export function parseEvents(text: string): DeclaredEvents {
  return EventsFile.refine(
    ({ sent, neverSent }) =>
      new Set([...sent, ...Object.keys(neverSent)]).size === sent.length + Object.keys(neverSent).length,
    'names an event twice',
  ).parse(parse(text));
}

const Typed = z.object({ type: z.string() });

/** The types of the events of a stream, each once, in the order in which they first come. */
export function eventTypesOf(events: readonly StreamEvent[]): string[] {
  return [...new Set(events.flatMap((event) => typesOf('raw' in event ? dataOf(event.raw) : event.data)))];
}

function typesOf(data: unknown): string[] {
  const { success, data: typed } = Typed.safeParse(data);
  return success ? [typed.type] : [];
}

/** The JSON of an event's `data:` lines; undefined where they have none, as `[DONE]`, or one that was cut. */
function dataOf(raw: string): unknown {
  const text = raw
    .split(/\r\n|\r|\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length))
    .join('\n');
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
