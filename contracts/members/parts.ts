/** The objects that an answer is made of, each with what kind of object it is. */
import type { ClientExchange, Json } from '../../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../../replay/recording/json.ts';
import { isRunning } from '../relations/running.ts';
import { operationOf } from '../relations/call.ts';

export interface Part {
  /**
   * What it is by its own words, `response completed`, `message assistant completed`; else by where it stands, such as
   * `response completed usage` or, of an answer as a whole, `GET /v1/models`.
   */
  kind: string;
  object: JsonObject;
  /** Where it stands, with positions; empty for an answer as a whole. */
  path: string;
  /** Whether it is an item of a list of all that a stack has, so that it may be of another test. */
  listed: boolean;
}

/** An operation that lists all objects of a kind: the path has no id. */
const OF_ALL = /^GET [^{]*$/;

/** Members whose own members are a client's, and not the API's. */
const OF_CLIENT = new Set('arguments attributes extra headers metadata parameters properties schema'.split(' '));

/** What a search or a cut finds: there a stack adds metadata of its own. */
const FOUND = / (data|results|chunks)$/;

/** Of an answer of 400 and above, of which only the status says what it is. */
const failureOf = (status: number): string => `error ${status}`;

export function partsOf({ request, response }: ClientExchange): Part[] {
  const { status, body, events = [] } = response;
  const operation = operationOf(request).operation;
  const parts: Part[] = [];
  if (body !== undefined && 'json' in body) {
    collect(body.json, status >= 400 ? failureOf(status) : operation, '', parts);
  }
  for (const event of events) if ('data' in event) collect(event.data, `${operation} event`, nameOf(event.data), parts);
  return parts;
}

function nameOf(event: Json): string {
  const name = isObject(event) ? (event['type'] ?? event['object']) : undefined;
  return typeof name === 'string' ? name : 'event';
}

function collect(value: Json | undefined, place: string, path: string, parts: Part[]): void {
  if (Array.isArray(value)) {
    for (const [n, item] of value.entries()) collect(item, place, `${path}[${n}]`, parts);
    return;
  }
  if (!isObject(value) || (WHOLE.test(path) && isRunning(value))) return;
  // What is stored may be less than what was answered, and of other tests and times.
  const kind = ownKind(value, place.startsWith('GET ') || place.startsWith('stored ')) ?? place;
  parts.push({ kind, object: value, path, listed: path !== '' && place.endsWith(' data') && OF_ALL.test(place) });
  // A store has objects of other tests, with parts that this one's need not have.
  if (/^GET \S*[a-z] data$/.test(place)) return;
  for (const [name, member] of Object.entries(value)) {
    if (!OF_CLIENT.has(name) || (FOUND.test(kind) && !name.includes('_')))
      collect(member, `${kind} ${name}`, path === '' ? name : `${path}.${name}`, parts);
  }
}

/** An answer as a whole, or an item of a list: what a look at work under way sees is chance. An event has its name there. */
const WHOLE = /^(?:data\[\d+\])?$/;

function ownKind({ object, type, role, status, ...more }: JsonObject, stored: boolean): string | undefined {
  // Providers and models have settings of their own type.
  const setting = ['provider_type', 'model_type'].find((name) => typeof more[name] === 'string');
  if (setting !== undefined)
    return [setting, more[setting], more['api']].filter((each) => typeof each === 'string').join(' ');
  const name = typeof object === 'string' ? object : type;
  if (typeof name !== 'string' || name === 'list') return undefined;
  return [...(stored ? ['stored'] : []), name, role, status].filter((each) => typeof each === 'string').join(' ');
}
