/** What is checked of an exchange that comes from a file or from another process. */
import { z } from 'zod';
import { NO_ANSWER, type Json, type StreamEvent } from './exchange.ts';
import { isKeptHeader } from './kept-headers.ts';

/** Json by construction: it is only ever applied to what `JSON.parse` gave. */
const json = z.custom<Json>((value) => value !== undefined);

const end = z.string().optional();
const text = z.strictObject({ text: z.string() });
const base64 = z.strictObject({ base64: z.base64() });
const digest = z.strictObject({ sha256: z.string(), bytes: z.number().int() });

/** Requests are compared by value: how their JSON is written is not kept. */
const asked = [z.strictObject({ json, end }), text, base64, digest] as const;

const formPart = z.object({
  name: z.string(),
  filename: z.string().optional(),
  type: z.string().optional(),
  content: z.union(asked),
});

const request = z.strictObject({
  method: z.string(),
  path: z.string().startsWith('/'),
  query: z.string().optional(),
  headers: z.record(z.string().lowercase(), z.string()).optional(),
  body: z.union([...asked, z.strictObject({ form: z.array(formPart) })]).optional(),
});

/** Only between processes: in a file, such a number stands at its own place. */
const numbers = z.record(z.string(), z.string());

const style = z.strictObject({
  indent: z
    .string()
    .regex(/^[ \t]{1,10}$/)
    .optional(),
  spaced: z.literal(true).optional(),
  escapes: z.enum(['ascii', 'html']).optional(),
});

const answered = [
  z.strictObject({ json, numbers: numbers.optional(), style: style.optional(), end }),
  text,
  base64,
] as const;

const isText = (value: unknown): boolean => typeof value === 'string';

const EVENT_FIELDS: Record<string, (value: unknown) => boolean> = {
  event: isText,
  before: isText,
  data: () => true,
  numbers: (value) => numbers.safeParse(value).success,
  style: (value) => style.safeParse(value).success,
  after: isText,
};

/** By hand: events are most of a recording, and a schema of them took longer than all the rest of opening it. */
function isStreamEvent(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if ('raw' in value) return isText(value.raw) && Object.keys(value).length === 1;
  if (!('data' in value) || ('event' in value && 'before' in value)) return false;
  for (const [name, field] of Object.entries(value)) if (EVENT_FIELDS[name]?.(field) !== true) return false;
  return true;
}

const keptHeader = z.string().refine(isKeptHeader, 'is no header that recordings keep');
const headerValue = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'holds what no header can');

const response = z.strictObject({
  status: z.union([z.literal(NO_ANSWER), z.number().int().min(200).max(599)]),
  headers: z.record(keptHeader, headerValue),
  body: z.union(answered).optional(),
  events: z.array(z.custom<StreamEvent>(isStreamEvent, 'is neither { data } nor { raw }')).optional(),
  chunks: z.array(z.number().int().positive()).optional(),
  end: z.enum(['cut', 'broken']).optional(),
});

/** Where a provider's answer came from. */
export const source = z.enum(['provider', 'local model', 'scripted']);

export const providerExchange = z.strictObject({
  provider: z.string().min(1),
  call: z.number().int().positive().optional(),
  source: source.optional(),
  request,
  response,
});

/** An answer of a stack may be a document that is kept by its digest. */
export const clientExchange = z.strictObject({
  request,
  response: response.extend({ body: z.union([...answered, digest]).optional() }),
});
