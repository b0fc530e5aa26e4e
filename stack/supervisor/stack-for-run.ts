/** The stack of one run, whoever holds it: started for it, or kept by a person. */
import type { Mode } from '../../replay/control/protocol.ts';
import { gatewayBehind, stackAt } from './attach.ts';
import { chooseStack } from './choose.ts';
import { type Distribution, distributionFile } from '../pointer/distribution.ts';
import { Fault, faultText } from '../../errors/fault.ts';
import { fingerprintOf } from '../launch/fingerprint.ts';
import { lastLines } from '../process/log-lines.ts';
import { NoPython } from '../python/python.ts';
import { lives } from '../process/process-identity.ts';
import { waitForModels } from '../launch/ready.ts';
import { type Access, type KeptStack, keptStacks } from './registry.ts';
import { startSupervisor } from './start-supervisor.ts';
import { readRunConfig } from '../launch/run-config-file.ts';
import type { LaunchTarget } from '../pointer/target.ts';
import { pythonOf } from '../python/python.ts';
import {
  requireMounts,
  requirePython,
  requireRecordings,
  requireSetups,
  requireStores,
  requireUnbroken,
  type UsedSetup,
} from './used-setups.ts';
import type { WantedStack } from '../pointer/wanted-stack.ts';

export interface StackRunOptions {
  /** The project folder, absolute. */
  project: string;
  /** The user's cache folder of this project, absolute. */
  cache: string;
  /** The recordings folder, absolute. */
  recordings: string;
  /** The folder of the distributions, absolute, where the run was told one; and all that there are. */
  distributionsFolder: string | undefined;
  distributions: readonly Distribution[];
  stack: WantedStack;
  /** The line whose recordings the run was told to use instead of the stack's own. */
  recordingsLine: string | undefined;
  mode: Mode;
  /** Whether this is an automated run: it never goes on without a stack. */
  ci: boolean;
  /** How start-up calls are answered, by provider; those not named are replayed. */
  startup: Record<string, Mode>;
  setups: readonly UsedSetup[];
  /** Whether a replay is told at once where the line or a setup has no recordings at all; it is when not said. */
  requiresRecordings?: boolean;
  /** Ids that the stack must list. */
  models: string[];
  /** Where the output of a stack that is started goes, absolute. */
  logFile: string;
  /** What a supervisor that is started has for its environment: addresses and keys of providers, the installer's settings. */
  environment: Readonly<Record<string, string | undefined>>;
  progress: (text: string) => void;
  /** Called once if the stack ends in the middle of the run; complete text. */
  died: (error: string) => void;
}

export interface RunStack extends Access {
  /** Whether a person keeps it, so that it goes on after the run. */
  kept: boolean;
  /** Lets go of it: ends it if it was started for this run. Never throws, never hangs. */
  release: () => Promise<void>;
}

/** A run that does without a stack, on the recorded answers of one. */
export interface NoStack {
  recorded: true;
  line: string;
  /** Why nothing was started where the pointer did not ask for that: complete text. */
  because?: string;
}

/** The run’s stack, ready, or that it does without one. Throws a Fault. */
export async function stackForRun(options: StackRunOptions): Promise<RunStack | NoStack> {
  const { project, recordings, cache, distributions, mode } = options;
  const choice = chooseStack(options.stack, {
    project,
    distributions,
    kept: keptStacks(cache),
    providers: options.setups.flatMap(({ providers }) => providers.map(({ name }) => name)),
    recordingsLine: options.recordingsLine,
    fingerprint(target) {
      const distribution = distributions.find(({ line }) => line === target.base);
      return distribution ? fingerprintOf(recordings, distribution, target, options.environment) : {};
    },
    ci: options.ci,
  });
  if (choice.kind === 'recorded') {
    if (mode === 'replay') return { recorded: true, line: choice.line };
    throw new Fault({
      what: `STACK_CONFIG=recorded cannot be used in the mode ${mode}.`,
      why: 'It has no stack, so there is nothing to ask or to record.',
      fix: 'Leave INFERENCE_MODE out, or name a stack.',
    });
  }
  const target = choice.kind === 'kept' ? choice.kept.target : choice.target;
  if (target.kind === 'launch') await requireServed(target, options);
  if (choice.kind === 'kept') return attachToKept(choice.kept, options);
  if (target.kind === 'attach') {
    const behind = await throughOurs(target.url, keptStacks(cache), distributions, options);
    if (behind) return attachToKept(behind, options);
  }
  const { fallback, note } = choice;
  if (note !== undefined) options.progress(note);
  const started = await startSupervisor({
    project,
    recordings,
    cache,
    distributions: options.distributionsFolder,
    environment: options.environment,
    target,
    startup: options.startup,
    models: options.models,
    logFile: options.logFile,
    keep: false,
    progress: options.progress,
    died: options.died,
  }).catch((error: unknown): NoStack => {
    // Only a missing Python, never a provisioning that failed, and only on a person's machine without a pointer.
    if (!(error instanceof NoPython) || !fallback || options.mode !== 'replay' || target.kind !== 'launch') throw error;
    return { recorded: true, line: target.line, because: error.message };
  });
  if ('recorded' in started) return started;
  const { stop, ...access } = started;
  return { ...access, kept: false, release: stop };
}

/** Throws a Fault where the stack of a launch, or its recordings, cannot serve the setups of the run. */
async function requireServed(target: LaunchTarget, options: StackRunOptions): Promise<void> {
  const { recordings, distributions, setups, mode, requiresRecordings = true } = options;
  const distribution = distributions.find(({ line }) => line === target.base);
  if (distribution) {
    requireMounts(setups, distribution, target.version);
    requireUnbroken(setups, `${distribution.package}@${target.version}`);
    const { python } = distribution;
    if (python)
      await requirePython(setups, async () => (await pythonOf(python.supported, options.environment)).executable);
    if (setups.some(({ stores, vectors, files }) => (stores ?? vectors ?? files) !== undefined))
      requireStores(setups, readRunConfig(target.config ?? distributionFile(distribution, 'run.yaml')));
  }
  if (mode !== 'replay' || !requiresRecordings) return;
  requireRecordings(recordings, target.line);
  requireSetups(setups, recordings, target.line, distribution?.recorded ?? []);
}

/**
 * The stack at a URL as one of a gateway that is kept, where its providers point there: then it serves in any mode. Else
 * only live, and a Fault in the other modes.
 */
async function throughOurs(
  url: string,
  kept: readonly KeptStack[],
  distributions: readonly Distribution[],
  { mode, progress, project }: StackRunOptions,
): Promise<KeptStack | undefined> {
  const { line, version } = await stackAt(url, distributions);
  const behind = await gatewayBehind(
    url,
    kept.filter((each) => each.project === project),
  );
  if (behind === undefined) {
    progress(`${version} at ${url} calls its providers itself, so only the calls of its clients are seen here.`);
    if (mode === 'live') return undefined;
    throw new Fault({
      what: `The stack at ${url} cannot be used in the mode ${mode}.`,
      why: 'Its providers do not point at a gateway of this project, so nothing of theirs can be replayed or recorded.',
      fix: 'Use INFERENCE_MODE=live, or point its providers at the gateway of a stack that "npm run stack" keeps (it prints the address), or let the run start a stack: leave STACK_CONFIG out.',
    });
  }
  if (behind.access.line !== line) {
    throw new Fault({
      what: `The stack at ${url} is ${version}, and its providers point at a gateway with the recordings of ${behind.access.line}.`,
      fix: `Keep a stack of the line ${line}: npm run stack -- <distribution>, and point the providers at that gateway.`,
    });
  }
  progress(`The providers of ${version} at ${url} point at the gateway that process ${behind.supervisor.pid} keeps.`);
  return { ...behind, access: { ...behind.access, stackUrl: url, version } };
}

async function attachToKept({ access, supervisor }: KeptStack, options: StackRunOptions): Promise<RunStack> {
  await waitForModels(access.stackUrl, options, (parts) => new Fault(parts));
  options.progress(`Using ${access.version} at ${access.stackUrl}, kept by process ${supervisor.pid}.`);
  const watch = setInterval(() => {
    if (lives(supervisor)) return;
    clearInterval(watch);
    options.died(
      faultText({
        what: `${access.version} at ${access.stackUrl}, kept by process ${supervisor.pid}, ended in the middle of the run.`,
        fix: 'Start it again: npm run stack. Its last lines may say why it ended.',
        ...(access.logFile && { lines: lastLines(access.logFile), log: access.logFile }),
      }),
    );
  }, 500).unref();
  return {
    ...access,
    kept: true,
    release() {
      clearInterval(watch);
      return Promise.resolve();
    },
  };
}
