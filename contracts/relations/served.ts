/** Answers that a provider gave while a client's call ran, as the relations look at them. */
import type { ClientExchange, Json, ProviderExchange } from '../../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../../replay/recording/json.ts';
import { type Call, callsOf } from './call.ts';
import { at, isNumber, objectsIn } from './relation.ts';

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

/** What a chat completion says, whole or streamed. */
export interface Said {
  text: string;
  toolCalls: { id: string; name: string; arguments: string }[];
  prompt: number | undefined;
  completion: number | undefined;
}

/** What the first choice of a chat completion says; undefined for what is none. */
export function saidBy({ route, json, events }: Served): Said | undefined {
  if (route !== 'chat/completions') return undefined;
  if (json !== undefined) {
    const message = at(json, 'choices[0].message');
    const toolCalls = objectsIn(at(message, 'tool_calls')).map((each) => ({
      id: text(each['id']),
      name: text(at(each, 'function.name')),
      arguments: text(at(each, 'function.arguments')),
    }));
    return { text: text(at(message, 'content')), toolCalls, ...usageIn([json]) };
  }
  return events === undefined ? undefined : { ...joined(events), ...usageIn(events) };
}

function joined(chunks: readonly JsonObject[]): Pick<Said, 'text' | 'toolCalls'> {
  const said: Pick<Said, 'text' | 'toolCalls'> = { text: '', toolCalls: [] };
  for (const choice of chunks.flatMap((chunk) => objectsIn(chunk['choices']))) {
    if (choice['index'] !== 0) continue;
    said.text += text(at(choice, 'delta.content'));
    for (const piece of objectsIn(at(choice, 'delta.tool_calls'))) {
      const index = isNumber(piece['index']) ? piece['index'] : 0;
      const call = (said.toolCalls[index] ??= { id: '', name: '', arguments: '' });
      call.id ||= text(piece['id']);
      call.name ||= text(at(piece, 'function.name'));
      call.arguments += text(at(piece, 'function.arguments'));
    }
  }
  return said;
}

function usageIn(objects: readonly JsonObject[]): Pick<Said, 'prompt' | 'completion'> {
  const usage = objects.findLast((each) => isObject(each['usage']))?.['usage'];
  const [prompt, completion] = [at(usage, 'prompt_tokens'), at(usage, 'completion_tokens')];
  return { prompt: isNumber(prompt) ? prompt : undefined, completion: isNumber(completion) ? completion : undefined };
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
