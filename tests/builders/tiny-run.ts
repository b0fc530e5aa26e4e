/**
 * The global setup of a tiny project: what it runs on stands in `TINY_RUN`, its settings are read as those of every run.
 * With `STACK_CONFIG=recorded` it has no stack.
 */
import type { FullConfig } from '@playwright/test';
import { z } from 'zod';
import { contractFiles } from '../../contracts/files/for-run.ts';
import { handOn } from '../../run/hand-over.ts';
import { configuredRun, thisRun } from '../../run/this-run.ts';

const TinyRun = z.object({
  stackUrl: z.string(),
  gatewayUrl: z.string(),
  token: z.string(),
  version: z.string(),
  recordings: z.string(),
  /** Answers are held against the SDKs' types, and known findings are in this folder; held against nothing without it. */
  contracts: z.string().optional(),
});
export type TinyRun = z.infer<typeof TinyRun>;

/** The line of releases of every tiny project. */
const LINE = 'line-1';

export default async function globalSetup(config: FullConfig): Promise<void> {
  const { setups, models, mode, drift, contractFindings, contract, cache, stack, recordSettings, tag } = thisRun(
    config.filteredProjects.map(({ name }) => name),
  );
  const names = setups.map(({ name }) => name);
  const { contracts, recordings, ...access } = TinyRun.parse(JSON.parse(process.env['TINY_RUN'] ?? ''));
  const held = {
    cache,
    line: LINE,
    setups: contracts === undefined ? [] : [contracts],
    making: () => undefined,
    document: contract,
    stackUrl: access.stackUrl,
  };
  const both = {
    configured: configuredRun(),
    setups: names,
    models,
    recordings,
    line: LINE,
    recordSettings,
    drift,
    tag,
    ...(contracts !== undefined &&
      contractFindings !== 'off' && { contracts: { action: contractFindings, ...(await contractFiles(held)) } }),
  };
  if (stack.kind === 'recorded') handOn({ ...both, stack: 'recorded' });
  else handOn({ ...both, ...access, stack: 'running', id: 'run', mode, direct: false });
}
