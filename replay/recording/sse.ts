/** Streams of events as recordings keep them. The framing is that of the HTML standard, section 9.2 (server-sent events). */
import type { StreamEvent } from './exchange.ts';
import { exactJson } from './json.ts';

/** Cuts the text of an event stream behind each blank line. Joined, the pieces are the text again. */
export function splitEvents(text: string): string[] {
  return text.match(/[^]*?(?:\r\n\r\n|\n\n|\r\r)|[^]+$/g) ?? [];
}

/** Cuts newline-delimited JSON behind each newline. Joined, the pieces are the text again. */
export function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

export function toEvent(text: string): StreamEvent {
  if (text.startsWith('data: ') && text.endsWith('\n\n')) {
    const data = exactJson(text.slice('data: '.length, -2));
    if (data !== undefined) return { data };
  }
  return { raw: text };
}

/** The text of an event, equal to what it was made from. */
export function eventText(event: StreamEvent): string {
  return 'raw' in event ? event.raw : `data: ${JSON.stringify(event.data)}\n\n`;
}

/** The event with its value, where it may be held as its text. */
export function withValue(event: StreamEvent): StreamEvent {
  return 'raw' in event ? toEvent(event.raw) : event;
}
