/** Answers that a provider gave while a client's call ran, as the relations look at them. */
import type { ClientExchange, Json, ProviderExchange } from '../../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../../replay/recording/json.ts';
import { type Call, callsOf } from './call.ts';

/** One answer of a model that came whole. */
export interface Served {
  /** Position of the client's call that caused it, counted from 1. */
  call: number;
  /** The end of the path: `chat/completions`. */
  route: string;
  /** The JSON of an answer that is no stream. */
  json: JsonObject | undefined;
  /** The data of the events of a stream. */
  events: JsonObject[] | undefined;
}

const ROUTE = /(?:chat\/completions|completions|embeddings|messages)$/;

/** A recording of a test: what the client got then, and what providers answered for it. */
export interface RecordedAnswers {
  calls: readonly ClientExchange[];
  providers: readonly ProviderExchange[];
}

/**
 * Of what providers served, the whole answers of 2xx to calls of clients. A test that waits asks more or less often than
 * when it was recorded: a call is known by its operation, and by how many such calls came before it.
 * @param recorded the recording that the providers' answers are of
 * @param calls of the test, which may be those of the recording
 */
export function servedOf({ calls: before, providers }: RecordedAnswers, calls: readonly Call[]): Served[] {
  const now = new Map(numbered(calls).map(({ name, call }) => [name, call.number]));
  const numbers = new Map(numbered(callsOf(before)).map(({ name, call }) => [call.number, now.get(name)]));
  return providers.flatMap(({ call: recordedFor, request, response }) => {
    const [route] = ROUTE.exec(request.path) ?? [];
    const call = recordedFor === undefined ? undefined : numbers.get(recordedFor);
    const ok = response.status >= 200 && response.status < 300 && response.end === undefined;
    if (route === undefined || call === undefined || !ok) return [];
    const json: Json | undefined =
      response.body !== undefined && 'json' in response.body ? response.body.json : undefined;
    const events = response.events?.flatMap((event) => ('raw' in event || !isObject(event.data) ? [] : [event.data]));
    return [{ call, route, json: isObject(json) ? json : undefined, events }];
  });
}

function numbered(calls: readonly Call[]): { name: string; call: Call }[] {
  const met = new Map<string, number>();
  return calls.map((call) => {
    const times = (met.get(call.operation) ?? 0) + 1;
    met.set(call.operation, times);
    return { name: `${call.operation} ${times}`, call };
  });
}
