/** The stack of one run, whoever holds it: started for it, or kept by a person. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Mode } from '../replay/control.ts';
import { gatewayBehind, stackAt } from './attached.ts';
import { cacheFolder } from './cache.ts';
import { chooseStack, withRecordingsOf } from './choose.ts';
import { type Distribution, distributionsFolder, loadDistributions } from './distribution.ts';
import { Fault, faultText } from './fault.ts';
import { fingerprintOf } from './fingerprint.ts';
import { lastLines } from './log-lines.ts';
import { pointerOf, portOf } from './pointer.ts';
import { NoPython } from './python.ts';
import { lives } from './process-identity.ts';
import { waitForModels } from './ready.ts';
import { type Access, type Kept, keptStacks } from './running.ts';
import { startStack } from './start.ts';
import { readRunConfig } from './run-config-file.ts';
import { requireMounts, requireSetups, requireStores, type UsedProvider } from './used-providers.ts';

export interface RunWishes {
  /** The project folder, absolute. */
  project: string;
  mode: Mode;
  /** How start-up calls are answered, by provider; those not named are replayed. */
  startup: Record<string, Mode>;
  /** The providers of the run's setups. */
  used: readonly UsedProvider[];
  /** Ids that the stack must list. */
  models: string[];
  /** Where the output of a stack that is started goes, absolute. */
  logFile: string;
  /**
   * `STACK_CONFIG` and its like; `STACK_DISTRIBUTIONS`: a folder of distributions instead of this project’s;
   * `RECORDINGS_LINE`: replay the recordings of this line instead of the stack’s own.
   */
  environment: Record<string, string | undefined>;
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
export async function stackForRun(wishes: RunWishes): Promise<RunStack | NoStack> {
  const { project, environment } = wishes;
  const cache = cacheFolder(environment);
  const folder = environment['STACK_DISTRIBUTIONS'] || distributionsFolder;
  const distributions = loadDistributions(folder);
  const choice = withRecordingsOf(
    environment['RECORDINGS_LINE'],
    chooseStack(pointerOf(environment, distributions), {
      project,
      distributions,
      kept: keptStacks(cache),
      providers: wishes.used.map(({ provider }) => provider),
      fingerprint(target) {
        const distribution = distributions.find(({ line }) => line === target.base);
        return distribution ? fingerprintOf(project, distribution, target) : {};
      },
      defaultPort: portOf(environment),
      ci: Boolean(environment['CI']),
    }),
  );
  if (choice.kind === 'recorded') {
    const [first] = distributions;
    if (wishes.mode !== 'replay' || first === undefined) {
      throw new Fault({
        what: `STACK_CONFIG=recorded has no stack, so the mode ${wishes.mode} has nothing to ask or to record.`,
        cure: 'Leave INFERENCE_MODE out, or name a stack.',
      });
    }
    return { recorded: true, line: first.line };
  }
  const target = choice.kind === 'kept' ? choice.kept.target : choice.target;
  if (target.kind === 'launch') {
    const distribution = distributions.find(({ line }) => line === target.base);
    if (distribution) {
      requireMounts(wishes.used, distribution, target.version);
      if (wishes.used.some(({ stores }) => stores !== undefined))
        requireStores(wishes.used, readRunConfig(target.config ?? join(distribution.folder, 'run.yaml')));
    }
    if (wishes.mode === 'replay') {
      requireRecordings(project, target.line);
      requireSetups(wishes.used, join(project, 'recordings'), target.line);
    }
  }
  if (choice.kind === 'kept') return attachToKept(choice.kept, wishes);
  if (target.kind === 'attach') {
    const behind = await throughOurs(target.url, keptStacks(cache), distributions, wishes);
    if (behind) return attachToKept(behind, wishes);
  }
  const { fallback, note } = choice;
  if (note !== undefined) wishes.progress(note);
  const started = await startStack({
    project,
    cache,
    distributions: folder,
    target,
    startup: wishes.startup,
    models: wishes.models,
    logFile: wishes.logFile,
    keep: false,
    progress: wishes.progress,
    died: wishes.died,
  }).catch((error: unknown): NoStack => {
    // Only a missing Python, never a provisioning that failed, and only on a person's machine without a pointer.
    if (!(error instanceof NoPython) || !fallback || wishes.mode !== 'replay' || target.kind !== 'launch') throw error;
    return { recorded: true, line: target.line, because: error.message };
  });
  if ('recorded' in started) return started;
  const { stop, ...access } = started;
  return { ...access, kept: false, release: stop };
}

/**
 * The stack at a URL as one of a gateway that is kept, where its providers point there: then it serves in any mode. Else
 * only live, and a Fault in the other modes.
 */
async function throughOurs(
  url: string,
  kept: readonly Kept[],
  distributions: readonly Distribution[],
  { mode, progress, project }: RunWishes,
): Promise<Kept | undefined> {
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
      cure: 'Use INFERENCE_MODE=live, or point its providers at the gateway of a stack that "npm run stack" keeps (it prints the address), or let the run start a stack: leave STACK_CONFIG out.',
    });
  }
  if (behind.access.line !== line) {
    throw new Fault({
      what: `The stack at ${url} is ${version}, and its providers point at a gateway with the recordings of ${behind.access.line}.`,
      cure: `Keep a stack of the line ${line}: npm run stack -- <distribution>, and point the providers at that gateway.`,
    });
  }
  progress(`The providers of ${version} at ${url} point at the gateway that process ${behind.supervisor.pid} keeps.`);
  return { ...behind, access: { ...behind.access, stackUrl: url, version } };
}

async function attachToKept({ access, supervisor }: Kept, wishes: RunWishes): Promise<RunStack> {
  await waitForModels(access.stackUrl, wishes, (parts) => new Fault(parts));
  wishes.progress(`Using ${access.version} at ${access.stackUrl}, kept by process ${supervisor.pid}.`);
  const watch = setInterval(() => {
    if (lives(supervisor)) return;
    clearInterval(watch);
    wishes.died(
      faultText({
        what: `${access.version} at ${access.stackUrl}, kept by process ${supervisor.pid}, ended in the middle of the run.`,
        cure: 'Start it again: npm run stack. Its last lines may say why it ended.',
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

function requireRecordings(project: string, line: string): void {
  const folder = join(project, 'recordings');
  if (existsSync(join(folder, line))) return;
  const lines = existsSync(folder) ? readdirSync(folder) : [];
  throw new Fault({
    what: `There are no recordings of the line ${line}, so nothing can be replayed.`,
    why: `Recordings belong to a line, since tool names and prompts differ between lines. There are: ${lines.join(', ') || 'none'}.`,
    cure: 'Choose a version of one of these lines, or record: INFERENCE_MODE=record.',
  });
}
