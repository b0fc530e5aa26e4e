/** What a run does about its pointer: start a stack, attach to one, or do without. Nothing is started here. */
import { isAbsolute, join } from 'node:path';
import type { Distribution } from '../pointer/distribution.ts';
import { Fault } from '../../errors/fault.ts';
import { differences, type Fingerprint } from '../launch/fingerprint.ts';
import type { Pointer, Target } from '../pointer/pointer.ts';
import type { KeptStack } from './registry.ts';
import type { AttachTarget, LaunchTarget } from '../pointer/target.ts';

export type Choice =
  | { kind: 'recorded' }
  | { kind: 'kept'; kept: KeptStack }
  /** `fallback`: without a Python a person's run may go on with recorded answers of the stack. */
  | {
      kind: 'start';
      target: LaunchTarget | AttachTarget;
      fallback: boolean;
      /** Why a kept stack is not used where a person may expect it: a sentence. */
      note?: string;
    };

export interface Circumstances {
  /** The project folder, absolute. */
  project: string;
  distributions: readonly Distribution[];
  /** The stacks that are kept on this machine. */
  kept: readonly KeptStack[];
  /** The providers that the run uses. */
  providers: readonly string[];
  /** The fingerprint that a kept stack of this project would have if it were started now. */
  fingerprint(target: LaunchTarget): Fingerprint;
  /** The port of `server:` pointers that name none. */
  defaultPort: number;
  /** Whether this is an automated run: it never falls back. */
  ci: boolean;
}

/** Chooses. Throws a Fault when a kept stack is not what the project says any more. */
export function chooseStack(pointer: Pointer, now: Circumstances): Choice {
  const ours = now.kept.filter((kept) => kept.project === now.project);
  const attach = (kept: KeptStack): Choice => ({ kind: 'kept', kept: checked(kept, now) });
  switch (pointer.kind) {
    case 'recorded':
      return { kind: 'recorded' };
    case 'url': {
      const same = ours.find(({ access }) => access.stackUrl === pointer.url.replace('//localhost:', '//127.0.0.1:'));
      return same
        ? attach(complete(same, now))
        : { kind: 'start', target: { kind: 'attach', url: pointer.url }, fallback: false };
    }
    case 'unset': {
      const target = launchTarget(undefined, now);
      const same = ours.find((kept) => sameStack(kept.target, target)) ?? ours[0];
      return same && !lacks(same, now) ? attach(same) : { ...privately(target, same, now), fallback: !now.ci };
    }
    case 'launch': {
      const target = launchTarget(pointer.target, now);
      const same = ours.find((kept) => sameStack(kept.target, target));
      return same && !lacks(same, now) ? attach(same) : privately(target, same, now);
    }
    case 'server': {
      const port = pointer.port ?? now.defaultPort;
      const target = launchTarget(pointer.target, now);
      const same = ours.find(({ access }) => new URL(access.stackUrl).port === String(port));
      if (!same) return { kind: 'start', target: { ...target, port }, fallback: false };
      if (sameStack(same.target, target)) return attach(complete(same, now));
      throw new Fault({
        what: `Port ${port} has ${same.access.version}, kept by process ${same.supervisor.pid}, and not the stack of the pointer.`,
        fix: 'End that one with Ctrl-C, or choose another port.',
      });
    }
  }
}

/**
 * The same choice on the recordings of another line: so a release is tried on the recordings of another. Throws a Fault for
 * a kept stack, whose gateway has chosen its line.
 */
export function withRecordingsOf(line: string | undefined, choice: Choice): Choice {
  if (line && choice.kind === 'kept' && choice.kept.access.line !== line) {
    throw new Fault({
      what: `The stack that process ${choice.kept.supervisor.pid} keeps replays the recordings of ${choice.kept.access.line}, not of ${line}.`,
      fix: 'End it with Ctrl-C, and the run starts a stack of its own; or leave RECORDINGS_LINE out.',
    });
  }
  if (!line || choice.kind !== 'start' || choice.target.kind !== 'launch') return choice;
  return { ...choice, target: { ...choice.target, line } };
}

/** The launch that a pointer's target means; of the default distribution where it does not name one. */
export function launchTarget(
  target: Target | undefined,
  { distributions, project, providers }: Pick<Circumstances, 'distributions' | 'project' | 'providers'>,
): LaunchTarget {
  const withMounts = (launch: LaunchTarget): LaunchTarget => {
    const mounts = optionalMounts(launch.base, distributions, providers);
    return mounts.length === 0 ? launch : { ...launch, mounts };
  };
  if (target?.kind === 'distribution') {
    const { base, line, version, file } = target;
    const folder = distributions.find((each) => each.line === base)?.folder;
    const config = file === undefined || folder === undefined ? {} : { config: join(folder, file) };
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

function sameStack(one: LaunchTarget, other: LaunchTarget): boolean {
  const identity = ({ base, version, config, providers }: LaunchTarget) =>
    JSON.stringify([base, version, config, providers]);
  return identity(one) === identity(other);
}

function optionalMounts(line: string, distributions: readonly Distribution[], providers: readonly string[]): string[] {
  const mounts = distributions.find((each) => each.line === line)?.mounts ?? {};
  return providers.filter((name) => mounts[name]?.optional).sort();
}

/** The providers of the run that a kept stack was not started with. */
function missingIn({ target }: KeptStack, { distributions, providers }: Circumstances): string[] {
  return optionalMounts(target.base, distributions, providers).filter((name) => !target.mounts?.includes(name));
}

const lacks = (kept: KeptStack, now: Circumstances) => missingIn(kept, now).length > 0;

function privately(target: LaunchTarget, kept: KeptStack | undefined, now: Circumstances): Choice & { kind: 'start' } {
  const start: Choice = { kind: 'start', target, fallback: false };
  if (!kept) return start;
  const missing = missingIn(kept, now).join(', ');
  return {
    ...start,
    note: `The stack kept at ${kept.access.stackUrl} does not have ${missing}: this run starts its own.`,
  };
}

function complete(kept: KeptStack, now: Circumstances): KeptStack {
  const missing = missingIn(kept, now);
  if (missing.length === 0) return kept;
  throw new Fault({
    what: `The stack that process ${kept.supervisor.pid} keeps at ${kept.access.stackUrl} does not have ${missing.join(', ')}.`,
    why: 'A provider that is off by default is in a kept stack only if it was started with a setup that uses it.',
    fix: 'End it with Ctrl-C and start it again: npm run stack -- --project=<setup>.',
  });
}

function checked(kept: KeptStack, now: Circumstances): KeptStack {
  const changed = differences(kept.fingerprint, now.fingerprint(kept.target));
  if (changed.length === 0) return kept;
  throw new Fault({
    what: `The stack that process ${kept.supervisor.pid} keeps at ${kept.access.stackUrl} is out of date.`,
    why: `Since it was started, this has changed: ${changed.join(', ')}.`,
    fix: 'End it with Ctrl-C and start it again: npm run stack. Or end it, and let the run start its own.',
  });
}
