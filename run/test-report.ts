/** What the fixtures of a test hand to the reporters: data, beside the attachments that a person reads. */
import { z } from 'zod';

/** The attachment's name. Playwright's HTML report lists none that begins with an underscore. */
export const TEST_REPORT = '_test-report';

const Change = z.object({
  /** JSON path in the request, such as `body.messages[0].content`. */
  path: z.string(),
  recorded: z.string(),
  now: z.string(),
});

const ReportedProblem = z.object({
  /** `miss`, `leftover`, `late call`, … */
  kind: z.string(),
  /** Complete text for a person: what happened, why, what to do. */
  text: z.string(),
  /** The first line of what the client was answered with, so that an error that repeats it can be left out. */
  headline: z.string().optional(),
  /** What differs from the closest recorded request. */
  changes: z.array(Change).default([]),
});

/** A call of the stack to a provider. */
const CausedCall = z.object({
  provider: z.string(),
  method: z.string(),
  path: z.string(),
  status: z.number().int(),
  /** `hit`, `miss`, `recorded`, `live`, `cut`, `failed`. */
  outcome: z.string(),
  source: z.string().optional(),
  events: z.number().int().optional(),
  /** Milliseconds since 1970. */
  at: z.number(),
  milliseconds: z.number(),
});

export const TestReport = z.object({
  /** Package and version: `ogx 1.5.0`; of the recordings where no stack runs. */
  stack: z.string(),
  line: z.string(),
  mode: z.string(),
  /** How the providers' answers went out, where not as they are: `in chunks of 7 bytes`. */
  delivery: z.string().optional(),
  /** Whether no stack ran: the answers were recorded ones. */
  recordedStack: z.boolean().default(false),
  problems: z.array(ReportedProblem).default([]),
  /** Provider calls by where their answers came from; the day where they are recorded. */
  answers: z
    .array(
      z.object({
        source: z.string(),
        /** Name and version of the server that gave them. */
        server: z.string().optional(),
        /** The model that was asked. */
        model: z.string().optional(),
        calls: z.number().int(),
        recorded: z.string().optional(),
      }),
    )
    .default([]),
  /** Tokens that the replayed provider answers say they took, and that nobody paid. */
  tokens: z.number().int().default(0),
  /** Client calls in order. */
  calls: z
    .array(
      z.object({
        method: z.string(),
        path: z.string(),
        status: z.number().int().optional(),
        events: z.number().int().optional(),
        milliseconds: z.number().optional(),
        /** How the answer ended where it did not end well: `cut` by the client, or `broken`. */
        end: z.string().optional(),
        /** The provider calls that it caused. */
        caused: z.array(CausedCall).default([]),
      }),
    )
    .default([]),
  /** A known gap: why the test must fail, and the document that says what is right. */
  gap: z.object({ why: z.string(), source: z.string().optional(), line: z.string().optional() }).optional(),
  /** The command that records this test again. */
  record: z.string().optional(),
});
export type TestReport = z.infer<typeof TestReport>;
export type CausedCall = z.infer<typeof CausedCall>;
export type ReportedProblem = z.infer<typeof ReportedProblem>;
