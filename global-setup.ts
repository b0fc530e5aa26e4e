/** Before any test: the stack is started or found, and the run is opened at the gateway. After all: both are closed. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { FullConfig } from '@playwright/test';
import { Fault, messageOf } from './errors/fault.ts';
import { isRecording } from './replay/control/mode.ts';
import type { Mode } from './replay/control/protocol.ts';
import { startupIsRecorded } from './replay/files/shipped-startup.ts';
import { upstreamOf } from './replay/gateway/provider.ts';
import { handedOn, handedTo, handOn, type StackRun } from './run/hand-over.ts';
import { replayRecorded } from './run/proof.ts';
import type { Environment } from './run/environment.ts';
import type { RunSettings } from './run/settings.ts';
import { configuredRun, thisRun } from './run/this-run.ts';
import { borrowingFault } from './setups/like.ts';
import { askedProviders, loadProvider, loadProviders, type Setup } from './setups/load.ts';
import { closeRun, openRun, unprovedOf } from './stack/supervisor/run-control.ts';
import { type NoStack, stackForRun } from './stack/supervisor/stack-for-run.ts';
import type { UsedSetup } from './stack/supervisor/used-setups.ts';

export default async function globalSetup(config: FullConfig): Promise<(() => Promise<void>) | undefined> {
  const given = handedOn();
  // The run that started this one holds the stack, and has opened this one at the gateway.
  if (given?.stack === 'running' && given.proof) return undefined;
  const run = thisRun(config.filteredProjects.map(({ name }) => name));
  warnOfWorkers(run, config.workers);
  requireOwnRecordings(run);
  requireKeys(run);
  const stack = await stackForRun({
    ...run,
    startup: startupModes(run, config.shard?.current ?? 1),
    setups: run.setups.map(usedSetup),
    models: modelsOf(run.setups),
    logFile: join(config.projects[0]?.outputDir ?? 'test-results', 'stack.log'),
    progress: (text) => console.error(text),
    died: endRun,
  });
  if ('recorded' in stack) return withoutStack(run, stack);
  const id = randomBytes(8).toString('hex');
  try {
    await openRun(stack, id, {
      delivery: run.delivery,
      ...(run.mode === 'replay' ? {} : { environment: ofProviders(run.environment), unproved: true }),
    });
  } catch (error) {
    await stack.release();
    throw error;
  }
  const { stackUrl, gatewayUrl, token, line, version, logFile, direct = false } = stack;
  const told = {
    ...ofBoth(run),
    stack: 'running' as const,
    stackUrl,
    gatewayUrl,
    token,
    id,
    line,
    version,
    direct,
    mode: run.mode,
    ...(logFile && { logFile }),
  };
  handOn(told);
  let interrupted = false;
  process.once('SIGINT', () => (interrupted = true));
  return async () => {
    const unproved = interrupted || !isRecording(run.mode) ? [] : await prove(told, config);
    const errors = await closeRun(stack, id).catch((error: unknown) => [messageOf(error)]);
    await stack.release();
    errors.unshift(...unproved);
    if (errors.length === 0) return;
    throw new Fault({
      what: `The run had ${errors.length} error(s) that belong to no test.`,
      why: errors.join('\n\n'),
    });
  };
}

/**
 * Replays what the run has recorded, each test once, on the same stack; the gateway writes what replays.
 * @returns errors of that run that belong to no test
 */
async function prove(run: StackRun, config: FullConfig): Promise<string[]> {
  const id = `${run.id}-proof`;
  try {
    const tests = await unprovedOf(run, run.id);
    if (tests.length === 0) return [];
    console.error(`\nReplaying ${tests.length} recorded test(s): what replays is written, and nothing else.`);
    await openRun(run, id, { proves: run.id });
    const configured = { ...run.configured, mode: 'replay' as const };
    const handed = handedTo({ ...run, id, configured, mode: 'replay', drift: 'off', proof: true });
    const said = await replayRecorded({
      tests,
      config: config.configFile ?? join(import.meta.dirname, 'playwright.config.ts'),
      output: join(config.projects[0]?.outputDir ?? 'test-results', 'replay-of-recorded'),
      environment: { ...process.env, ...handed, INFERENCE_MODE: 'replay' },
    });
    const errors = await closeRun(run, id);
    const left = (await unprovedOf(run, run.id)).length;
    console.error(`${tests.length - left} of ${tests.length} replayed and were written.`);
    return left === tests.length && said !== '' ? [...errors, `None of the recorded tests replayed:\n${said}`] : errors;
  } catch (error) {
    return [messageOf(error)];
  }
}

/** Lets the workers answer from the recorded client exchanges, and says before and after what such a run is worth. */
function withoutStack(run: RunSettings, { line, because }: NoStack): () => Promise<void> {
  const label = [
    ...(because === undefined ? [] : [because, 'So no stack was started, and this run goes on without one.']),
    `NO STACK IS TESTED: this run is on recorded answers of ${line}. It proves client and spec code, not the stack.`,
  ].join('\n');
  console.error(`\n${label}`);
  handOn({ ...ofBoth(run), stack: 'recorded', line });
  return () => {
    console.error(`\n${label}`);
    return Promise.resolve();
  };
}

/** What workers are told whether or not there is a stack. */
function ofBoth({ setups, models, recordings, recordSettings, drift, tag }: RunSettings) {
  const names = setups.map(({ name }) => name);
  return { configured: configuredRun(), setups: names, models, recordings, recordSettings, drift, tag };
}

function warnOfWorkers({ workers: limits }: RunSettings, workers: number): void {
  if (limits === undefined || workers <= limits.maximum) return;
  console.error(
    `This stack breaks down under ${workers} tests at once: its errors may be its load. Use --workers=${limits.maximum} or less.`,
  );
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
function ofProviders(environment: Environment): Record<string, string> {
  const variables = loadProviders().flatMap(({ url, key }) => [url.variable, key.variable]);
  return Object.fromEntries(
    variables.flatMap((name) => {
      const value = environment[name]?.trim();
      return value ? [[name, value]] : [];
    }),
  );
}

function usedSetup({ name, recordings, stores, needs, answers, providers }: Setup): UsedSetup {
  const used = providers.map((provider) => ({ name: provider, hosted: loadProvider(provider).host !== undefined }));
  return { name, recordings, stores, needs, asks: answers !== 'none', providers: used };
}

/** The models that a run needs. One that ranks is left out: not every line knows of such, and tests of it say so. */
function modelsOf(setups: readonly Setup[]): string[] {
  const needed = setups.flatMap(({ models: { rerank: _, ...models } }) => Object.values(models));
  return [...new Set(needed.map((model) => model.id))];
}

/** Ends the run at once, as Ctrl-C would: the reports are still written, and the exit code is not 0. */
function endRun(error: string): void {
  console.error(`\n${error}\n`);
  process.kill(process.pid, 'SIGINT');
}
