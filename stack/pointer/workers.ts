import { distributionsFolder, loadDistributions } from './distribution.ts';
import { pointerOf } from './pointer.ts';

/**
 * How many tests at once the stack of an environment's pointer takes: `default` to begin with, `maximum` before it breaks
 * down. Undefined where the pointer names no distribution of ours. Throws a Fault for a malformed pointer.
 */
export function workersOf(
  environment: Record<string, string | undefined>,
): { default: number; maximum: number } | undefined {
  const distributions = loadDistributions(environment['STACK_DISTRIBUTIONS'] || distributionsFolder);
  const pointer = pointerOf(environment, distributions);
  const target = pointer.kind === 'launch' || pointer.kind === 'server' ? pointer.target : undefined;
  if (target?.kind !== 'distribution') return pointer.kind === 'unset' ? distributions[0]?.workers : undefined;
  return distributions.find(({ line }) => line === target.base)?.workers;
}
