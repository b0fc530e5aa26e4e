/**
 * What a test run says to the gateway, over HTTP on loopback below `/-/`, with the gateway's token in `x-e2e-token`.
 *
 * POST /-/runs                   Run          → {}
 * POST /-/runs/<id>/close        {}           → RunVerdict
 * GET  /-/runs/<id>/unproved                  → Unproved
 * POST /-/attempts               Attempt      → {}
 * GET  /-/attempts/<id>                       → AttemptState
 * POST /-/attempts/<id>/answers  GivenAnswers → {}
 * GET  /-/attempts/<id>/requests              → ProviderRequests
 * POST /-/attempts/<id>/close    AttemptEnd   → AttemptVerdict
 * POST /-/stacks                 OwnStackOrder → OwnStack
 * POST /-/stacks/<id>/stop       StopStack    → {}
 * POST /-/stacks/<id>/start      {}           → OwnStack
 * POST /-/stacks/<id>/close      {}           → {}
 * GET  /-/status                              → { ok: true, protocol: 1 }
 *
 * A refusal is a 4xx answer `{ "error": "<what, why, what to do>" }`.
 */
import { z } from 'zod';
import { Answer } from '../answers/answer.ts';
import { Bend } from '../answers/bend.ts';
import { Delivery } from '../answers/delivery.ts';
import type { Json } from '../recording/exchange.ts';
import { ExternalTest, isExternal } from '../recording/external.ts';
import { SetupName, SpecPath } from '../recording/names.ts';

export const TOKEN_HEADER = 'x-e2e-token';
/** Raised when what a client may send, or reads, changes its meaning or goes; what is added leaves it as it is. */
export const PROTOCOL_VERSION = 1;
/** The version that a client was written for, where it says so. */
export const VERSION_HEADER = 'x-e2e-protocol';
/** The W3C baggage members that carry the identity of a call through the stack. */
export const BAGGAGE_ATTEMPT = 'e2e-attempt';
export const BAGGAGE_CALL = 'e2e-call';
/** Marks of the keys that the client handed on, one dot between two. */
export const BAGGAGE_KEYS = 'e2e-keys';

export const modes = ['replay', 'record', 'record-if-missing', 'live'] as const;
export type Mode = (typeof modes)[number];

/** A test run. */
export const Run = z.object({
  id: z.string().regex(/^[A-Za-z0-9_-]+$/),
  /** The process whose end is its end. */
  pid: z.number().int().optional(),
  /** Addresses and keys of providers, by variable: for its attempts they win over the gateway's own. Kept in memory only. */
  environment: z.record(z.string(), z.string()).optional(),
  /** What its attempts record is held until a run that `proves` this one has replayed it; without it, it is written at once. */
  unproved: z.boolean().optional(),
  /**
   * The run whose held recordings the attempts of this one replay, and no others. One that replays without a fault is
   * written; what is still held when the run that recorded it closes is dropped, and an error of that run.
   */
  proves: z.string().optional(),
  /** How answers that are replayed, or given by specs, go out in all of its attempts. */
  delivery: Delivery.pick({ chunkBytes: true, delay: true }).optional(),
  /** Where its attempts' base URLs lead, without `/v1`; to the gateway's own stack when it is not said. */
  stack: z.url({ protocol: /^https?$/ }).optional(),
});
export type Run = z.infer<typeof Run>;

const AttemptFields = z.object({
  /** `<run id>.<random>`, characters that baggage carries unquoted. */
  id: z.string().regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/),
  run: z.string().min(1),
  mode: z.enum(modes),
  setup: SetupName,
  /** Providers that the setup uses: their keys and addresses are checked when a recording attempt opens. */
  providers: z.array(z.string().min(1)),
  /** Spec file relative to `e2e/`, with `/` between folders. */
  spec: SpecPath,
  /** Describe titles and test title, outermost first. */
  titlePath: z.array(z.string().min(1).max(1000)).min(1).max(20),
  /** What a command that records the test again begins with: `STACK_CONFIG=llama-stack-0.3 `, or nothing. */
  recordSettings: z.string().optional(),
  /** What is another in each run, by rules with one capture group: it takes no part in matching. */
  placeholders: z.array(z.object({ name: z.string(), pattern: z.string() })).optional(),
  /** Absolute path of a recordings folder that answers in place of the gateway's own, in replay. */
  recordings: z.string().optional(),
  /** Whether providers take part at all: with `none` a provider call is a miss, in every mode. */
  answers: z.enum(['recorded', 'none']).default('recorded'),
  /** What a test or suite that is none of this project's specs is, and the command that records it: its spec is below `external`. */
  external: ExternalTest.optional(),
  /** What becomes of it in replay where it has no recording: it does not open (so without this), or it does and each provider call is a miss. */
  unrecorded: z.enum(['refuse', 'miss']).optional(),
});
export const Attempt = AttemptFields.refine(({ external, spec }) => external === undefined || isExternal(spec), {
  path: ['spec'],
  error: 'must be "external" or begin with "external/" for a test that is external',
});
export type Attempt = z.infer<typeof Attempt>;
/** What may be sent: defaults left out. */
export type NewAttempt = z.input<typeof Attempt>;

/**
 * Answers that the spec gives itself, behind those that it gave before. From the first of them on, an empty list too,
 * every provider call of the attempt is answered by the first of them that is not used up and fits, in every mode.
 */
export const GivenAnswers = z.object({
  answers: z.array(Answer),
  /** In place of answers: those of the recording, or of the real provider where that is recorded, are bent. */
  recorded: Bend.optional(),
});
export type GivenAnswers = z.input<typeof GivenAnswers>;

/** What a provider was asked. */
export const ProviderRequest = z.object({
  provider: z.string(),
  method: z.string(),
  /** Behind the provider's mount, without the query. */
  path: z.string(),
  query: z.string().optional(),
  /** Names in lower case; without those that carry identity or a key. */
  headers: z.record(z.string(), z.string()),
  /** Whose key it carried: the one that the stack was started with, one that the client handed on, another, or none. */
  key: z.enum(['stack', 'client', 'other', 'none']),
  /** The value of a JSON body, the text of another; undefined for none, and for bytes. */
  body: z.custom<Json>().optional(),
});
export interface ProviderRequest {
  provider: string;
  method: string;
  path: string;
  query?: string | undefined;
  headers: Record<string, string>;
  key: 'stack' | 'client' | 'other' | 'none';
  body?: Json | undefined;
}
/** The tests whose recordings a run holds until they have been replayed. */
export const Unproved = z.object({
  tests: z.array(z.object({ setup: z.string(), spec: z.string(), titlePath: z.array(z.string()) })),
});
export type Unproved = z.infer<typeof Unproved>;

export const ProviderRequests = z.object({ requests: z.array(ProviderRequest) });

export const AttemptState = z.object({
  /** How many provider calls of the attempt run: each has been matched, or is being asked of the provider. */
  running: z.int().min(0),
  /** How many provider calls of the attempt have an answer that has begun and not ended. */
  answering: z.int().min(0),
});
export type AttemptState = z.infer<typeof AttemptState>;

export const AttemptEnd = z.object({
  /** Ended as expected: passed, or a known gap that failed as stated. Only then is anything written. */
  asExpected: z.boolean(),
  /** Ran to its end, so that an unused exchange is a fault of the test or of the stack. */
  complete: z.boolean(),
  /** A known gap, which failed as it states: the stack may have asked for less than the spec gives answers for. */
  knownGap: z.boolean().default(false),
  /** A replay's client exchanges take the place of the recorded ones. */
  acceptDrift: z.boolean().default(false),
  /** How the test failed, for a person; left out where it did not. */
  failure: z.string().optional(),
  /**
   * The client exchanges at the places of their calls; sent where they are to be written. Those that came by the attempt's
   * base URL are known to the gateway, and need not be sent.
   */
  calls: z.array(z.unknown()).optional(),
  /** Writes a recording of an external test though nothing was called. */
  allowEmpty: z.boolean().default(false),
  /** Writes a recording of an external test though provider calls without an owner came while it was open. */
  allowOwnerless: z.boolean().default(false),
});
export type AttemptEnd = z.input<typeof AttemptEnd>;

export const Problem = z.object({
  kind: z.enum(['miss', 'leftover', 'recording', 'upstream', 'egress', 'unreadable', 'credentials']),
  /** Complete text for a person: what happened, why, what to do. */
  text: z.string(),
  /** What a report shows besides, in full: the request of a miss, and the closest recorded one. */
  detail: z.string().optional(),
  /** What the stack was answered with in place of a provider's answer. */
  headline: z.string().optional(),
  /** Where the request of a miss differs from the closest recorded one. */
  changes: z.array(z.object({ path: z.string(), recorded: z.string(), now: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** One provider call of an attempt, for the report. */
export const JournalEntry = z.object({
  provider: z.string(),
  call: z.number().int().optional(),
  method: z.string(),
  path: z.string(),
  outcome: z.enum(['hit', 'miss', 'recorded', 'live', 'cut', 'failed']),
  status: z.number().int(),
  /** `spec`: the spec gave the answer itself. */
  source: z.enum(['provider', 'local model', 'scripted', 'spec']).optional(),
  /** What answered: the server's name and version, where they are known. */
  server: z.string().optional(),
  /** The model that the request named. */
  model: z.string().optional(),
  /** When it came, in milliseconds since 1970, with fractions. */
  at: z.number(),
  milliseconds: z.number(),
  events: z.number().int().optional(),
  /** The tokens that the answer says it took, all together. */
  tokens: z.number().int().optional(),
});
export type JournalEntry = z.infer<typeof JournalEntry>;

export const AttemptVerdict = z.object({
  problems: z.array(Problem),
  journal: z.array(JournalEntry),
  /** Recording files that this attempt wrote, relative to the project. */
  written: z.array(z.string()),
  /** Recording files that it would write, and that are held until a replay has proved them, relative to the project. */
  unproved: z.array(z.string()).optional(),
  /** Day of the recording that answered, `YYYY-MM-DD`. */
  recorded: z.string().optional(),
  /** What the stack answered otherwise than recorded, where the attempt's calls came by its base URL: in one line, and in full. */
  drift: z.object({ summary: z.string(), text: z.string() }).optional(),
});
export type AttemptVerdict = z.infer<typeof AttemptVerdict>;

/** A stack beside the gateway's own, behind the same gateway and on empty folders. */
export const OwnStackOrder = z.object({
  /** The process whose end is its end. */
  pid: z.int().positive(),
  /** Fields over those of the run config: mappings are joined, anything else takes the place of what is there. */
  config: z.record(z.string(), z.unknown()).default({}),
  /** Variables over those that the gateway's own stack was started with. */
  environment: z.record(z.string(), z.string()).default({}),
  /** Requirements, or folders of packages, on top of those of the gateway's own stack; in a Python environment of their own. */
  packages: z.array(z.string()).default([]),
});
export type OwnStackOrder = z.infer<typeof OwnStackOrder>;

export const OwnStack = z.object({
  id: z.string(),
  /** Without `/v1`; the same after each start. */
  url: z.string(),
  /** Where the output of its last start is, absolute. */
  logFile: z.string(),
});
export type OwnStack = z.infer<typeof OwnStack>;

export const stopSignals = ['SIGTERM', 'SIGKILL'] as const;
export type StopSignal = (typeof stopSignals)[number];
/** Its processes end and its data stays. */
export const StopStack = z.object({ signal: z.enum(stopSignals).default('SIGTERM') });

export const RunVerdict = z.object({ errors: z.array(z.string()) });
export type RunVerdict = z.infer<typeof RunVerdict>;
