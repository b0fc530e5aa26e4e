/** What the global setup found, handed on to the workers as one variable. */
import { z } from 'zod';
import { type FolderOptions, PROJECT_VARIABLE } from '../folders/folders.ts';
import { modes } from '../replay/control/protocol.ts';
import { ModelOverrides } from '../setups/overrides.ts';
import { compileCache } from './startup-cache.ts';
import { Configured } from './configured.ts';
import { contractActions } from './contract-action.ts';
import { driftActions } from './drift-action.ts';

const VARIABLE = 'E2E_RUN';

const both = {
  /** What `playwright.config.ts` says in a worker. */
  configured: Configured,
  /** Names of the setups of the run. */
  setups: z.array(z.string()),
  /** The models that the run names instead of the setups' own. */
  models: ModelOverrides,
  /** Absolute path of the recordings folder. */
  recordings: z.string().min(1),
  /** The line of releases whose recordings are used. */
  line: z.string().min(1),
  /** What a command that records a test of this run begins with: `STACK_CONFIG=llama-stack-0.3 `, or nothing. */
  recordSettings: z.string(),
  /** What is done about drift of the stack's answers. */
  drift: z.enum(driftActions),
  /** What answers are held against; nothing without it. Files are absolute. */
  contracts: z
    .strictObject({
      action: z.enum(contractActions).exclude(['off']),
      /** Compiled contracts. */
      files: z.array(z.string()),
      /** Known findings of the line. */
      known: z.array(z.string()),
    })
    .optional(),
  /** A tag that every test of the run has in reports. */
  tag: z.string().optional(),
  /** Absolute path of recordings with a change in each; undefined but in runs of `npm run mutate`. */
  changedRecordings: z.string().optional(),
};

const StackRun = z.strictObject({
  ...both,
  stack: z.literal('running'),
  stackUrl: z.url(),
  gatewayUrl: z.url(),
  /** The gateway's. */
  token: z.string().min(1),
  id: z.string().min(1),
  /** Package and version: `ogx 1.5.0`. */
  version: z.string().min(1),
  mode: z.enum(modes),
  /** How the providers' answers go out, where not as they are: `in chunks of 7 bytes`. */
  delivery: z.string().optional(),
  /** Whether the stack calls its providers without the gateway: one that was only attached to, live. */
  direct: z.boolean(),
  /** Whether it replays what the run that started it has recorded, which is written where that succeeds. */
  proof: z.boolean().optional(),
  /** Where the stack's output goes, absolute; undefined for one that is not ours. */
  logFile: z.string().optional(),
});

const RecordedRun = z.strictObject({
  ...both,
  stack: z.literal('recorded'),
  /** Where no stack is. */
  stackUrl: z.literal('http://recorded.invalid').default('http://recorded.invalid'),
  mode: z.literal('replay').default('replay'),
});

const CurrentRun = z.discriminatedUnion('stack', [StackRun, RecordedRun]);

/** A run on a stack behind a gateway. */
export type StackRun = z.infer<typeof StackRun>;
/** A run on recorded answers of a stack: it proves client and spec code, and no stack. */
export type RecordedRun = z.infer<typeof RecordedRun>;
/** The run that this worker is part of. */
export type CurrentRun = z.infer<typeof CurrentRun>;

/**
 * Hands a run on to the processes that this one starts, and where Node has the compiled code of what they load. Nothing
 * else in the project writes to `process.env`.
 */
export function handOn(run: z.input<typeof CurrentRun>): void {
  process.env[VARIABLE] = JSON.stringify(CurrentRun.parse(run));
  process.env['NODE_COMPILE_CACHE'] ??= compileCache();
}

/** From here on this process, and those that it starts, work for a project; see `folders`. */
export function useProject(project: string, options: FolderOptions = {}): void {
  process.env[PROJECT_VARIABLE] = JSON.stringify({ project, ...options });
}

/** As `handOn`, as the variables of a process that is to be started. */
export function handedTo(run: z.input<typeof CurrentRun>): Record<string, string> {
  return { [VARIABLE]: JSON.stringify(CurrentRun.parse(run)) };
}

let last: { text: string; run: CurrentRun } | undefined;

/** The run that was handed on to this process; undefined in the one that hands it on. Throws ZodError. */
export function handedOn(): CurrentRun | undefined {
  const text = process.env[VARIABLE];
  if (text === undefined) return undefined;
  if (last?.text !== text) last = { text, run: CurrentRun.parse(JSON.parse(text)) };
  return last.run;
}

/** @throws when no run was handed on, which means that the global setup did not run */
export function currentRun(): CurrentRun {
  const run = handedOn();
  if (run !== undefined) return run;
  throw new Error("This worker knows no stack. Run the specs with the project's own playwright.config.ts.");
}
