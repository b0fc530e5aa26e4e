/** The places of a recorded answer that can be changed. */
import type { Json, RecordedAnswer } from '../../replay/recording/exchange.ts';
import { isObject } from '../../replay/recording/json.ts';

export type Path = readonly (string | number)[];
export type Seam = 'stack' | 'provider';

/** The status has neither event nor path; an event as a whole has no path; the JSON of a body, or of an event, has one. */
export interface Place {
  /** Position of the exchange in its recording, counted from 0. */
  exchange: number;
  event?: number;
  path?: Path;
}

/** So many numbers beside each other are a vector: one place, for its numbers say the same of the one who made them. */
const VECTOR = 4;

/** All places of an answer, in its order. A member that is null says no more than one that is absent, and is none. */
export function placesOf({ body, events = [] }: RecordedAnswer, exchange: number): Place[] {
  const inBody = body === undefined ? [] : 'json' in body ? pathsOf(body.json) : 'text' in body ? [[]] : [];
  return [
    { exchange },
    ...inBody.map((path) => ({ exchange, path })),
    ...events.flatMap((each, event) => [
      { exchange, event },
      ...('data' in each ? pathsOf(each.data).map((path) => ({ exchange, event, path })) : []),
    ]),
  ];
}

function pathsOf(value: Json): Path[] {
  if (Array.isArray(value)) {
    if (isVector(value)) return [[]];
    return [[], ...value.flatMap((item, i) => pathsOf(item).map((path) => [i, ...path]))];
  }
  if (!isObject(value)) return [[]];
  const members = Object.entries(value).filter(([, item]) => item !== null);
  return [[], ...members.flatMap(([key, item]) => pathsOf(item).map((path) => [key, ...path]))];
}

export function isVector(value: Json): boolean {
  return Array.isArray(value) && value.length >= VECTOR && value.every((item) => typeof item === 'number');
}

/** The value at a path; undefined where there is none. */
function at(value: Json | undefined, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((found, name) => {
    if (Array.isArray(found)) return typeof name === 'number' ? found[name] : undefined;
    return isObject(found) && typeof name === 'string' && Object.hasOwn(found, name) ? found[name] : undefined;
  }, value);
}

/** The value that a place with a path holds, and that its path goes through. */
export function valueOf({ body, events = [] }: RecordedAnswer, { event, path }: Place): Json | undefined {
  if (path === undefined) return undefined;
  if (event !== undefined) {
    const stored = events[event];
    return stored !== undefined && 'data' in stored ? at(stored.data, path) : undefined;
  }
  if (body === undefined) return undefined;
  if ('json' in body) return at(body.json, path);
  return 'text' in body ? body.text : undefined;
}

/** A path without positions, as places of one kind are counted together: `output[].content[].text`. */
export function shapeOf(path: Path): string {
  return path
    .map((name) => (typeof name === 'number' ? '[]' : `.${name}`))
    .join('')
    .replace(/^\./, '');
}
