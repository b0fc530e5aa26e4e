/** The recording files: `providers.json` and `stack.json` of a test, `startup/<provider>.json` of a line. */
import { z } from 'zod';
import type { ClientExchange, Json, ProviderExchange, Source } from './exchange.ts';
import { clientExchange, providerExchange, source } from './exchange-schema.ts';
import { parseJson } from './json.ts';
import { answersFromFile } from './file-text.ts';
import { Fault } from '../../errors/fault.ts';

/** The version of the files' format. Another one is refused, never guessed at. */
export const FORMAT = 2;

/** The command that rewrites files of format 1. */
export const MIGRATE = 'npm run recordings -- normalize';

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

export const providersFile = z.strictObject({
  ...header,
  seam: z.literal('providers'),
  /**
   * Of another recorder, which keeps equal requests once: an exchange answers them any number of times, and one that
   * nothing asks for is no leftover.
   */
  repeats: z.literal(true).optional(),
  from: z.record(z.string(), origin),
  /** Ids in client requests that the spec itself made up: the stack did not mint them, so they are compared as text. */
  literals: z.array(z.string()),
  exchanges: z.array(providerExchange),
});

/** Why no provider answers were recorded with a test: its spec gives them, or its calls ask no provider. */
const answers = z.enum(['spec', 'none']);
export type WithoutAnswers = z.infer<typeof answers>;

export const stackFile = z.strictObject({
  ...header,
  seam: z.literal('stack'),
  answers: answers.optional(),
  calls: z.array(clientExchange),
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
  repeats?: true;
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
  const recording = parse(text, file, providersFile);
  return { ...recording, exchanges: answersFromFile(recording.exchanges, 'exchanges', text) };
}

/** @throws {BadRecording} when the text is no recording of this format */
export function parseStack(text: string, file: string): StackRecording {
  const recording = parse(text, file, stackFile);
  return { ...recording, calls: answersFromFile(recording.calls, 'calls', text) };
}

/** The header of a recording of the stack, its calls unread. @throws {BadRecording} when the text is no recording of this format */
export function parseStackHeader(text: string, file: string): Omit<StackRecording, 'calls'> {
  const { calls: _calls, ...header } = parse(text, file, stackFile.extend({ calls: z.unknown() }));
  return header;
}

/** The client exchanges that a worker sends at the end of a recording attempt, at the places of their calls. Throws ZodError. */
export function parseCalls(value: unknown): (ClientExchange | null)[] {
  return z.array(clientExchange.nullable()).parse(value);
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
  const { format } = z.object({ format: z.unknown() }).safeParse(value).data ?? {};
  if (format !== FORMAT) throw otherFormat(format, file);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue === undefined ? '' : ` at ${issue.path.join('.') || 'its top'}: ${issue.message}`;
  throw new BadRecording(`The recording ${file} is not valid${where}. Restore it with git, or record the test again.`);
}

function otherFormat(format: unknown, file: string): BadRecording {
  const fix =
    format === 1 ? `Bring it up to date: ${MIGRATE}` : 'Use the version that wrote it, or record the test again.';
  return new BadRecording(
    `The recording ${file} has format ${JSON.stringify(format) ?? 'none'}, this version reads format ${FORMAT}. ${fix}`,
  );
}
