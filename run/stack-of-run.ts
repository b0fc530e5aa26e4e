/** The stack that the settings of a run ask for, with what is checked before it is started or found. */
import { Fault } from '../errors/fault.ts';
import { isRecording } from '../replay/control/mode.ts';
import type { Mode } from '../replay/control/protocol.ts';
import { startupIsRecorded } from '../replay/files/shipped-startup.ts';
import { upstreamOf } from '../replay/gateway/provider.ts';
import { borrowingFault } from '../setups/like.ts';
import { askedProviders, loadProvider, loadProviders, type Setup } from '../setups/load.ts';
import { type NoStack, type RunStack, stackForRun } from '../stack/supervisor/stack-for-run.ts';
import type { UsedSetup } from '../stack/supervisor/used-setups.ts';
import type { Environment } from './environment.ts';
import type { RunSettings } from './settings.ts';

export interface StackWish {
  /** The shard of the run, counted from 1. */
  shard?: number;
  /** Whether a replay is told at once where the line or a setup has no recordings at all; it is when not said. */
  requiresRecordings?: boolean;
  /** Where the output of a stack that is started goes, absolute. */
  logFile: string;
  progress: (text: string) => void;
  /** Called once if the stack ends in the middle of the run; complete text. */
  died: (error: string) => void;
}

/** The run's stack, ready, or that it does without one. Throws a Fault. */
export function stackOfRun(run: RunSettings, { shard = 1, ...wish }: StackWish): Promise<RunStack | NoStack> {
  requireOwnRecordings(run);
  requireKeys(run);
  return stackForRun({
    ...run,
    ...wish,
    startup: startupModes(run, shard),
    setups: run.setups.map(usedSetup),
    models: modelsOf(run.setups),
  });
}

/** A provider that this run records, or calls live, is asked for real when the stack starts; one shard records it. */
function startupModes({ setups, mode }: RunSettings, shard: number): Record<string, Mode> {
  if (mode === 'replay') return {};
  const asked = askedProviders(setups);
  return Object.fromEntries(asked.map((provider) => [provider, isRecording(mode) && shard > 1 ? 'live' : mode]));
}

/**
 * What cannot be asked for real is told before anything starts. A stack that is not started here has keys of its own; and
 * where a provider's start-up is recorded, the first test that asks it says what is missing: many ask nobody.
 */
function requireKeys({ setups, mode, stack, environment, recordings, line }: RunSettings): void {
  if (mode !== 'record' && mode !== 'live') return;
  if (stack.kind === 'url') return;
  const missing = askedProviders(setups)
    .filter((name) => mode === 'live' || line === undefined || !startupIsRecorded(recordings, line, name))
    .map((name) => upstreamOf(loadProvider(name), environment))
    .filter((upstream) => typeof upstream === 'string');
  if (missing.length === 0) return;
  throw new Fault({
    what: `The mode ${mode} asks the real providers, and not all of them can be asked.`,
    why: missing.join('\n'),
  });
}

/** A setup with the recordings of another may only replay them, or ask live. */
function requireOwnRecordings({ setups, mode, drift, stack }: RunSettings): void {
  const fault = borrowingFault(setups, {
    mode,
    acceptsDrift: drift === 'accept',
    onRecordedStack: stack.kind === 'recorded',
  });
  if (fault) throw new Fault(fault);
}

/** What the environment says of the providers: where they are, and their keys. A kept gateway may have been started without. */
export function providerVariables(environment: Environment): Record<string, string> {
  const variables = loadProviders().flatMap(({ url, key }) => [url.variable, key.variable]);
  return Object.fromEntries(
    variables.flatMap((name) => {
      const value = environment[name]?.trim();
      return value ? [[name, value]] : [];
    }),
  );
}

function usedSetup({ answers, providers, ...setup }: Setup): UsedSetup {
  const { name, recordings, stores, vectors, files, broken, python, needs } = setup;
  const used = providers.map((provider) => ({ name: provider, hosted: loadProvider(provider).host !== undefined }));
  const of = { stores, vectors, files, broken, python, needs };
  return { name, recordings, ...of, asks: answers !== 'none', providers: used };
}

/** The models that a run needs. One that ranks is left out: not every line knows of such, and tests of it say so. */
function modelsOf(setups: readonly Setup[]): string[] {
  const needed = setups.flatMap(({ models: { rerank: _, ...models } }) => Object.values(models));
  return [...new Set(needed.map((model) => model.id))];
}
