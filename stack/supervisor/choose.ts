/** What a run does about the stack that it wants: start it, attach to one, or do without. Nothing is started here. */
import type { Distribution } from '../pointer/distribution.ts';
import { Fault } from '../../errors/fault.ts';
import { differences, type Fingerprint } from '../launch/fingerprint.ts';
import type { KeptStack } from './registry.ts';
import type { AttachTarget, LaunchTarget } from '../pointer/target.ts';
import { optionalMounts, type WantedStack } from '../pointer/wanted-stack.ts';

export type Choice =
  | { kind: 'recorded'; line: string }
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
  /** The line whose recordings the run was told to use instead of the stack's own. */
  recordingsLine: string | undefined;
  /** The fingerprint that a kept stack of this project would have if it were started now. */
  fingerprint(target: LaunchTarget): Fingerprint;
  /** Whether this is an automated run: it never falls back. */
  ci: boolean;
}

/** Chooses. Throws a Fault when a kept stack is not what the project says any more, or replays other recordings. */
export function chooseStack(wanted: WantedStack, now: Circumstances): Choice {
  const ours = now.kept.filter((kept) => kept.project === now.project);
  const attach = (kept: KeptStack): Choice => ({ kind: 'kept', kept: checked(kept, now) });
  switch (wanted.kind) {
    case 'recorded':
      return wanted;
    case 'url': {
      const same = ours.find(({ access }) => access.stackUrl === wanted.url.replace('//localhost:', '//127.0.0.1:'));
      return same
        ? attach(complete(same, now))
        : { kind: 'start', target: { kind: 'attach', url: wanted.url }, fallback: false };
    }
    case 'unset': {
      const { target } = wanted;
      const same = ours.find((kept) => sameStack(kept.target, target)) ?? ours[0];
      return same && !lacks(same, now) ? attach(same) : { ...privately(target, same, now), fallback: !now.ci };
    }
    case 'launch': {
      const { target } = wanted;
      const same = ours.find((kept) => sameStack(kept.target, target));
      return same && !lacks(same, now) ? attach(same) : privately(target, same, now);
    }
    case 'server': {
      const { target, port } = wanted;
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

function sameStack(one: LaunchTarget, other: LaunchTarget): boolean {
  const identity = ({ base, version, config, providers }: LaunchTarget) =>
    JSON.stringify([base, version, config, providers]);
  return identity(one) === identity(other);
}

/** The providers of the run that a kept stack was not started with. */
function missingIn({ target }: KeptStack, now: Circumstances): string[] {
  return optionalMounts(target.base, now).filter((name) => !target.mounts?.includes(name));
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
  const { recordingsLine } = now;
  if (recordingsLine !== undefined && kept.access.line !== recordingsLine) {
    throw new Fault({
      what: `The stack that process ${kept.supervisor.pid} keeps replays the recordings of ${kept.access.line}, not of ${recordingsLine}.`,
      fix: 'End it with Ctrl-C, and the run starts a stack of its own; or leave RECORDINGS_LINE out.',
    });
  }
  const changed = differences(kept.fingerprint, now.fingerprint(kept.target));
  if (changed.length === 0) return kept;
  throw new Fault({
    what: `The stack that process ${kept.supervisor.pid} keeps at ${kept.access.stackUrl} is out of date.`,
    why: `Since it was started, this has changed: ${changed.join(', ')}.`,
    fix: 'End it with Ctrl-C and start it again: npm run stack. Or end it, and let the run start its own.',
  });
}
