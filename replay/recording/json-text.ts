/** JSON text as a value and what its text has beyond that, so that it can be written again byte for byte. */
import type { Json, JsonStyle, Written } from './exchange.ts';
import { hasOddNumber, isObject, jsonIn } from './json.ts';

export type JsonText = { json: Json } & Written;

declare global {
  // ECMAScript's "JSON.parse source text access", which TypeScript does not describe yet.
  interface JSON {
    rawJSON(text: string): Json;
    isRawJSON(value: unknown): boolean;
    parse(text: string, reviver: (key: string, value: Json, context: { source?: string }) => Json): Json;
  }
}

/** The value of `text` and how it is written; undefined where it is no JSON, or cannot be written again from that. */
export function readJson(text: string): JsonText | undefined {
  const json = jsonIn(text);
  if (json === undefined) return undefined;
  if (JSON.stringify(json) === text) return { json };
  const numbers = hasOddNumber(text) ? oddNumbers(text) : {};
  if (numbers === undefined) return undefined;
  const known = Object.keys(numbers).length === 0 ? { json } : { json, numbers };
  return [known, ...stylesOf(text).map((style) => ({ ...known, style }))].find((read) => writeJson(read) === text);
}

/** The text that `readJson` was given. */
export function writeJson({ json, numbers, style }: JsonText): string {
  const text =
    numbers === undefined
      ? JSON.stringify(json, null, style?.indent)
      : JSON.stringify(json, spelling(numbers), style?.indent);
  return style === undefined ? text : escaped(style.spaced === true ? spaced(text) : text, style.escapes);
}

/** JSON with another value, made of parts of its own, whose numbers keep their digits. */
export function changeJson({ json, numbers, style }: JsonText, change: (json: Json) => Json): JsonText {
  const text = JSON.stringify(change(numbers === undefined ? json : spelledJson(writeJson({ json, numbers }))));
  return { ...(readJson(text) ?? { json: jsonIn(text) ?? null }), ...(style === undefined ? {} : { style }) };
}

/** Puts the digits of odd numbers in. Reading and writing go through a value's members in the same order. */
function spelling(numbers: Record<string, string>): (key: string, value: Json) => Json {
  let position = 0;
  return (_key, value) => {
    if (typeof value !== 'number') return value;
    const digits = numbers[position++];
    return digits !== undefined && Number(digits) === value ? JSON.rawJSON(digits) : value;
  };
}

/**
 * A value whose odd numbers are such as `JSON.stringify` writes with the digits that they had. It is for writing only:
 * `isSpelledNumber` tells them, and they are no numbers.
 */
export function spelledJson(text: string): Json {
  return JSON.parse(text, (_key, value, { source }) => (isOdd(value, source) ? JSON.rawJSON(source) : value));
}

/** Whether a part of what `spelledJson` gave is an odd number. */
export function isSpelledNumber(value: Json): boolean {
  return typeof value === 'object' && JSON.isRawJSON(value);
}

/** The odd numbers of what `spelledJson` gave, as `readJson` keeps them; undefined where there are none. */
export function spelledNumbers(value: Json): Record<string, string> | undefined {
  const numbers: Record<string, string> = {};
  let position = 0;
  let odd = false;
  const visit = (part: Json): void => {
    if (typeof part === 'number') position++;
    else if (isSpelledNumber(part)) {
      numbers[position++] = JSON.stringify(part);
      odd = true;
    } else if (Array.isArray(part)) part.forEach(visit);
    else if (isObject(part)) for (const name of Object.keys(part)) visit(part[name] ?? null);
  };
  visit(value);
  return odd ? numbers : undefined;
}

function isOdd(value: Json, source: string | undefined): source is string {
  return typeof value === 'number' && source !== undefined && JSON.stringify(value) !== source;
}

/** Undefined where there is one that no double holds: its value would be none in JSON. */
function oddNumbers(text: string): Record<string, string> | undefined {
  const numbers: Record<string, string> = {};
  let position = 0;
  let finite = true;
  JSON.parse(text, (_key, value, { source }) => {
    if (isOdd(value, source)) numbers[position] = source;
    if (typeof value === 'number') position++;
    finite &&= typeof value !== 'number' || Number.isFinite(value);
    return value;
  });
  return finite ? numbers : undefined;
}

/** The styles that a text may have, by its first blanks and escapes. */
function stylesOf(text: string): JsonStyle[] {
  const indent = /^[[{]\r?\n([ \t]{1,10})\S/.exec(text)?.[1];
  const blanks: JsonStyle[] = indent !== undefined ? [{ indent }] : [{}, { spaced: true }];
  const escapes: JsonStyle[] = text.includes('\\u') ? [{}, { escapes: 'ascii' }, { escapes: 'html' }] : [{}];
  return blanks.flatMap((blank) => escapes.map((escape) => ({ ...blank, ...escape })));
}

const STRING_OR_SEPARATOR = /"[^"\\]*(?:\\[^][^"\\]*)*"|[,:]/g;

function spaced(text: string): string {
  return text.replace(STRING_OR_SEPARATOR, (part) => (part.length === 1 ? `${part} ` : part));
}

/** Beyond strings there is nothing to escape. */
function escaped(text: string, escapes: JsonStyle['escapes']): string {
  if (escapes === undefined) return text;
  const letters = escapes === 'ascii' ? /[\u007f-\uffff]/g : /[<>&\u2028\u2029]/g;
  return text.replace(letters, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
