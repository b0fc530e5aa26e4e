import type { Json } from './exchange.ts';
import { isObject, type JsonObject } from './json.ts';
import { isSpelledNumber } from './json-text.ts';

const WIDTH = 110;

/**
 * Recording data as text that reads and diffs well: two spaces of indentation, short values and lists of numbers on one
 * line, and each server-sent event on a line of its own. Ends with a newline; equal values give equal text.
 * @param value may have numbers of `spelledJson` in it, which are written as they are spelled
 */
export function layout(value: Json): string {
  return `${write(value, '', '')}\n`;
}

function write(value: Json, indent: string, key: string): string {
  if (!Array.isArray(value) && !hasMembers(value)) return JSON.stringify(value);
  const flat = isListOfEvents(key, value) ? undefined : oneLine(value, WIDTH - indent.length);
  if (flat !== undefined) return flat;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    // A vector: nobody reads it, and its blanks would be a good part of a recording.
    if (value.every((item) => typeof item === 'number' || isSpelledNumber(item))) return JSON.stringify(value);
    const items = value.map((item) => inner + (key === 'events' ? JSON.stringify(item) : write(item, inner, '')));
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value).map(
    ([name, item]) => `${inner}${JSON.stringify(name)}: ${write(item, inner, name)}`,
  );
  return `{\n${entries.join(',\n')}\n${indent}}`;
}

/** Not so a number that is to be written with its own digits. */
function hasMembers(value: Json): value is JsonObject {
  return isObject(value) && !isSpelledNumber(value);
}

function isListOfEvents(key: string, value: Json): boolean {
  return key === 'events' && Array.isArray(value) && value.length > 0;
}

/** The value on one line, or undefined where that has more than `room` letters: found out early, at any size. */
function oneLine(value: Json, room: number): string | undefined {
  if (typeof value === 'string' && value.length > room) return undefined;
  if (isObject(value) && isListOfEvents('events', value.events ?? null)) return undefined;
  if (!Array.isArray(value) && !hasMembers(value)) return within(JSON.stringify(value), room);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{ ', ' }'];
  const members = Array.isArray(value) ? value.map((item) => ['', item] as const) : namedMembers(value);
  if (members.length === 0) return within(Array.isArray(value) ? '[]' : '{}', room);
  let line = open;
  for (const [name, item] of members) {
    const before = line === open ? name : `, ${name}`;
    const text = oneLine(item, room - line.length - before.length - close.length);
    if (text === undefined) return undefined;
    line += before + text;
  }
  return line + close;
}

function namedMembers(value: JsonObject): (readonly [string, Json])[] {
  return Object.entries(value).map(([name, item]) => [`${JSON.stringify(name)}: `, item] as const);
}

function within(text: string, room: number): string | undefined {
  return text.length <= room ? text : undefined;
}
