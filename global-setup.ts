/** Before any test: the stack is started or found, and the run is opened at the gateway. After all: both are closed. */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FullConfig } from '@playwright/test';
import type { Mode } from './replay/control/protocol.ts';
import { inferenceMode, isRecording } from './replay/control/mode.ts';
import { startupFile } from './replay/files/store.ts';
import { upstreamOf } from './replay/gateway/provider.ts';
import { readDotenv } from './setups/dotenv.ts';
import { borrowingFault } from './setups/like.ts';
import { loadProvider, loadProviders, loadSetup, type Setup, withEnvironment } from './setups/load.ts';
import { distributionsFolder, loadDistributions } from './stack/pointer/distribution.ts';
import { Fault, messageOf } from './errors/fault.ts';
import { closeRun, openRun } from './stack/supervisor/run-control.ts';
import { type Pointer, pointerOf, preferPointer } from './stack/pointer/pointer.ts';
import { recordSettings } from './stack/pointer/record-settings.ts';
import { stackForRun, type NoStack } from './stack/supervisor/stack-for-run.ts';
import type { UsedProvider } from './stack/supervisor/used-providers.ts';
import { workersOf } from './stack/pointer/workers.ts';

const project = import.meta.dirname;

export default async function globalSetup(config: FullConfig): Promise<() => Promise<void>> {
  readDotenv();
  const mode = inferenceMode(process.env);
  warnOfWorkers(config.workers);
  const setups = await plainly(() => config.filteredProjects.map(({ name }) => loadSetup(name)));
  withEnvironment(setups, process.env);
  preferPointer(process.env, setups.find(({ stack }) => stack !== undefined)?.stack);
  await plainly(() => requireOwnRecordings(setups, mode));
  await plainly(() => requireKeys(setups, mode));
  const stack = await plainly(() =>
    stackForRun({
      project,
      mode,
      startup: startupModes(setups, mode, config.shard?.current ?? 1),
      used: usedProviders(setups),
      models: modelsOf(setups),
      logFile: join(config.projects[0]?.outputDir ?? 'test-results', 'stack.log'),
      environment: process.env,
      progress: (text) => console.error(text),
      died: endRun,
    }),
  );
  if ('recorded' in stack) return withoutStack(stack);
  const run = randomBytes(8).toString('hex');
  await plainly(async () => {
    try {
      await openRun(stack, run, mode === 'replay' ? {} : ofProviders(process.env));
    } catch (error) {
      await stack.release();
      throw error;
    }
  });
  Object.assign(process.env, {
    E2E_STACK: 'running',
    E2E_STACK_URL: stack.stackUrl,
    E2E_GATEWAY_URL: stack.gatewayUrl,
    E2E_TOKEN: stack.token,
    E2E_RUN: run,
    E2E_LINE: stack.line,
    E2E_RECORDINGS: join(project, 'recordings'),
    E2E_STACK_VERSION: stack.version,
    E2E_MODE: mode,
    E2E_RECORD_SETTINGS: recordSettings(process.env),
    ...(stack.direct ? { E2E_DIRECT: '1' } : {}),
  });
  return () =>
    plainly(async () => {
      const errors = await closeRun(stack, run).catch((error: unknown) => [messageOf(error)]);
      await stack.release();
      if (errors.length === 0) return;
      throw new Fault({
        what: `The run had ${errors.length} error(s) that belong to no test.`,
        why: errors.join('\n\n'),
      });
    });
}

function warnOfWorkers(workers: number): void {
  const maximum = workersOf(process.env)?.maximum;
  if (maximum === undefined || workers <= maximum) return;
  console.error(
    `This stack breaks down under ${workers} tests at once: its errors may be its load. Use --workers=${maximum} or less.`,
  );
}

/** Lets the workers answer from the recorded client exchanges, and says before and after what such a run is worth. */
function withoutStack({ line, because }: NoStack): () => Promise<void> {
  const label = [
    ...(because === undefined ? [] : [because, 'So no stack was started, and this run goes on without one.']),
    `NO STACK IS TESTED: this run is on recorded answers of ${line}. It proves client and spec code, not the stack.`,
  ].join('\n');
  console.error(`\n${label}`);
  Object.assign(process.env, {
    E2E_STACK: 'recorded',
    E2E_RECORDINGS: join(project, 'recordings'),
    E2E_LINE: line,
    E2E_RECORD_SETTINGS: recordSettings(process.env),
  });
  return () => {
    console.error(`\n${label}`);
    return Promise.resolve();
  };
}

/** A provider that this run records, or calls live, is asked for real when the stack starts; one shard records it. */
function startupModes(setups: readonly Setup[], mode: Mode, shard: number): Record<string, Mode> {
  if (mode === 'replay') return {};
  const used = setups.flatMap(({ providers }) => providers);
  return Object.fromEntries(used.map((provider) => [provider, isRecording(mode) && shard > 1 ? 'live' : mode]));
}

/** What cannot be asked for real is told before anything starts. A stack that is not started here has keys of its own. */
function requireKeys(setups: readonly Setup[], mode: Mode): void {
  if (mode !== 'record' && mode !== 'live') return;
  if (pointerKind() === 'url') return;
  const providers = new Set(setups.flatMap((setup) => setup.providers));
  // Where the start-up is recorded, the first test that really asks says what is missing: many give the answers themselves.
  const asked = [...providers].filter((name) => mode === 'live' || !isStartupRecorded(name));
  const missing = asked
    .map((name) => upstreamOf(loadProvider(name), process.env))
    .filter((upstream) => typeof upstream === 'string');
  if (missing.length === 0) return;
  throw new Fault({
    what: `The mode ${mode} asks the real providers, and not all of them can be asked.`,
    why: missing.join('\n'),
  });
}

function isStartupRecorded(provider: string): boolean {
  const recordings = join(project, 'recordings');
  return readdirSync(recordings).some((line) => existsSync(startupFile(recordings, line, provider)));
}

function pointerKind(): Pointer['kind'] {
  const distributions = process.env['STACK_DISTRIBUTIONS'] || distributionsFolder;
  return pointerOf(process.env, loadDistributions(distributions)).kind;
}

/** A setup with the recordings of another may only replay them, or ask live. */
function requireOwnRecordings(setups: readonly Setup[], mode: Mode): void {
  const acceptsDrift = process.env['DRIFT'] === 'accept';
  const fault = borrowingFault(setups, { mode, acceptsDrift, onRecordedStack: pointerKind() === 'recorded' });
  if (fault) throw new Fault(fault);
}

/** What the environment says of the providers: where they are, and their keys. A kept gateway may have been started without. */
function ofProviders(environment: NodeJS.ProcessEnv): Record<string, string> {
  const variables = loadProviders().flatMap(({ url, key }) => [url.variable, key.variable]);
  return Object.fromEntries(
    variables.flatMap((name) => {
      const value = environment[name]?.trim();
      return value ? [[name, value]] : [];
    }),
  );
}

function usedProviders(setups: readonly Setup[]): UsedProvider[] {
  return setups.flatMap(({ name: setup, needs, providers, recordings, stores }) =>
    providers.map((provider) => {
      const hosted = loadProvider(provider).host !== undefined;
      return { provider, setup, recordings, stores, needs, hosted };
    }),
  );
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

/** Faults are complete texts for a person; where they were thrown says nothing more. */
async function plainly<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error) error.stack = error.message;
    throw error;
  }
}
