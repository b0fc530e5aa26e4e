import { z } from 'zod';

/** A provider of an `api=provider` pointer: `openai` or `remote::openai`, and what its config says otherwise. */
export const WantedProvider = z.object({
  api: z.string(),
  provider: z.string(),
  settings: z.record(z.string(), z.string()).optional(),
});
export type WantedProvider = z.infer<typeof WantedProvider>;

/** A stack to launch, down to the folder and the version. */
export const LaunchTarget = z.object({
  kind: z.literal('launch'),
  /** Line of the distribution whose folder is used. */
  base: z.string(),
  /** Line of the recordings; another than `base` for `ogx@1.4.1`. */
  line: z.string(),
  version: z.string(),
  /** Run config, absolute; the distribution's own when absent. */
  config: z.string().optional(),
  /** Only providers named here stay in the run config; all when absent. */
  providers: z.array(WantedProvider).optional(),
  /** Providers whose mounts are optional and wanted. */
  mounts: z.array(z.string()).optional(),
  /** This port and no other; a free one when absent. */
  port: z.number().int().optional(),
});
export type LaunchTarget = z.infer<typeof LaunchTarget>;

/** A stack that runs already and is not ours. */
export const AttachTarget = z.object({
  kind: z.literal('attach'),
  /** Without `/v1`. */
  url: z.string(),
});
export type AttachTarget = z.infer<typeof AttachTarget>;
