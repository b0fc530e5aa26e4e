import type { Json } from './exchange.ts';

/** Levels of a value that we take: far more than an API needs, and far less than our recursions can do. */
const DEEPEST = 500;

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [ZERO, NINE, POINT, MINUS, PLUS, E, SMALL] = [0x30, 0x39, 0x2e, 0x2d, 0x2b, 0x65, 0x20];
const [OPENING_BRACKET, CLOSING_BRACKET, OPENING_BRACE, CLOSING_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];

const STRINGS = /"[^"\\]*(?:\\[^][^"\\]*)*"/g;

/** Parses JSON text. Throws SyntaxError, also for a value of more than 500 levels. */
export function parseJson(text: string): Json {
  if (isTooDeep(text)) throw new SyntaxError(`its values are nested in more than ${DEEPEST} levels`);
  return plain(text);
}

/** The value of a text; undefined where it is no JSON. */
export function jsonIn(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const sign = text.charCodeAt(i);
    if (sign === QUOTE) inString = !inString;
    else if (inString) i += sign === BACKSLASH ? 1 : 0;
    else if (sign === OPENING_BRACKET || sign === OPENING_BRACE) {
      if (++depth > DEEPEST) return true;
    } else if (sign === CLOSING_BRACKET || sign === CLOSING_BRACE) depth--;
  }
  return false;
}

/** Whether a text of JSON has a number that JavaScript spells otherwise, such as `0.0` or `1e-07`. Strings do not count. */
export function hasOddNumber(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const sign = text.charCodeAt(i);
    if (sign === QUOTE) i = endOfString(text, i);
    else if (sign === MINUS || isDigit(sign)) {
      const begin = i;
      while (isOfNumber(text.charCodeAt(i + 1))) i++;
      const number = text.slice(begin, i + 1);
      if (String(Number(number)) !== number) return true;
    }
  }
  return false;
}

/** The place of the quote that ends the string which begins at `quote`. */
function endOfString(text: string, quote: number): number {
  for (let end = text.indexOf('"', quote + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text.charCodeAt(before - 1) === BACKSLASH) before--;
    if ((end - before) % 2 === 0) return end;
  }
  return text.length;
}

function isDigit(sign: number): boolean {
  return sign >= ZERO && sign <= NINE;
}

/** Of the signs that may stand inside of a number. */
function isOfNumber(sign: number): boolean {
  return isDigit(sign) || sign === POINT || sign === MINUS || sign === PLUS || (sign | SMALL) === E;
}

const MAY_LOSE_DIGITS = /\d{16}|[eE]\+?\d{2}/;

/**
 * The value of `text`, or undefined where it is no JSON or has a number that a double does not hold: a whole number
 * beyond 2^53 that would be rounded, or one beyond the largest double. Two such numbers would be compared as equal.
 */
export function wholeJson(text: string): Json | undefined {
  try {
    return MAY_LOSE_DIGITS.test(text) && losesDigits(text) ? undefined : parseJson(text);
  } catch {
    return undefined;
  }
}

function losesDigits(text: string): boolean {
  const numbers = text.replace(STRINGS, '""').match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g) ?? [];
  return numbers.some((number) => {
    const value = Number(number);
    if (!/^-?\d+$/.test(number)) return !Number.isFinite(value);
    return !Number.isSafeInteger(value) && String(value) !== number;
  });
}

/** A value as plain JSON data, without the optional fields that are undefined. */
export function asJson(value: object): Json {
  return plain(JSON.stringify(value));
}

/** The one place where text that is JSON gets its type: all that `JSON.parse` can give is Json. */
function plain(text: string): Json {
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- its own type is any
  const value: Json = JSON.parse(text);
  return value;
}

export type JsonObject = { [key: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A copy of `value` in which every string, keys excepted, went through `change`. */
export function mapStrings(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  // What `JSON.rawJSON` gave is an object without being one of JSON: a number that is written with its own digits.
  if (!isObject(value) || JSON.isRawJSON(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, change)]));
}

/** Calls `visit` for every string of `value`, keys included, in document order. */
export function eachString(value: Json, visit: (text: string) => void): void {
  if (typeof value === 'string') visit(value);
  else if (Array.isArray(value)) for (const item of value) eachString(item, visit);
  else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      visit(key);
      eachString(item, visit);
    }
  }
}
