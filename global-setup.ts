/** Before any test: the stack is started or found, and the run is opened at the gateway. After all: both are closed. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { FullConfig } from '@playwright/test';
import { contractFiles } from './contracts/files/for-run.ts';
import { Fault, messageOf } from './errors/fault.ts';
import { folders } from './folders/folders.ts';
import { isRecording } from './replay/control/mode.ts';
import { deliveryText } from './run/delivery.ts';
import { handedOn, handedTo, handOn, type StackRun } from './run/hand-over.ts';
import { replayRecorded } from './run/proof.ts';
import type { RunSettings } from './run/settings.ts';
import { providerVariables, stackOfRun } from './run/stack-of-run.ts';
import { configuredRun, thisRun } from './run/this-run.ts';
import { closeRun, openRun, unprovedOf } from './stack/supervisor/run-control.ts';
import type { NoStack } from './stack/supervisor/stack-for-run.ts';

export default async function globalSetup(config: FullConfig): Promise<(() => Promise<void>) | undefined> {
  const given = handedOn();
  // The run that started this one holds the stack, and has opened this one at the gateway.
  if (given?.stack === 'running' && given.proof) return undefined;
  const run = thisRun(config.filteredProjects.map(({ name }) => name));
  warnOfWorkers(run, config.workers);
  const stack = await stackOfRun(run, {
    shard: config.shard?.current ?? 1,
    logFile: join(config.projects[0]?.outputDir ?? 'test-results', 'stack.log'),
    progress: (text) => console.error(text),
    died: endRun,
  });
  if ('recorded' in stack) {
    return withoutStack(run, stack, await heldAgainst(run, stack.line), ownTerminal(config));
  }
  const id = randomBytes(8).toString('hex');
  try {
    await openRun(stack, id, {
      delivery: run.delivery,
      ...(run.mode === 'replay' ? {} : { environment: providerVariables(run.environment), unproved: true }),
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
    delivery: deliveryText(run.delivery),
    mode: run.mode,
    contracts: await heldAgainst(run, line, stackUrl),
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
    const { contracts: _, ...proof } = run;
    const handed = handedTo({ ...proof, id, configured, mode: 'replay', drift: 'off', proof: true });
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

/** Whether our own terminal reporter takes part: it ends a run with what the run proves. */
function ownTerminal({ reporter }: FullConfig): boolean {
  const own = join(import.meta.dirname, 'reports', 'terminal');
  return reporter.some(([path]) => path.startsWith(own));
}

/**
 * Lets the workers answer from the recorded client exchanges, and says before and after what such a run is worth.
 * @param saidAtEnd whether the reporter says so at the end
 */
function withoutStack(
  run: RunSettings,
  { line, because }: NoStack,
  contracts: Awaited<ReturnType<typeof heldAgainst>>,
  saidAtEnd: boolean,
): () => Promise<void> {
  const label = [
    ...(because === undefined ? [] : [because, 'So no stack was started, and this run goes on without one.']),
    `NO STACK IS TESTED: this run is on recorded answers of ${line}. It proves client and spec code, not the stack.`,
  ].join('\n');
  console.error(`\n${label}`);
  handOn({ ...ofBoth(run), stack: 'recorded', line, contracts });
  return () => {
    if (!saidAtEnd) console.error(`\n${label}`);
    return Promise.resolve();
  };
}

/**
 * What the answers of a line are held against; nothing where the run is told so, or where findings are only shown and the
 * contracts cannot be made.
 */
async function heldAgainst(
  { contractFindings: action, cache, contract: document }: RunSettings,
  line: string,
  stackUrl?: string,
) {
  if (action === 'off') return undefined;
  const making = (text: string) => console.error(text);
  try {
    return { action, ...(await contractFiles({ cache, line, setups: folders().setups, making, document, stackUrl })) };
  } catch (error) {
    if (action === 'fail' || document !== undefined) throw error;
    console.error(`Answers are held against no contract: ${messageOf(error)}`);
    return undefined;
  }
}

/** What workers are told whether or not there is a stack. */
function ofBoth(run: RunSettings) {
  const { setups, models, recordings, recordSettings, drift, tag, changedRecordings } = run;
  const names = setups.map(({ name }) => name);
  return {
    configured: configuredRun(),
    setups: names,
    models,
    recordings,
    recordSettings,
    drift,
    tag,
    changedRecordings,
  };
}

function warnOfWorkers({ workers: limits }: RunSettings, workers: number): void {
  if (limits === undefined || workers <= limits.maximum) return;
  console.error(
    `This stack breaks down under ${workers} tests at once: its errors may be its load. Use --workers=${limits.maximum} or less.`,
  );
}

/** Ends the run at once, as Ctrl-C would: the reports are still written, and the exit code is not 0. */
function endRun(error: string): void {
  console.error(`\n${error}\n`);
  process.kill(process.pid, 'SIGINT');
}
