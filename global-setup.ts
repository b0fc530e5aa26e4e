/** Before any test: the stack is started or found, and the run is opened at the gateway. After all: both are closed. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { FullConfig } from '@playwright/test';
import { config as readDotenv } from 'dotenv';
import type { Mode } from './replay/control.ts';
import { inferenceMode, isRecording } from './replay/mode.ts';
import { loadSetup, type Setup } from './setups/load.ts';
import { Fault, messageOf } from './stack/fault.ts';
import { closeRun, openRun } from './stack/gateway-run.ts';
import { stackForRun } from './stack/run-stack.ts';

const project = import.meta.dirname;

export default async function globalSetup(config: FullConfig): Promise<() => Promise<void>> {
  readDotenv({ path: join(project, '.env'), quiet: true });
  const mode = inferenceMode(process.env);
  const setups = config.filteredProjects.map(({ name }) => loadSetup(name));
  const stack = await plainly(() =>
    stackForRun({
      project,
      mode,
      startup: startupModes(setups, mode, config.shard?.current ?? 1),
      models: modelsOf(setups),
      logFile: join(config.projects[0]?.outputDir ?? 'test-results', 'stack.log'),
      environment: process.env,
      progress: (text) => console.error(text),
      died: endRun,
    }),
  );
  if (stack === 'recorded') {
    throw new Error('STACK_CONFIG=recorded: recorded answers of the stack cannot be replayed yet. Unset it.');
  }
  const run = randomBytes(8).toString('hex');
  await plainly(async () => {
    try {
      await openRun(stack, run);
    } catch (error) {
      await stack.release();
      throw error;
    }
  });
  Object.assign(process.env, {
    E2E_STACK_URL: stack.stackUrl,
    E2E_GATEWAY_URL: stack.gatewayUrl,
    E2E_TOKEN: stack.token,
    E2E_RUN: run,
    E2E_LINE: stack.line,
    E2E_STACK_VERSION: stack.version,
    E2E_MODE: mode,
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

/** A provider that this run records, or calls live, is asked for real when the stack starts; one shard records it. */
function startupModes(setups: readonly Setup[], mode: Mode, shard: number): Record<string, Mode> {
  if (mode === 'replay') return {};
  const used = setups.flatMap(({ providers }) => providers);
  return Object.fromEntries(used.map((provider) => [provider, isRecording(mode) && shard > 1 ? 'live' : mode]));
}

function modelsOf(setups: readonly Setup[]): string[] {
  return [...new Set(setups.flatMap(({ models }) => Object.values(models).map((model) => model.id)))];
}

/** Ends the run at once, as Ctrl-C would: the reports are still written, and the exit code is not 0. */
function endRun(error: string): void {
  console.error(`\n${error}\n`);
  process.kill(process.pid, 'SIGINT');
}

/** Faults are complete texts for a person; where they were thrown says nothing more. */
async function plainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault) error.stack = error.message;
    throw error;
  }
}
