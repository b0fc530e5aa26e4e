/** What `playwright.config.ts` says of a run, as one value that fits a variable. */
import { z } from 'zod';
import { modes } from '../replay/control/protocol.ts';
import { ANY_PROVIDER_TAG, OWN_STACK_TAG, STACK_TAG } from '../setups/capabilities.ts';
import type { Setup } from '../setups/load.ts';

const tags = z.array(z.string()).optional();

/** That file is evaluated again in every worker, which takes this from what was handed on to it and so reads no setups. */
export const Configured = z.strictObject({
  mode: z.enum(modes),
  /** Whether this is an automated run, and whether its reports are read at GitHub. */
  ci: z.boolean(),
  github: z.boolean(),
  /** A tag that every test of the run has in reports. */
  tag: z.string().optional(),
  /** How many tests at once; undefined where nothing speaks for fewer than the mode allows. */
  workers: z.number().int().positive().optional(),
  projects: z.array(
    z.strictObject({
      name: z.string(),
      /** Whether a run without `--project` includes it. */
      default: z.boolean(),
      /** Tags, with `@`, of which a test must have one; of which it may have none. */
      takes: tags,
      leaves: tags,
      /** The folders below `e2e/` whose specs it runs; all without it. */
      folders: z.array(z.string()).optional(),
      /** Whether its tests start stacks, which takes long, so that one worker runs them. */
      startsStacks: z.boolean().optional(),
    }),
  ),
});
export type Configured = z.infer<typeof Configured>;
export type ConfiguredProject = Configured['projects'][number];

/**
 * The project of a setup. A claim in which no provider takes part, or which is the same whichever does, is tested once, and
 * the others under every setup.
 */
export function projectOf(
  { name, answers, anyProvider, only, ownStack }: Pick<Setup, 'name' | 'answers' | 'anyProvider' | 'only' | 'ownStack'>,
  defaults: readonly string[],
): ConfiguredProject {
  const [stackTag, anyTag, ownTag] = [`@${STACK_TAG}`, `@${ANY_PROVIDER_TAG}`, `@${OWN_STACK_TAG}`];
  const of = { name, default: defaults.includes(name) };
  if (ownStack) return { ...of, takes: [ownTag], startsStacks: true };
  const own =
    answers === 'none'
      ? { takes: [stackTag] }
      : { leaves: anyProvider ? [stackTag, ownTag] : [stackTag, anyTag, ownTag] };
  return { ...of, ...own, ...(only && { takes: only.map((tag) => `@${tag}`) }) };
}
