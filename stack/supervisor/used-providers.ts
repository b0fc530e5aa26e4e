/** Can a stack serve the setups of a run at all? Asked before it is started, so that nobody waits for the answer. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Distribution } from '../pointer/distribution.ts';
import { Fault } from '../../errors/fault.ts';
import { storesOf } from '../launch/run-config.ts';

/** A provider that a setup of the run uses. */
export interface UsedProvider {
  provider: string;
  setup: string;
  /** The setup whose recordings it replays. */
  recordings: string;
  /** The kind of server that the setup's stack must have its stores in, where that matters: `postgres`. */
  stores?: string | undefined;
  /** What the setup needs, for the error. */
  needs?: string | undefined;
  /** Whether the stack reaches it by a host of its own, without a mount. */
  hosted: boolean;
}

/** Throws a Fault for a setup whose provider the distribution does not have. */
export function requireMounts(
  used: readonly UsedProvider[],
  { mounts, package: name, line }: Distribution,
  version: string,
): void {
  const missing = used.find(({ provider, hosted }) => !hosted && !(provider in mounts));
  if (!missing) return;
  const { setup, provider, needs } = missing;
  throw new Fault({
    what: `Setup ${setup} cannot run on ${name} ${version}: the distribution has no provider ${provider}.`,
    why: needs === undefined ? '' : `It needs: ${needs}`,
    fix: `Choose another setup with --project, or another stack with STACK_CONFIG. CONTRIBUTING.md says how stack/distributions/${line} is given a provider.`,
  });
}

/**
 * Throws a Fault for a setup that is about other stores than those of the run config: its tests would pass there and say
 * nothing about what it is for.
 */
export function requireStores(used: readonly UsedProvider[], runConfig: string): void {
  const kinds = storesOf(runConfig);
  const missing = used.find(({ stores }) => stores !== undefined && kinds.some((kind) => kind !== stores));
  if (!missing) return;
  const { setup, stores, needs } = missing;
  throw new Fault({
    what: `Setup ${setup} is for a stack with its stores in ${stores}, and this one has them in ${kinds.join(', ')}.`,
    why: needs === undefined ? '' : `It needs: ${needs}`,
    fix: 'Leave STACK_CONFIG out, or name a run config with such stores.',
  });
}

/** Throws a Fault for a setup of which nothing is recorded on the line, where all is to be replayed. */
export function requireSetups(used: readonly UsedProvider[], recordings: string, line: string): void {
  const missing = used.find((each) => !existsSync(join(recordings, line, each.recordings)));
  if (!missing) return;
  const { recordings: setup, needs } = missing;
  throw new Fault({
    what: `Nothing is recorded of setup ${setup} on the line ${line}, so nothing can be replayed.`,
    why: needs === undefined ? '' : `It needs: ${needs}`,
    fix: `Record it: npm run record -- --project=${setup}. Or ask its providers without recording: INFERENCE_MODE=live.`,
  });
}
