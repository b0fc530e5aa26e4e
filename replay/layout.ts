import type { Json } from './exchange.ts';
import { isObject } from './json.ts';

const WIDTH = 110;

/**
 * Recording data as text that reads and diffs well: two spaces of indentation, short values and lists of numbers on one
 * line, and each server-sent event on a line of its own. Ends with a newline; equal values give equal text.
 */
export function layout(value: Json): string {
  return `${write(value, '', '')}\n`;
}

function write(value: Json, indent: string, key: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const flat = oneLine(value);
  if (flat.length + indent.length <= WIDTH && !isListOfEvents(key, value)) return flat;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item === 'number')) return flat;
    const items = value.map((item) => inner + (key === 'events' ? JSON.stringify(item) : write(item, inner, '')));
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value).map(
    ([name, item]) => `${inner}${JSON.stringify(name)}: ${write(item, inner, name)}`,
  );
  return `{\n${entries.join(',\n')}\n${indent}}`;
}

function isListOfEvents(key: string, value: Json): boolean {
  return key === 'events' && Array.isArray(value) && value.length > 0;
}

function oneLine(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([name, item]) => `${JSON.stringify(name)}: ${oneLine(item)}`).join(', ')} }`;
}
