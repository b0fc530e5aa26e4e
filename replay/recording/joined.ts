import type { Json, StreamEvent } from './exchange.ts';
import { isObject, jsonIn, type JsonObject } from './json.ts';
import { eventText, framed, withValue } from './sse.ts';

/** Given the pieces of one text, in order, gives as many pieces back; undefined leaves the text as it is. */
export type ChangePieces = (pieces: string[]) => string[] | undefined;

/**
 * Changes texts that a stream brings in pieces. The strings that stand at one place in successive events (one choice's
 * content, one tool call's arguments) are one text, whose pieces `change` sees together. Events that nothing changes are
 * given back as they were.
 */
export function changeJoined(events: readonly StreamEvent[], change: ChangePieces): StreamEvent[] {
  const values = events.map(partOf);
  const texts = new Map<string, string[]>();
  for (const value of values) {
    if (value !== undefined) collect(value.data, '', (place, text) => append(texts, place, text));
  }
  const changed = new Map<string, string[]>();
  for (const [place, pieces] of texts) {
    const instead = change(pieces);
    if (instead !== undefined) changed.set(place, instead);
  }
  if (changed.size === 0) return [...events];
  const next = new Map<string, number>();
  return events.map((event, i) => {
    const value = values[i];
    if (value === undefined) return event;
    let touched = false;
    const data = rewrite(value.data, '', (place, text) => {
      const position = next.get(place) ?? 0;
      next.set(place, position + 1);
      const piece = changed.get(place)?.[position] ?? text;
      touched ||= piece !== text;
      return piece;
    });
    return touched ? value.with(data) : event;
  });
}

/** What is looked at of an event: its JSON, or the text that stands in its place. */
interface Part {
  data: Json;
  /** The event with other data. */
  with: (data: Json) => StreamEvent;
}

function partOf(event: StreamEvent): Part | undefined {
  const own = withValue(event);
  if ('data' in own && holdsText(own.data)) return { data: own.data, with: (data) => ({ ...own, data }) };
  const parts = framed(eventText(own));
  if (parts === undefined) return undefined;
  const { before, content, after } = parts;
  const json = jsonIn(content);
  if (json !== undefined && holdsText(json))
    return { data: json, with: (data) => ({ raw: before + JSON.stringify(data) + after }) };
  return { data: content, with: (data) => ({ raw: before + (typeof data === 'string' ? data : content) + after }) };
}

/** Whether it is more than a number or a word, which may be a piece of a text that is no JSON. */
function holdsText(value: Json): boolean {
  return typeof value === 'string' || (typeof value === 'object' && value !== null);
}

function append(texts: Map<string, string[]>, place: string, text: string): void {
  const pieces = texts.get(place);
  if (pieces === undefined) texts.set(place, [text]);
  else pieces.push(text);
}

/** Items of an array are told apart by their own `index` where they have one, as choices and tool calls do. */
function itemPlace(place: string, item: Json, position: number): string {
  return `${place}[${isObject(item) && typeof item.index === 'number' ? `#${item.index}` : position}]`;
}

/** Events of one type continue each other; `item_id` and the like keep apart what several items stream at once. */
function objectPlace(object: JsonObject, place: string): string {
  if (place !== '') return place;
  const marks = ['type', 'item_id', 'output_index', 'content_index', 'index'].map((key) => object[key]);
  return marks.map((mark) => (typeof mark === 'string' || typeof mark === 'number' ? mark : '')).join('|');
}

function collect(value: Json, place: string, visit: (place: string, text: string) => void): void {
  if (typeof value === 'string') visit(place, value);
  else if (Array.isArray(value))
    for (const [i, item] of value.entries()) collect(item, itemPlace(place, item, i), visit);
  else if (isObject(value)) {
    const at = objectPlace(value, place);
    for (const [key, item] of Object.entries(value)) collect(item, `${at}.${key}`, visit);
  }
}

function rewrite(value: Json, place: string, change: (place: string, text: string) => string): Json {
  if (typeof value === 'string') return change(place, value);
  if (Array.isArray(value)) return value.map((item, i) => rewrite(item, itemPlace(place, item, i), change));
  if (!isObject(value)) return value;
  const at = objectPlace(value, place);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rewrite(item, `${at}.${key}`, change)]));
}
