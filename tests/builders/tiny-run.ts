/**
 * The global setup of a tiny project: what it runs on stands in `TINY_RUN`, its settings are read as those of every run.
 * With `STACK_CONFIG=recorded` it has no stack.
 */
import type { FullConfig } from '@playwright/test';
import { z } from 'zod';
import { handOn } from '../../run/hand-over.ts';
import { configuredRun, thisRun } from '../../run/this-run.ts';

const TinyRun = z.object({
  stackUrl: z.string(),
  gatewayUrl: z.string(),
  token: z.string(),
  version: z.string(),
  recordings: z.string(),
});
export type TinyRun = z.infer<typeof TinyRun>;

/** The line of releases of every tiny project. */
const LINE = 'line-1';

export default function globalSetup(config: FullConfig): void {
  const { setups, models, mode, drift, stack, recordSettings, tag } = thisRun(
    config.filteredProjects.map(({ name }) => name),
  );
  const { recordings, ...access } = TinyRun.parse(JSON.parse(process.env['TINY_RUN'] ?? ''));
  const names = setups.map(({ name }) => name);
  const both = {
    configured: configuredRun(),
    setups: names,
    models,
    recordings,
    line: LINE,
    recordSettings,
    drift,
    tag,
  };
  if (stack.kind === 'recorded') handOn({ ...both, stack: 'recorded' });
  else handOn({ ...both, ...access, stack: 'running', id: 'run', mode, direct: false });
}
