/** Can a stack serve the setups of a run at all? Asked before it is started, so that nobody waits for the answer. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Distribution } from './distribution.ts';
import { Fault } from './fault.ts';

/** A provider that a setup of the run uses. */
export interface UsedProvider {
  provider: string;
  setup: string;
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
    cure: `Choose another setup with --project, or another stack with STACK_CONFIG. CONTRIBUTING.md says how stack/distributions/${line} is given a provider.`,
  });
}

/** Throws a Fault for a setup of which nothing is recorded on the line, where all is to be replayed. */
export function requireSetups(used: readonly UsedProvider[], recordings: string, line: string): void {
  const missing = used.find(({ setup }) => !existsSync(join(recordings, line, setup)));
  if (!missing) return;
  const { setup, needs } = missing;
  throw new Fault({
    what: `Nothing is recorded of setup ${setup} on the line ${line}, so nothing can be replayed.`,
    why: needs === undefined ? '' : `It needs: ${needs}`,
    cure: `Record it: npm run record -- --project=${setup}. Or ask its providers without recording: INFERENCE_MODE=live.`,
  });
}
