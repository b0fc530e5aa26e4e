/** Streams of events as recordings keep them. The framing is that of the HTML standard, section 9.2 (server-sent events). */
import type { EventWithData, StreamEvent } from './exchange.ts';
import { readJson, writeJson } from './json-text.ts';

const [DATA, END] = ['data: ', '\n\n'];

/** Cuts the text of an event stream behind each blank line. Joined, the pieces are the text again. */
export function splitEvents(text: string): string[] {
  return text.match(/[^]*?(?:\r\n\r\n|\n\n|\r\r)|[^]+$/g) ?? [];
}

/** Cuts newline-delimited JSON behind each newline. Joined, the pieces are the text again. */
export function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** A text cut around what may be its JSON: fields in front such as `event:`, the line ends behind. */
export interface Framed {
  before: string;
  content: string;
  after: string;
}

/** Of a server-sent event with one line of data, or of a line of JSON; undefined for any other. */
export function framed(text: string): Framed | undefined {
  if (text.startsWith(DATA) && text.endsWith(END) && !/[\r\n]/.test(text.slice(DATA.length, -END.length)))
    return { before: DATA, content: text.slice(DATA.length, -END.length), after: END };
  const [, before = '', content, after = ''] =
    /^((?:(?!data:)[^\r\n]*(?:\r\n|\r|\n))*(?:data: ?)?)([^\r\n]+)([\r\n]*)$/.exec(text) ?? [];
  return content === undefined ? undefined : { before, content, after };
}

const NAMED = /^event: ([^\r\n]*)\ndata: $/;

/** An event by its text. A number or a word is JSON only behind `data:`: it may be a piece of a text. */
export function toEvent(text: string): StreamEvent {
  const parts = framed(text);
  const read = parts === undefined ? undefined : readJson(parts.content);
  if (parts === undefined || read === undefined) return { raw: text };
  const { before, after } = parts;
  const { json: data, ...written } = read;
  const [, event] = NAMED.exec(before) ?? [];
  const isKnown = (before === DATA || event !== undefined) && after === END;
  if (!isKnown && (typeof data !== 'object' || data === null)) return { raw: text };
  return {
    ...(event !== undefined ? { event } : before === DATA ? {} : { before }),
    data,
    ...written,
    ...(after === END ? {} : { after }),
  };
}

/** The text of an event, equal to what it was made from. */
export function eventText(event: StreamEvent): string {
  return 'raw' in event ? event.raw : beforeData(event) + dataText(event) + (event.after ?? END);
}

/** What stands before the data of an event. */
function beforeData({ event, before }: EventWithData): string {
  return before ?? (event === undefined ? DATA : `event: ${event}\n${DATA}`);
}

/** The data of an event as it is written. */
function dataText({ data, numbers, style }: EventWithData): string {
  return numbers === undefined && style === undefined
    ? JSON.stringify(data)
    : writeJson({ json: data, ...(numbers && { numbers }), ...(style && { style }) });
}

/** The event with its value, where it may be held as its text. */
export function withValue(event: StreamEvent): StreamEvent {
  return 'raw' in event ? toEvent(event.raw) : event;
}
