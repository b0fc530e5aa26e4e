/** One change of one place of a recorded answer. */
import { isDeepStrictEqual } from 'node:util';
import type { Body, Json, RecordedAnswer, StreamEvent } from '../../replay/recording/exchange.ts';
import { isObject } from '../../replay/recording/json.ts';
import { isVector, type Path, type Place, type Seam, valueOf } from './place.ts';
import { below, oneOf, type Random } from './random.ts';

export const KINDS = [
  'status',
  'removed',
  'null',
  'changed',
  'shorter',
  'repeated',
  'dropped',
  'doubled',
  'swapped',
  'cut',
] as const;
export type Kind = (typeof KINDS)[number];

export interface Change {
  place: Place;
  kind: Kind;
  /** The new status or value, where the kind does not say it. */
  to?: Json;
}

/** The kinds of change that a place can have. A provider's answer can also break off there. */
export function kindsAt(answer: RecordedAnswer, place: Place, seam: Seam): Kind[] {
  const { event, path } = place;
  if (path !== undefined) return kindsOfValue(answer, place, path);
  if (event === undefined) return ['status'];
  const { events = [] } = answer;
  const next = events[event + 1];
  return [
    'dropped',
    'doubled',
    ...(next !== undefined && !isDeepStrictEqual(next, events[event]) ? (['swapped'] as const) : []),
    ...(seam === 'provider' ? (['cut'] as const) : []),
  ];
}

function kindsOfValue(answer: RecordedAnswer, place: Place, path: Path): Kind[] {
  const value = valueOf(answer, place);
  if (value === undefined) return [];
  const kinds: Kind[] = [];
  const isMember = typeof path.at(-1) === 'string';
  if (isMember) kinds.push('removed');
  if (value !== null && path.length > 0) kinds.push('null');
  if (Array.isArray(value)) {
    if (value.length > 0) kinds.push('shorter', 'repeated');
    if (isVector(value)) kinds.push('changed');
  } else if (!isObject(value) && value !== null) kinds.push('changed');
  return kinds;
}

/** One of the changes that a place can have; undefined where it can have none. */
export function changeAt(answer: RecordedAnswer, place: Place, seam: Seam, random: Random): Change | undefined {
  const kinds = kindsAt(answer, place, seam);
  if (kinds.length === 0) return undefined;
  const kind = oneOf(kinds, random);
  if (kind === 'status') return { place, kind, to: otherStatus(answer.status, random) };
  const value = valueOf(answer, place);
  return kind === 'changed' && value !== undefined ? { place, kind, to: other(value, random) } : { place, kind };
}

function otherStatus(status: number, random: Random): number {
  return oneOf(
    [200, 201, 204, 400, 404, 422, 429, 500, 503].filter((each) => each !== status),
    random,
  );
}

/** Another value of the same type. */
function other(value: Json, random: Random): Json {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return Number.isInteger(value) ? value + 1 + below(9, random) : value + 0.25;
  if (Array.isArray(value)) {
    const place = below(value.length, random);
    return value.map((item, i) => (i === place ? other(item, random) : item));
  }
  return typeof value === 'string' ? otherText(value, random) : value;
}

/** One letter or digit is another, or one is left out, or there is one more. */
function otherText(text: string, random: Random): string {
  const letters = Array.from(text);
  const place = below(letters.length + 1, random);
  const letter = letters[place];
  if (letter === undefined) return `${text}x`;
  const left = letters.slice(0, place).join('');
  const right = letters.slice(place + 1).join('');
  if (/\d/.test(letter)) return `${left}${(Number(letter) + 1 + below(8, random)) % 10}${right}`;
  if (/[a-z]/i.test(letter)) return `${left}${letter === 'q' ? 'z' : 'q'}${right}`;
  return random() < 0.5 && letters.length > 1 ? `${left}${right}` : `${left}x${letter}${right}`;
}

/** The answer with the change; the given one stays as it is. */
export function changed(answer: RecordedAnswer, { place, kind, to }: Change): RecordedAnswer {
  const { event, path } = place;
  const { chunks: _, ...rest } = answer;
  if (path === undefined && event === undefined) return { ...rest, status: typeof to === 'number' ? to : rest.status };
  const { events = [], body } = rest;
  if (event === undefined) return body === undefined ? rest : { ...rest, body: inBody(body, path ?? [], kind, to) };
  if (path !== undefined) {
    return { ...rest, events: events.map((each, i) => (i === event ? inEvent(each, path, kind, to) : each)) };
  }
  if (kind === 'cut') return { ...rest, events: events.slice(0, event), end: 'broken' };
  return { ...rest, events: ofEvents(events, event, kind) };
}

function ofEvents(events: readonly StreamEvent[], place: number, kind: Kind): StreamEvent[] {
  const copy = [...events];
  const event = copy[place];
  const next = copy[place + 1];
  if (event === undefined) return copy;
  if (kind === 'dropped') copy.splice(place, 1);
  else if (kind === 'doubled') copy.splice(place, 0, event);
  else if (next !== undefined) copy.splice(place, 2, next, event);
  return copy;
}

function inEvent(event: StreamEvent, path: Path, kind: Kind, to: Json | undefined): StreamEvent {
  if (!('data' in event)) return event;
  const { numbers: _, ...rest } = event;
  return { ...rest, data: inValue(event.data, path, kind, to) };
}

function inBody(body: Body, path: Path, kind: Kind, to: Json | undefined): Body {
  if ('json' in body) {
    const { numbers: _, ...rest } = body;
    return { ...rest, json: inValue(body.json, path, kind, to) };
  }
  return 'text' in body && typeof to === 'string' ? { text: to } : body;
}

function inValue(value: Json, path: Path, kind: Kind, to: Json | undefined): Json {
  const [name, ...rest] = path;
  if (name === undefined) return changedValue(value, kind, to);
  if (Array.isArray(value)) {
    return value.map((item, i) => (i === name ? inValue(item, rest, kind, to) : item));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      if (key !== name) return [[key, item]];
      return rest.length === 0 && kind === 'removed' ? [] : [[key, inValue(item, rest, kind, to)]];
    }),
  );
}

function changedValue(value: Json, kind: Kind, to: Json | undefined): Json {
  if (kind === 'null') return null;
  if (!Array.isArray(value)) return to ?? value;
  const last = value.at(-1);
  if (kind === 'shorter') return value.slice(0, -1);
  return kind === 'repeated' && last !== undefined ? [...value, last] : (to ?? value);
}

/** The value of a place before and after, for a person; events as a whole have none. */
export function told(answer: RecordedAnswer, { place, kind, to }: Change): { was?: Json; is?: Json } {
  if (kind === 'status') return { was: answer.status, ...(to === undefined ? {} : { is: to }) };
  const was = valueOf(answer, place);
  return { ...(was === undefined ? {} : { was }), ...(to === undefined ? {} : { is: to }) };
}
