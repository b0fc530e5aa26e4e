/** Which stack a run wants: its pointer, resolved down to the folder, the version and the port. Nothing is started here. */
import { isAbsolute, join } from 'node:path';
import { Fault } from '../../errors/fault.ts';
import { type Distribution, distributionFile } from './distribution.ts';
import type { Pointer, Target } from './pointer.ts';
import type { LaunchTarget } from './target.ts';

export type WantedStack =
  /** None: the recorded answers of the line's. */
  | { kind: 'recorded'; line: string }
  /** One that runs already. Without `/v1`. */
  | { kind: 'url'; url: string }
  /** Any that is kept, else this one: no pointer was given. */
  | { kind: 'unset'; target: LaunchTarget }
  /** The kept one if it is the same, else one of the run's own. */
  | { kind: 'launch'; target: LaunchTarget }
  /** As `launch`, at this port and no other. */
  | { kind: 'server'; target: LaunchTarget; port: number };

export interface Surroundings {
  /** The project folder, absolute: paths of run configs are relative to it. */
  project: string;
  /** The default one first. */
  distributions: readonly Distribution[];
  /** The providers that the run uses. */
  providers: readonly string[];
  /** The line whose recordings are used instead of the stack's own. */
  line: string | undefined;
  /** The port of `server:` pointers that name none. */
  port: () => number;
}

/** Resolves a pointer. Throws a Fault where there is no distribution. */
export function wantedStack(pointer: Pointer, { port, line, ...around }: Surroundings): WantedStack {
  const ofLine = (target: LaunchTarget): LaunchTarget => (line === undefined ? target : { ...target, line });
  switch (pointer.kind) {
    case 'recorded':
      return { kind: 'recorded', line: line ?? launchTarget(undefined, around).line };
    case 'url':
      return { kind: 'url', url: pointer.url };
    case 'unset':
      return { kind: 'unset', target: ofLine(launchTarget(undefined, around)) };
    case 'launch':
      return { kind: 'launch', target: ofLine(launchTarget(pointer.target, around)) };
    case 'server':
      return { kind: 'server', target: ofLine(launchTarget(pointer.target, around)), port: pointer.port ?? port() };
  }
}

/** The distribution that a pointer's stack is run with; undefined for one that runs already. */
export function distributionOf(pointer: Pointer, distributions: readonly Distribution[]): Distribution | undefined {
  if (pointer.kind === 'url') return undefined;
  if (!('target' in pointer) || pointer.target.kind !== 'distribution') return distributions[0];
  const { base } = pointer.target;
  return distributions.find(({ line }) => line === base);
}

/** The providers whose mounts are optional in the distribution of a line, among those that a run uses. */
export function optionalMounts(
  line: string,
  { distributions, providers }: Pick<Surroundings, 'distributions' | 'providers'>,
): string[] {
  const mounts = distributions.find((each) => each.line === line)?.mounts ?? {};
  return [...new Set(providers)].filter((name) => mounts[name]?.optional).sort();
}

/** The launch that a pointer's target means; of the default distribution where it does not name one. */
function launchTarget(
  target: Target | undefined,
  around: Pick<Surroundings, 'distributions' | 'project' | 'providers'>,
): LaunchTarget {
  const { distributions, project } = around;
  const withMounts = (launch: LaunchTarget): LaunchTarget => {
    const mounts = optionalMounts(launch.base, around);
    return mounts.length === 0 ? launch : { ...launch, mounts };
  };
  if (target?.kind === 'distribution') {
    const { base, line, version, file } = target;
    const found = distributions.find((each) => each.line === base);
    const config = file === undefined || !found ? {} : { config: distributionFile(found, file) };
    return withMounts({ kind: 'launch', base, line, version, ...config });
  }
  const [first] = distributions;
  if (!first) throw new Fault({ what: 'There is no distribution below stack/distributions/.' });
  const launch = withMounts({ kind: 'launch', base: first.line, line: first.line, version: first.version });
  if (target?.kind === 'config') {
    return { ...launch, config: isAbsolute(target.path) ? target.path : join(project, target.path) };
  }
  return target?.kind === 'providers' ? { ...launch, providers: target.providers } : launch;
}
