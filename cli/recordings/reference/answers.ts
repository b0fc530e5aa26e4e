/** What a provider sent, made of what its SDK made of it. */
import type { Json, RecordedAnswer, StreamEvent } from '../../../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../../../replay/recording/json.ts';
import { splitEvents, toEvent } from '../../../replay/recording/sse.ts';
import type { Dumped, HttpCall, ProviderError } from './format.ts';

/** An endpoint, with the SDK's classes of a whole answer and of a stream's events. */
interface Endpoint {
  whole: RegExp;
  event?: RegExp;
  /** Whether each event has a line with its type, as those of responses have. */
  named?: boolean;
  /** The marker that ends the stream, which the SDK swallows. */
  end?: string;
}

const DONE = 'data: [DONE]\n\n';
const CHAT = { whole: /\.ChatCompletion$/, event: /\.ChatCompletionChunk$/, end: DONE };

export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/v1/chat/completions': CHAT,
  '/v1/completions': { whole: /\.Completion$/, event: /\.Completion$/, end: DONE },
  '/v1/embeddings': { whole: /\.CreateEmbeddingResponse$/ },
  '/v1/responses': { whole: /\.Response$/, event: /\.Response\w+Event$/, named: true },
};

/**
 * The endpoint that was asked. Early files of the recorder name one for what another answered: the class of an answer is
 * what the SDK parsed it by.
 */
export function endpointOf(endpoint: string, body: Dumped | Dumped[] | null): string {
  const [first] = Array.isArray(body) ? body : [body];
  const isChat =
    first !== undefined && first !== null && (CHAT.whole.test(first.__type__) || CHAT.event.test(first.__type__));
  return isChat && endpoint === '/v1/completions' ? '/v1/chat/completions' : endpoint;
}

/** The answer of an endpoint, or the reason why what is recorded is none of its. */
export function sdkAnswer(
  body: Dumped | Dumped[] | null,
  streaming: boolean,
  endpoint: string,
): RecordedAnswer | string {
  const kinds = ENDPOINTS[endpoint];
  const parts = Array.isArray(body) ? body : body === null ? [] : [body];
  const expected = Array.isArray(body) ? kinds?.event : kinds?.whole;
  const other = parts.find(({ __type__: type }) => expected?.test(type) !== true);
  if (
    kinds === undefined ||
    expected === undefined ||
    other !== undefined ||
    streaming !== Array.isArray(body) ||
    (parts.length === 0 && !streaming)
  ) {
    const given = (other ?? parts[0])?.__type__ ?? 'nothing';
    return `its answer is ${Array.isArray(body) ? 'a list of ' : ''}${given}, which ${endpoint} does not give`;
  }
  const data = parts.map(({ __data__: data }): JsonObject => data);
  if (!streaming) return jsonOf(200, data[0] ?? {});
  const events = data.map((data): StreamEvent => {
    return kinds.named === true && typeof data.type === 'string' ? { event: data.type, data } : { data };
  });
  return eventAnswer([...events, ...(kinds.end === undefined ? [] : [{ raw: kinds.end }])]);
}

/**
 * The answer behind an error of OpenAI's SDK, which keeps what is below `error` of the body, and says the whole body in its
 * message where that was JSON (`openai/_base_client.py`, `_make_status_error_from_response`).
 */
export function errorAnswer({ status_code: status, message, body }: ProviderError): RecordedAnswer {
  const said = /^Error code: \d+ - (\{['"]error['"]: )?/.exec(message ?? '');
  const wasBelowError = said === null ? isObject(body ?? undefined) : said[1] !== undefined;
  if (wasBelowError) return jsonOf(status, { error: body ?? null });
  if (said !== null && body !== null && body !== undefined) return jsonOf(status, body);
  const text = typeof body === 'string' ? body : (message ?? '');
  return { status, headers: { 'content-type': 'text/plain' }, ...(text === '' ? {} : { body: { text } }) };
}

/** The answer of a call without an SDK. */
export function httpAnswer({ status, body, is_streaming: streaming }: HttpCall['response']): RecordedAnswer | string {
  if (!streaming) return jsonOf(status, body);
  if (!Array.isArray(body) || !body.every((line) => typeof line === 'string')) return 'its stream is no list of lines';
  const text = body.map((line) => `${line}\n`).join('');
  return { ...eventAnswer(splitEvents(text.endsWith('\n\n') ? text : `${text}\n`).map(toEvent)), status };
}

export function jsonOf(status: number, json: Json): RecordedAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: { json } };
}

function eventAnswer(events: StreamEvent[]): RecordedAnswer {
  return { status: 200, headers: { 'content-type': 'text/event-stream' }, events };
}

/**
 * Vectors as the service sent them to an SDK that asks for base64: numbers that are all of single precision came so, and are
 * the same bytes again. A server that knows no base64 sends numbers, which the SDK leaves as they are.
 */
export function inBase64(json: Json): Json {
  if (!isObject(json) || !Array.isArray(json.data)) return json;
  const data = json.data.map((item) => {
    if (!isObject(item) || !Array.isArray(item.embedding)) return item;
    const numbers = item.embedding.filter((number) => typeof number === 'number');
    const single = new Float32Array(numbers);
    const isExact = numbers.length === item.embedding.length && numbers.every((number, i) => single[i] === number);
    return isExact ? { ...item, embedding: littleEndian(single).toString('base64') } : item;
  });
  return { ...json, data };
}

function littleEndian(numbers: Float32Array): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4);
  numbers.forEach((number, i) => bytes.writeFloatLE(number, i * 4));
  return bytes;
}
