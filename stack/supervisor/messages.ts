/** What is said between a supervisor and the process that starts it: one JSON value a line, over stdin and stdout. */
import { z } from 'zod';
import { modes } from '../../replay/control/protocol.ts';
import { Access, Listening } from './registry.ts';
import { AttachTarget, LaunchTarget } from '../pointer/target.ts';

/** The first and only line on the supervisor's stdin. The pipe is the lifeline: when it closes, everything ends. */
export const SupervisorOptions = z.object({
  /** The project folder, absolute: it holds `recordings/` and `setups/providers/`. */
  project: z.string(),
  /** The recordings folder, absolute; the project's usual one without it. */
  recordings: z.string().optional(),
  cache: z.string(),
  /** The folder of the distributions; those of project and package without it. */
  distributions: z.string().optional(),
  target: z.discriminatedUnion('kind', [LaunchTarget, AttachTarget]),
  /** How start-up calls are answered, by provider; those not named are replayed. */
  startup: z.record(z.string(), z.enum(modes)),
  /** Ids that the stack must list. */
  models: z.array(z.string()),
  /** Where the stack's output goes, absolute. */
  logFile: z.string(),
  /** Where the gateway listens; at a free port of the loopback without it. */
  gateway: Listening.optional(),
  /** Offer the stack to the project's runs. */
  keep: z.boolean(),
});
export type SupervisorOptions = z.infer<typeof SupervisorOptions>;

export const SupervisorMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), text: z.string() }),
  z.object({ type: z.literal('ready'), access: Access }),
  z.object({
    type: z.literal('failed'),
    error: z.string(),
    /** No Python was found: a person's run may do without a stack. */
    noPython: z.boolean(),
  }),
  z.object({ type: z.literal('stack-died'), error: z.string() }),
]);
export type SupervisorMessage = z.infer<typeof SupervisorMessage>;
