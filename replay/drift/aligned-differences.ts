/** Differences of two JSON values whose arrays are aligned first: one item more is one difference, and not one for each behind it. */
import type { Trial } from '../matching/bindings.ts';
import { compareValues, type Difference } from '../matching/compare.ts';
import type { Json } from '../recording/exchange.ts';
import { splitAtIds } from '../matching/ids.ts';
import { isObject, type JsonObject } from '../recording/json.ts';

/** Counts the events of a stream, so that one more is another number in each behind it. */
const COUNTER = 'sequence_number';

/** As `compareValues`. The index in a path is the live one, or the recorded one where there is no live item. */
export function alignedDifferences(
  recorded: Json,
  live: Json,
  trial: Trial,
  limit: number,
  path: string,
): Difference[] {
  const found: Difference[] = [];
  const visit = (was: Json | undefined, is: Json | undefined, at: string): void => {
    if (found.length >= limit) return;
    if (Array.isArray(was) && Array.isArray(is)) {
      const shifted = was.length !== is.length;
      for (const [i, j] of aligned(was, is)) visit(item(was, i, shifted), item(is, j, shifted), `${at}[${j ?? i}]`);
    } else if (isObject(was) && isObject(is)) {
      for (const key of new Set([...Object.keys(was), ...Object.keys(is)]))
        visit(own(was, key), own(is, key), `${at}.${key}`);
    } else if (was === undefined || is === undefined) {
      if (was !== is) found.push({ path: at, recorded: was, live: is });
    } else found.push(...compareValues(was, is, trial, limit - found.length, at));
  };
  visit(recorded, live, path);
  return found;
}

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function item(items: readonly Json[], at: number | undefined, shifted: boolean): Json | undefined {
  const value = at === undefined ? undefined : items[at];
  if (!shifted || !isObject(value)) return value;
  const { [COUNTER]: _, ...rest } = value;
  return rest;
}

type Place = readonly [recorded: number | undefined, live: number | undefined];

/** Which items stand for each other: by position where there are as many, else as a longest common row of equal ones. */
function aligned(was: readonly Json[], is: readonly Json[]): Place[] {
  if (was.length === is.length) return was.map((_, i) => [i, i]);
  const [old, now] = [was.map(keyOf), is.map(keyOf)];
  const places: Place[] = [];
  let [i, j] = [0, 0];
  for (const [a, b] of [...commonRow(old, now), [old.length, now.length] as const]) {
    // Items between two common ones: as many on both sides have changed, else some are gone and some are new.
    const changed = a - i === b - j;
    for (; i < a; i++) places.push([i, changed ? j++ : undefined]);
    for (; j < b; j++) places.push([undefined, j]);
    if (a < old.length) places.push([i++, j++]);
  }
  return places;
}

/** What an item says, whatever its ids are. */
function keyOf(value: Json): string {
  const text = JSON.stringify(value, (key, inner: unknown) => (key === COUNTER ? undefined : inner));
  return splitAtIds(text).literals.join('\u0000');
}

type Pair = readonly [recorded: number, live: number];

/** The positions of a longest common subsequence. */
function commonRow(old: readonly string[], now: readonly string[]): Pair[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    const row = lengths[i] ?? new Uint32Array();
    for (let j = now.length - 1; j >= 0; j--)
      row[j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const row: Pair[] = [];
  for (let [i, j] = [0, 0]; i < old.length && j < now.length;) {
    if (old[i] === now[j]) row.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return row;
}
