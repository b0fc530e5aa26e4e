/** Turns calls that the reference recorder caught into exchanges: what the files tell, and nothing that they do not. */
import type { Json, RecordedRequest, Source } from '../../../replay/recording/exchange.ts';
import { isObject, jsonIn, type JsonObject } from '../../../replay/recording/json.ts';
import { REDACTED } from '../../../replay/secrets/secret-fields.ts';
import type { Addresses, Place } from './addresses.ts';
import { ENDPOINTS, endpointOf, errorAnswer, httpAnswer, inBase64, sdkAnswer } from './answers.ts';
import type { HttpCall, ReferenceCall, SdkCall, ToolCall } from './format.ts';
import { importedAt, serverAt, type ImportedCall } from './imported-call.ts';
import { ollamaCall } from './ollama.ts';

/** A list of models: it belongs to the start-up of a provider. */
export interface ImportedModels {
  provider: string;
  server: string;
  source: Source;
  path: string;
  models: (JsonObject & { id: string })[];
}

/** The exchange of a call, the models that it listed, or the reason why it cannot be carried over. */
export function importedCall(call: ReferenceCall, addresses: Addresses): ImportedCall | ImportedModels | string {
  switch (call.kind) {
    case 'sdk':
      return ofSdk(call.call, addresses);
    case 'http':
      return ofHttp(call.call, addresses);
    case 'tool':
      return ofTool(call.call, addresses);
  }
}

function ofSdk(call: SdkCall, addresses: Addresses): ImportedCall | ImportedModels | string {
  const { url, body } = call.request;
  const endpoint = endpointOf(call.request.endpoint, call.response.body);
  const place = addresses.place(url, call.request.endpoint);
  if (typeof place === 'string') return place;
  const at = endpoint === call.request.endpoint ? place : { ...place, path: chatPath(place.path) };
  if (endpoint === '/v1/models') return modelsOf(call, at);
  if (endpoint.startsWith('/api/')) return ollamaCall(call, at);
  if (ENDPOINTS[endpoint] === undefined)
    return `the endpoint ${endpoint} is none of ${Object.keys(ENDPOINTS).join(', ')}`;
  const error = call.response.exception_data;
  const answer = error ? errorAnswer(error) : sdkAnswer(call.response.body, call.response.is_streaming, endpoint);
  if (typeof answer === 'string') return answer;
  const request = requestOf(at, body);
  if (error || endpoint !== '/v1/embeddings' || body.encoding_format !== undefined)
    return importedAt(at, call, request, answer);
  const { body: asked } = request;
  const json = asked !== undefined && 'json' in asked && isObject(asked.json) ? asked.json : {};
  const vectors = answer.body !== undefined && 'json' in answer.body ? inBase64(answer.body.json) : null;
  return importedAt(
    at,
    call,
    { ...request, body: { json: { ...json, encoding_format: 'base64' } } },
    { ...answer, body: { json: vectors } },
  );
}

function chatPath(path: string): string {
  return path.replace(/\/completions$/, '/chat/completions');
}

/** Options of the SDK that do not become fields of the request's body. `extra_body` does: its fields are put into the body. */
function requestOf({ path, provider }: Place, arguments_: JsonObject): RecordedRequest {
  const { extra_body: extra, extra_headers: headers, extra_query: query, timeout: _timeout, ...body } = arguments_;
  const asked = objectOf(query);
  const kept = Object.entries(objectOf(headers)).filter(([name]) => provider.headers?.includes(name.toLowerCase()));
  return {
    method: 'POST',
    path,
    ...(Object.keys(asked).length === 0 ? {} : { query: new URLSearchParams(texts(asked)).toString() }),
    ...(kept.length === 0
      ? {}
      : { headers: texts(Object.fromEntries(kept.map(([name, value]) => [name.toLowerCase(), value]))) }),
    body: { json: { ...withoutOmitted(body), ...objectOf(extra) } },
  };
}

/** The recorder writes the SDK's mark of an argument that is not given as text. */
function withoutOmitted(body: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(body).filter(
      ([, value]) => typeof value !== 'string' || !/^<openai\.(?:Omit|NotGiven) object at /.test(value),
    ),
  );
}

function texts(values: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

function modelsOf({ response, request }: SdkCall, { provider, source, origin, path }: Place): ImportedModels | string {
  if (!Array.isArray(response.body)) return 'its answer is no list of models';
  const models = response.body
    .map(({ __data__: data }) => data)
    .flatMap((model) => (typeof model.id === 'string' ? [{ ...model, id: model.id }] : []));
  return { provider: provider.name, server: serverAt(origin, request), source, path, models };
}

function ofHttp({ test_id: test, request, response }: HttpCall, addresses: Addresses): ImportedCall | string {
  const place = addresses.place(request.url);
  if (typeof place === 'string') return place;
  const answer = httpAnswer(response);
  if (typeof answer === 'string') return answer;
  const { search } = new URL(request.url);
  const asked: RecordedRequest = {
    method: request.method.toUpperCase(),
    path: place.path,
    ...(search === '' ? {} : { query: search.slice(1) }),
    body: { json: request.payload },
  };
  return importedAt(place, { test_id: test, request: { body: objectOf(request.payload) } }, asked, answer);
}

/** How many results Tavily is asked for, by the size of context that a client wants (`tavily_search.py` of OGX). */
const RESULTS: Readonly<Record<string, number>> = { low: 3, medium: 5, high: 10 };

/** A search of Tavily: the stack hands its query on, and gives the results as the tool's text. */
function ofTool({ test_id: test, request, response }: ToolCall, addresses: Addresses): ImportedCall | string {
  const { provider: name, tool_name: tool, kwargs } = request;
  const provider = addresses.provider(name);
  if (name !== 'tavily' || tool !== 'web_search' || provider === undefined)
    return `it is a call of the tool ${tool} (${name}), whose HTTP exchange was not kept`;
  const { content } = response.body.__data__;
  const found = typeof content === 'string' ? jsonIn(content) : undefined;
  if (!isObject(found) || !Array.isArray(found.top_k) || typeof kwargs.query !== 'string')
    return `its result is none of Tavily's searches`;
  const size = RESULTS[typeof kwargs.search_context_size === 'string' ? kwargs.search_context_size : ''];
  const body = {
    query: kwargs.query,
    // A stack has a key, real or not, and the gateway hides it.
    api_key: REDACTED,
    ...(Array.isArray(kwargs.allowed_domains) && kwargs.allowed_domains.length > 0
      ? { include_domains: kwargs.allowed_domains }
      : {}),
    ...(size === undefined ? {} : { max_results: size }),
  };
  const place = {
    provider,
    source: provider.source,
    path: '/search',
    origin: provider.url.default ?? 'an unknown address',
  };
  const answer = {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: { json: { query: found.query ?? kwargs.query, results: found.top_k } },
  };
  return importedAt(
    place,
    { test_id: test, request: { body: {} } },
    { method: 'POST', path: place.path, body: { json: body } },
    answer,
  );
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
