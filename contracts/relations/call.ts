/** Client exchanges as the relations between them look at them. */
import type { Body, ClientExchange, FormPart, Json, RecordedRequest } from '../../replay/recording/exchange.ts';
import { isObject, jsonIn, type JsonObject } from '../../replay/recording/json.ts';
import { typeOf } from './relation.ts';

/** One call of a client, whose answer came whole. */
export interface Call {
  /** Its position among the calls of the test, counted from 1. */
  number: number;
  /** `GET /v1/files/{id}`: every part of the path that stands behind the name of a collection is an id. */
  operation: string;
  /** The parts of the path that are ids, in order. */
  ids: string[];
  query: URLSearchParams;
  /** The JSON of the request, or an empty object. */
  asked: JsonObject;
  /** The parts of a form, by name. */
  form: ReadonlyMap<string, FormPart>;
  status: number;
  /** The JSON of the answer, whatever its status; undefined for a stream, an empty body and what is no JSON. */
  body: Json | undefined;
  /** Whether the answer is a stream of events. */
  streamed: boolean;
  /** The JSON object of an answer of 2xx that is no stream; else undefined. */
  answer: JsonObject | undefined;
  /** The data of the events of a stream of 2xx. */
  events: JsonObject[] | undefined;
}

/** Names of the paths of the APIs: whatever else stands between slashes is an id. */
const NAMES = new Set(
  [
    'v1 v1alpha v1beta admin inference batches cancel chat completions messages compact connectors tools content',
    'conversations items count_tokens embeddings file-processors jobs process files file_batches health input_items',
    'inspect routes interactions models moderations prompts providers responses rerank results search set-default-version',
    'skills vector-io insert query vector_stores version versions',
  ].flatMap((names) => names.split(' ')),
);

/** The calls whose answers can be compared: not those that broke off or had none. */
export function callsOf(exchanges: readonly (ClientExchange | null)[]): Call[] {
  return exchanges.flatMap((exchange, n) =>
    exchange === null || exchange.response.end !== undefined ? [] : [callOf(exchange, n + 1)],
  );
}

/** What a request calls, and the ids in its path. */
export function operationOf({
  method,
  path,
}: Pick<RecordedRequest, 'method' | 'path'>): Pick<Call, 'operation' | 'ids'> {
  const parts = path.split('/').slice(1);
  return {
    operation: `${method} /${parts.map((part) => (NAMES.has(part) ? part : '{id}')).join('/')}`,
    ids: parts.filter((part) => !NAMES.has(part)).map(decodeURIComponent),
  };
}

function callOf({ request, response }: ClientExchange, number: number): Call {
  const ok = response.status >= 200 && response.status < 300;
  const events = response.events?.flatMap((event) => ('raw' in event || !isObject(event.data) ? [] : [event.data]));
  return {
    number,
    ...operationOf(request),
    query: new URLSearchParams(request.query),
    asked: objectOf(request.body) ?? {},
    form: new Map(formOf(request.body).map((part) => [part.name, part])),
    status: response.status,
    body: jsonOf(response.body),
    streamed: response.events !== undefined,
    answer: ok && events === undefined ? objectOf(response.body) : undefined,
    events: ok ? events : undefined,
  };
}

function formOf(body: Body | undefined): FormPart[] {
  return body !== undefined && 'form' in body ? body.form : [];
}

function jsonOf(body: Body | undefined): Json | undefined {
  if (body === undefined) return undefined;
  if ('json' in body) return body.json;
  return 'text' in body ? jsonIn(body.text) : undefined;
}

function objectOf(body: Body | undefined): JsonObject | undefined {
  const value = jsonOf(body);
  return isObject(value) ? value : undefined;
}

/** The objects that answer a call: one, or the responses in the events of a stream, with what stands before their members. */
export function answersOf({ answer, events }: Call): { answer: JsonObject; path: string }[] {
  if (answer !== undefined) return [{ answer, path: '' }];
  return (events ?? []).flatMap((event) => {
    const { response } = event;
    return isObject(response) ? [{ answer: response, path: `${typeOf(event)} response.` }] : [];
  });
}
