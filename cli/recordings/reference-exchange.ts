/** Turns recordings of the reference harness into exchanges: what the files tell, and nothing that they do not. */
import type { Json, ProviderExchange, RecordedAnswer, Source, StreamEvent } from '../../replay/recording/exchange.ts';
import type { JsonObject } from '../../replay/recording/json.ts';
import type { ReferenceCall } from './reference-format.ts';

/** A provider of this project, as far as a URL can be told to be its. */
export interface KnownProvider {
  name: string;
  url: { default?: string | undefined };
  source: Source;
}

export interface ImportedCall {
  test: string;
  server: string;
  source: Source;
  model: string;
  exchange: ProviderExchange;
}

/** Endpoints that come over, with the SDK's classes of a whole answer and of a stream's chunk. */
const ENDPOINTS: Readonly<Record<string, { whole: string; chunk?: string }>> = {
  '/v1/chat/completions': { whole: 'ChatCompletion', chunk: 'ChatCompletionChunk' },
  '/v1/completions': { whole: 'Completion', chunk: 'Completion' },
  '/v1/embeddings': { whole: 'CreateEmbeddingResponse' },
};

/** Options of the SDK that do not become fields of the request's body. `extra_body` does: its fields are put into the body. */
const NOT_BODY = ['extra_headers', 'extra_query', 'timeout'];

/** The exchange of a call, or the reason why it cannot be carried over. */
export function exchangeOfReference(call: ReferenceCall, providers: readonly KnownProvider[]): ImportedCall | string {
  const { request, response, test_id: test } = call;
  const kinds = ENDPOINTS[request.endpoint];
  if (kinds === undefined) return notCarried(request.endpoint);
  if (test === null || test === undefined) return 'it belongs to no test, so no test can ask for it';
  if (Object.keys(call.id_normalization_mapping ?? {}).length > 0) {
    return 'its ids were replaced by a table of the reference harness, so they are not what was sent';
  }
  const option = NOT_BODY.find((name) => name in request.body);
  if (option !== undefined)
    return `its request has the SDK's option ${option}, whose effect on the request was not kept`;
  const answer = answerOf(response, request.endpoint, kinds);
  if (typeof answer === 'string') return answer;
  if ((request.body.stream === true) !== (answer.events !== undefined)) {
    return 'its request and its answer disagree on whether this is a stream';
  }
  if (request.endpoint === '/v1/embeddings' && request.body.encoding_format === undefined) {
    return 'the SDK asks for base64 unless told otherwise, and the file has the numbers that it made of it';
  }
  const at = parseRecordingPath(request.url, request.endpoint);
  if (at === undefined) return `its URL ${request.url} does not end in ${request.endpoint}`;
  const provider = providers.find(
    ({ url }) => url.default !== undefined && isSameServer(new URL(url.default), at.base),
  );
  if (provider === undefined) return `no provider of this project is at ${at.base.origin}`;
  const { extra_body: extra, ...body } = request.body;
  const model = typeof body.model === 'string' ? body.model : '?';
  return {
    test,
    server: `unknown, at ${at.base.origin}; imported from the reference harness`,
    source: provider.source,
    model,
    exchange: {
      provider: provider.name,
      request: { method: 'POST', path: at.path, body: { json: { ...body, ...objectOf(extra) } } },
      response: answer,
    },
  };
}

function notCarried(endpoint: string): string {
  if (endpoint.startsWith('/api/')) return `${endpoint} is Ollama's own API, kept as objects of its SDK`;
  if (endpoint === '/v1/models')
    return 'it is a list of models: start-up calls are recorded with the stack that makes them';
  return `the endpoint ${endpoint} is none of ${Object.keys(ENDPOINTS).join(', ')}`;
}

/** The recorder writes base address and endpoint one behind the other, and both have `/v1`; the SDK sends it once. */
function parseRecordingPath(url: string, endpoint: string): { base: URL; path: string } | undefined {
  if (!url.endsWith(endpoint) || !URL.canParse(url)) return undefined;
  const base = new URL(url.slice(0, -endpoint.length));
  return { base, path: base.pathname.replace(/\/$/, '') + endpoint.replace(/^\/v1/, '') };
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '0.0.0.0', '[::1]']);

function isSameServer(known: URL, asked: URL): boolean {
  if (LOOPBACK.has(known.hostname)) return LOOPBACK.has(asked.hostname) && known.port === asked.port;
  return known.host === asked.host;
}

function answerOf(
  { body, is_streaming: streaming }: ReferenceCall['response'],
  endpoint: string,
  { whole, chunk }: { whole: string; chunk?: string },
): RecordedAnswer | string {
  const parts = Array.isArray(body) ? body : [body];
  const expected = Array.isArray(body) ? chunk : whole;
  const other = parts.find(({ __type__: type }) => type.split('.').at(-1) !== expected);
  if (other !== undefined || expected === undefined || streaming !== Array.isArray(body)) {
    return `its answer is ${Array.isArray(body) ? 'a list of ' : ''}${(other ?? parts[0])?.__type__ ?? 'nothing'}, which ${endpoint} does not give`;
  }
  const data = parts.map(({ __data__: data }): JsonObject => data);
  if (!streaming)
    return { status: 200, headers: { 'content-type': 'application/json' }, body: { json: data[0] ?? {} } };
  const events: StreamEvent[] = data.map((data) => ({ data }));
  // The SDK swallows the marker that ends each stream of these endpoints.
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    events: [...events, { raw: 'data: [DONE]\n\n' }],
  };
}

function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
