import type { Json } from './exchange.ts';

/** Parses JSON text. Throws SyntaxError. */
export function parseJson(text: string): Json {
  const value: Json = JSON.parse(text);
  return value;
}

/** The value of `text`, or undefined where it is no JSON or where compact writing would not give the same text again. */
export function exactJson(text: string): Json | undefined {
  try {
    const value = parseJson(text);
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
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
  const outsideStrings = text.replace(/"[^"\\]*(?:\\[^][^"\\]*)*"/g, '""');
  const numbers = outsideStrings.match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g) ?? [];
  return numbers.some((number) => {
    const value = Number(number);
    return !Number.isFinite(value) || (/^-?\d+$/.test(number) && BigInt(value) !== BigInt(number));
  });
}

export type JsonObject = { [key: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A copy of `value` in which every string, keys excepted, went through `change`. */
export function mapStrings(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  if (!isObject(value)) return value;
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
