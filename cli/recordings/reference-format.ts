/** The recordings of the reference harness, as its recorder writes them: one JSON file per call of a provider's SDK. */
import { z } from 'zod';
import type { Json } from '../../replay/recording/exchange.ts';

/** Json by construction: it is only ever applied to what `JSON.parse` gave. */
const json = z.custom<Json>((value) => value !== undefined);
const object = z.record(z.string(), json);

/** A Pydantic object of the SDK: its class, and what `model_dump` gave of it. */
const dumped = z.object({ __type__: z.string(), __data__: object });

const sdkCall = z.object({
  test_id: z.string().nullish(),
  request: z.object({
    method: z.string(),
    url: z.string(),
    endpoint: z.string(),
    body: object,
  }),
  response: z.object({ body: z.union([dumped, z.array(dumped)]), is_streaming: z.boolean() }),
  id_normalization_mapping: object.optional(),
});

/** What any of its files has, whatever else is in it; enough to say why it stays behind. */
const anyFile = z.object({
  request: z.object({
    provider: z.string().optional(),
    tool_name: z.string().optional(),
    endpoint: z.string().optional(),
    url: z.string().optional(),
  }),
  response: z.object({
    is_exception: z.boolean().optional(),
    exception_data: z.unknown().optional(),
    body: z.unknown().optional(),
  }),
});

export type ReferenceCall = z.infer<typeof sdkCall>;

/** A call of a provider's SDK, or the reason why the file is none that can be carried over. */
export function parseReference(text: string): ReferenceCall | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  const any = anyFile.safeParse(value);
  if (!any.success) return 'it is no recording of the reference harness: it has no request and response';
  const { request, response } = any.data;
  if (response.is_exception === true || response.exception_data !== undefined) {
    return 'it is an exception of the SDK: the HTTP answer behind it was not kept';
  }
  if (request.tool_name !== undefined) {
    return `it is a call of the tool ${request.tool_name} inside of the stack (${request.provider ?? '?'}): no HTTP exchange was kept`;
  }
  const call = sdkCall.safeParse(value);
  if (call.success) return call.data;
  const [issue] = call.error.issues;
  return `its shape is not known, at ${issue?.path.join('.') || 'its top'}: ${issue?.message ?? '?'}`;
}
