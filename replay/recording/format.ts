/** The recording files: `providers.json` and `stack.json` of a test, `startup/<provider>.json` of a line. */
import { z } from 'zod';
import {
  NO_ANSWER,
  type ClientExchange,
  type Json,
  type ProviderExchange,
  type Source,
  type StreamEvent,
} from './exchange.ts';
import { parseJson } from './json.ts';
import { isKeptHeader } from './kept-headers.ts';
import { Fault } from '../../errors/fault.ts';

/** The version of the files' format. Another one is refused, never guessed at. */
export const FORMAT = 1;

/** Json by construction: it is only ever applied to what `JSON.parse` gave. */
const json = z.custom<Json>((value) => value !== undefined);

/** What can be written again byte for byte: the only bodies that answers have. */
const wholeBodies = [
  z.strictObject({ json, end: z.string().optional() }),
  z.strictObject({ text: z.string() }),
  z.strictObject({ base64: z.base64() }),
] as const;

const digest = z.strictObject({ sha256: z.string(), bytes: z.number().int() });

const formPart = z.object({
  name: z.string(),
  filename: z.string().optional(),
  type: z.string().optional(),
  content: z.union([...wholeBodies, digest]),
});

const request = z.strictObject({
  method: z.string(),
  path: z.string().startsWith('/'),
  query: z.string().optional(),
  body: z.union([...wholeBodies, digest, z.strictObject({ form: z.array(formPart) })]).optional(),
});

const keptHeader = z.string().refine(isKeptHeader, 'is no header that recordings keep');
const headerValue = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'holds what no header can');

/** By hand: events are most of a recording, and a schema of them took longer than all the rest of opening it. */
function isStreamEvent(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const [key, ...more] = Object.keys(value);
  return more.length === 0 && (key === 'data' || (key === 'raw' && 'raw' in value && typeof value.raw === 'string'));
}

const response = z.strictObject({
  status: z.union([z.literal(NO_ANSWER), z.number().int().min(200).max(599)]),
  headers: z.record(keptHeader, headerValue),
  body: z.union(wholeBodies).optional(),
  events: z.array(z.custom<StreamEvent>(isStreamEvent, 'is neither { data } nor { raw }')).optional(),
  chunks: z.array(z.number().int().positive()).optional(),
  end: z.enum(['cut', 'broken']).optional(),
});

const source = z.enum(['provider', 'local model', 'scripted']);

const providerExchange = z.strictObject({
  provider: z.string().min(1),
  call: z.number().int().positive().optional(),
  source: source.optional(),
  request,
  response,
});

/** What one provider's answers were recorded from. */
const origin = z.strictObject({ server: z.string(), models: z.array(z.string()), source });
export interface Origin {
  server: string;
  models: string[];
  source: Source;
}

const header = {
  format: z.literal(FORMAT),
  /** The test's title path, or `start-up of <provider>`. */
  test: z.string(),
  setup: z.string().optional(),
  /** Day of the recording, `YYYY-MM-DD`. */
  recorded: z.string(),
  /** Package and version of the stack: `ogx 1.5.0`. */
  stack: z.string(),
};

const providersFile = z.strictObject({
  ...header,
  seam: z.literal('providers'),
  from: z.record(z.string(), origin),
  /** Ids in client requests that the spec itself made up: the stack did not mint them, so they are compared as text. */
  literals: z.array(z.string()),
  exchanges: z.array(providerExchange),
});

/** Why no provider answers were recorded with a test: its spec gives them, or its calls ask no provider. */
const answers = z.enum(['spec', 'none']);
export type WithoutAnswers = z.infer<typeof answers>;

const stackFile = z.strictObject({
  ...header,
  seam: z.literal('stack'),
  answers: answers.optional(),
  calls: z.array(z.strictObject({ request, response })),
});

export interface RecordingHeader {
  format: typeof FORMAT;
  test: string;
  setup?: string;
  recorded: string;
  stack: string;
}

export interface ProvidersRecording extends RecordingHeader {
  seam: 'providers';
  from: Record<string, Origin>;
  literals: string[];
  exchanges: ProviderExchange[];
}

export interface StackRecording extends RecordingHeader {
  seam: 'stack';
  /** Given where the recording has no `providers.json`. */
  answers?: WithoutAnswers;
  calls: ClientExchange[];
}

/** A recording file that cannot be used. The message says which file, what is wrong with it and what to do. */
export class BadRecording extends Fault {
  override readonly name = 'BadRecording';
}

/** @throws {BadRecording} when the text is no recording of this format */
export function parseProviders(text: string, file: string): ProvidersRecording {
  return parse(text, file, providersFile);
}

/** @throws {BadRecording} when the text is no recording of this format */
export function parseStack(text: string, file: string): StackRecording {
  return parse(text, file, stackFile);
}

/** The client exchanges that a worker sends at the end of a recording attempt, at the places of their calls. Throws ZodError. */
export function parseCalls(value: unknown): (ClientExchange | null)[] {
  return z.array(z.strictObject({ request, response }).nullable()).parse(value);
}

function parse<T>(text: string, file: string, schema: z.ZodType<T>): T {
  let value: Json;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new BadRecording(
      `The recording ${file} is not JSON (${error instanceof Error ? error.message : String(error)}). ` +
        'It was damaged after it was written: restore it with git, or record the test again.',
    );
  }
  const format = z.object({ format: z.unknown() }).safeParse(value);
  if (!format.success || format.data.format !== FORMAT) {
    const found = format.success ? JSON.stringify(format.data.format) : 'none';
    throw new BadRecording(
      `The recording ${file} has format ${found}, this version reads format ${FORMAT}. Use the version that wrote it, or record the test again.`,
    );
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue === undefined ? '' : ` at ${issue.path.join('.') || 'its top'}: ${issue.message}`;
  throw new BadRecording(`The recording ${file} is not valid${where}. Restore it with git, or record the test again.`);
}
