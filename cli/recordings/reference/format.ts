/** The recordings of the reference harness, as its recorder writes them: one JSON file per call that it caught. */
import { z } from 'zod';
import type { Json } from '../../../replay/recording/exchange.ts';

/** Json by construction: it is only ever applied to what `JSON.parse` gave. */
const json = z.custom<Json>((value) => value !== undefined);
const object = z.record(z.string(), json);

/** A Pydantic object of the SDK: its class, and what `model_dump` gave of it. */
const dumped = z.object({ __type__: z.string(), __data__: object });
export type Dumped = z.infer<typeof dumped>;

const ofTest = { test_id: z.string().nullish() };

/** An error that the SDK raised on the provider's answer. `body` is what it made of the answer's body. */
const providerError = z.object({
  category: z.literal('provider_sdk'),
  status_code: z.int().min(400).max(599),
  message: z.string().nullish(),
  body: json.nullish(),
});
export type ProviderError = z.infer<typeof providerError>;

/** A call of a provider's SDK. */
const sdkCall = z.object({
  ...ofTest,
  request: z.object({
    url: z.string(),
    endpoint: z.string(),
    body: object,
    provider_metadata: z.record(z.string(), z.string()).nullish(),
  }),
  response: z.object({
    body: z.union([dumped, z.array(dumped), z.null()]),
    is_streaming: z.boolean(),
    exception_data: providerError.nullish(),
  }),
});
export type SdkCall = z.infer<typeof sdkCall>;

/** A call without an SDK, as it went over the wire. The lines of a stream are without their ends. */
const httpCall = z.object({
  ...ofTest,
  request: z.object({ url: z.string(), method: z.string(), payload: json }),
  response: z.object({
    status: z.int().min(200).max(599).default(200),
    body: json,
    is_streaming: z.boolean().default(false),
  }),
});
export type HttpCall = z.infer<typeof httpCall>;

/** A call of a tool's provider, one level above HTTP. */
const toolCall = z.object({
  ...ofTest,
  request: z.object({ provider: z.string(), tool_name: z.string(), kwargs: object }),
  response: z.object({ body: dumped }),
});
export type ToolCall = z.infer<typeof toolCall>;

export type ReferenceCall =
  { kind: 'sdk'; call: SdkCall } | { kind: 'http'; call: HttpCall } | { kind: 'tool'; call: ToolCall };

/** What any of its files has, whatever else is in it; enough to say why it stays behind. */
const anyFile = z.object({
  request: z.object({ tool_name: z.string().optional(), payload: z.unknown().optional(), url: z.unknown().optional() }),
  response: z.object({
    is_exception: z.boolean().optional(),
    exception_data: z.object({ category: z.unknown().optional() }).nullish(),
    is_streaming: z.unknown().optional(),
    body: z.unknown().optional(),
  }),
  id_normalization_mapping: z.record(z.string(), z.string()).nullish(),
});

/** A call that the recorder caught, or the reason why the file is none that can be carried over. */
export function parseReference(text: string): ReferenceCall | string {
  const found = anyFile.safeParse(parsed(text));
  if (!found.success) {
    return parsed(text) === undefined
      ? 'it is not JSON'
      : 'it is no recording of the reference harness: it has no request and response';
  }
  const { request, response, id_normalization_mapping: mapping } = found.data;
  const value = parsed(mapped(text, mapping ?? {}));
  const why = exceptionOf(response);
  if (why !== undefined) return why;
  if (request.tool_name !== undefined) return checked(toolCall, value, (call) => ({ kind: 'tool', call }));
  if (request.payload !== undefined) return checked(httpCall, value, (call) => ({ kind: 'http', call }));
  if (typeof request.url === 'string' && request.url.startsWith('vertexai://'))
    return 'it is a call of the google-genai SDK, kept as its objects: the HTTP request behind them was not kept';
  return checked(sdkCall, value, (call) => ({ kind: 'sdk', call }));
}

/** An exception is an answer where the provider answered with an error; what else an SDK or the stack raised is none. */
function exceptionOf(response: z.infer<typeof anyFile>['response']): string | undefined {
  const { is_exception: raised, exception_data: data } = response;
  if (raised !== true && data == null) return undefined;
  if (response.is_streaming === true)
    return 'a stream that broke off with an exception: what came on the wire was not kept';
  if (data?.category === 'provider_sdk') return undefined;
  return 'an exception that no answer of a provider raised, or whose answer was not kept';
}

function checked<T>(schema: z.ZodType<T>, value: unknown, made: (call: T) => ReferenceCall): ReferenceCall | string {
  const result = schema.safeParse(value);
  if (result.success) return made(result.data);
  const [issue] = result.error.issues;
  return `its shape is not known, at ${issue?.path.join('.') || 'its top'}: ${issue?.message ?? '?'}`;
}

/** As the reference reads a file: ids that its table names have the table's value everywhere. */
function mapped(text: string, mapping: Readonly<Record<string, string>>): string {
  return Object.entries(mapping).reduce((all, [normalised, original]) => all.replaceAll(original, normalised), text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
