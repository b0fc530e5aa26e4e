/** `npm run serve`: holds a stack and a run for a test runner that is none of this project's. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Fault, messageOf, UsageFault } from '../errors/fault.ts';
import { modes } from '../replay/control/protocol.ts';
import type { RunSettings } from '../run/settings.ts';
import { providerVariables, stackOfRun } from '../run/stack-of-run.ts';
import { settingsFor } from '../run/this-run.ts';
import { wordOf } from '../run/words.ts';
import { askedProviders, type Setup } from '../setups/load.ts';
import { closeRun, openRun } from '../stack/supervisor/run-control.ts';
import type { RunStack } from '../stack/supervisor/stack-for-run.ts';
import { runCommand } from './command-line.ts';
import { type Screen, tell } from './screen.ts';

const HELP = `npm run serve -- --setup <setup> [--mode <mode>]

For test runners of other kinds, such as pytest: finds the stack that "npm run stack" keeps, or starts one, opens a run at
its gateway, and holds both until its standard input closes. The runner opens an attempt for each of its tests, by the
control protocol (docs/reference/control-protocol.md).

When it is ready, it prints one line of JSON: stackUrl, gatewayUrl, token, line, version, run, and in "attempt" what each
attempt is opened with besides its id, its run and its names. When its input has closed, a second: errors, those that belong to
no test.

  --setup   whose providers answer
  --mode    replay (default), record, record-if-missing, live

STACK_CONFIG chooses another stack.
Exit codes: 0 ended without errors, 1 with errors or not started, 2 wrong usage.`;

const options = { setup: { type: 'string' }, mode: { type: 'string' } } as const;

async function main(args: string[], screen: Screen): Promise<number> {
  const { setup: name, mode } = parseArgs({ args, options }).values;
  if (name === undefined) throw new UsageFault({ what: '--setup is missing.', fix: 'Name one, as --setup ollama.' });
  const run = settingsFor([name], mode === undefined ? {} : { INFERENCE_MODE: wordOf('--mode', mode, modes, 'mode') });
  const [setup] = run.setups;
  if (setup === undefined) throw new UsageFault(`--setup ${name} is no setup.`);
  const over = Promise.withResolvers<string | undefined>();
  // While it starts, too: a runner that went away needs no stack.
  process.stdin.once('close', () => over.resolve(undefined)).resume();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => over.resolve(undefined));
  const logFile = join(run.cache, 'logs', `serve-${process.pid}.log`);
  const progress = (text: string): void => tell(text);
  const stack = await stackOfRun(run, { requiresRecordings: false, logFile, progress, died: over.resolve });
  if ('recorded' in stack)
    throw new Fault({
      what: 'There is no stack to serve.',
      why: stack.because ?? 'The pointer says to do without one.',
      fix: 'Name a stack with STACK_CONFIG; "npm run doctor" says what this machine lacks for one.',
    });
  try {
    const errors = await serve(run, setup, stack, over.promise, screen);
    if (errors.length === 0) rmSync(logFile, { force: true });
    return errors.length === 0 ? 0 : 1;
  } finally {
    await stack.release();
  }
}

/** @returns the errors of the run */
async function serve(
  { mode, delivery, environment }: RunSettings,
  setup: Setup,
  stack: RunStack,
  over: Promise<string | undefined>,
  screen: Screen,
): Promise<string[]> {
  const run = randomBytes(8).toString('hex');
  await openRun(stack, run, {
    delivery,
    stack: stack.stackUrl,
    ...(mode === 'replay' ? {} : { environment: providerVariables(environment) }),
  });
  const { stackUrl, gatewayUrl, token, line, version } = stack;
  const attempt = {
    mode,
    setup: setup.recordings,
    answers: setup.answers,
    providers: stack.direct ? [] : askedProviders([setup]),
    ...(setup.placeholders && { placeholders: setup.placeholders }),
  };
  screen.print(JSON.stringify({ stackUrl, gatewayUrl, token, line, version, run, attempt }));
  const died = await over;
  const errors = await closeRun(stack, run).catch((error: unknown) => [messageOf(error)]);
  if (died !== undefined) errors.unshift(died);
  screen.print(JSON.stringify({ errors }));
  return errors;
}

await runCommand({
  name: 'serve',
  help: HELP,
  run: (args, screen) =>
    // An input that is still read would keep the process.
    main(args, screen).finally(() => process.stdin.destroy()),
});
