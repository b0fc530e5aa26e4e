/** What a relation is: something that must hold between the request, the answer and the other answers of a test. */
import type { Json } from '../../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import type { Served } from './served.ts';

/** Where a relation does not hold. */
export interface Broken {
  call: Call;
  /** Members, with positions: `data[0].file_id`. */
  path: string;
  /** What it would have to be, as a value or in words. */
  due: Json;
  /** What the answer has; undefined where it has nothing. */
  came: Json | undefined;
}

/** From before the first call of a test to behind the last, in seconds since 1970. */
export interface Span {
  from: number;
  to: number;
}

export interface Relation {
  /** What known findings call it. */
  name: string;
  /** What must hold, for a person. */
  holds: string;
  /** Where that is written, as in `e2e/sources.yaml`: `<document>: <place>`. */
  source: string;
  /**
   * @param calls all calls of a test, in the order in which they began
   * @param served what providers answered while they ran, where that is known
   * @param span when they ran, where a stack ran with them
   */
  check: (calls: readonly Call[], served?: readonly Served[], span?: Span) => Broken[];
}

/** The value at a path of members and positions: `usage.input_tokens`, `data[0].id`, `data[-1].id`. */
export function at(value: Json | undefined, path: string): Json | undefined {
  let found: Json | undefined = value;
  for (const [, name, position] of path.matchAll(/([^.[\]]+)|\[(-?\d+)\]/g)) {
    if (position !== undefined) found = Array.isArray(found) ? found.at(Number(position)) : undefined;
    else found = isObject(found) && name !== undefined ? found[name] : undefined;
  }
  return found;
}

export function isNumber(value: Json | undefined): value is number {
  return typeof value === 'number';
}

/** The type of an event of a stream; `event` for one that has none. */
export function typeOf(event: JsonObject | undefined): string {
  const type = event?.['type'];
  return typeof type === 'string' ? type : 'event';
}

/** The objects among the items of a list; none of what is no list. */
export function objectsIn(value: Json | undefined) {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Whether two values are the same JSON: the order of members is free. */
export function same(one: Json | undefined, other: Json | undefined): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, n) => same(item, other[n]));
  if (isObject(one) && isObject(other)) {
    const names = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...names].every((name) => same(one[name], other[name]));
  }
  return one === other;
}

/** A place where one value is not the other. */
export interface Difference {
  path: string;
  due: Json;
  came: Json | undefined;
}

/**
 * Where `came` lacks or changes what `due` has. Members that only `came` has are no difference: an answer may say more
 * than was asked. Lists are compared item by item. What is null or absent in `due` says nothing.
 * @param leave paths, without positions, that are not looked at
 */
export function differences(
  due: Json | undefined,
  came: Json | undefined,
  path = '',
  leave: ReadonlySet<string> = NONE,
): Difference[] {
  if (due === undefined || due === null || leave.has(path.replaceAll(/\[\d+\]/g, '[]'))) return [];
  if (isObject(due) && isObject(came)) {
    return Object.entries(due).flatMap(([name, value]) =>
      differences(value, came[name], path === '' ? name : `${path}.${name}`, leave),
    );
  }
  if (Array.isArray(due) && Array.isArray(came) && due.length === came.length) {
    return due.flatMap((item, n) => differences(item, came[n], `${path}[${n}]`, leave));
  }
  return same(due, came) ? [] : [{ path, due, came }];
}

const NONE: ReadonlySet<string> = new Set();
