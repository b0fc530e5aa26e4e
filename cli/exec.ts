/** `npm run exec`: runs any command in one attempt, against the stack. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { UsageFault } from '../errors/fault.ts';
import { isRecording } from '../replay/control/mode.ts';
import { stackOfRun } from '../run/stack-of-run.ts';
import type { RunSettings } from '../run/settings.ts';
import { settingsFor } from '../run/this-run.ts';
import { loadSetups } from '../setups/load.ts';
import type { NoStack } from '../stack/supervisor/stack-for-run.ts';
import { programOf, runCommand } from './command-line.ts';
import { journalText, recordingText } from './external/journal.ts';
import { printProblems } from './external/problems.ts';
import { onRecordedStack } from './exec/attempts.ts';
import { Interruptions } from './exec/interruptions.ts';
import { externalOf, parseExec } from './exec/options.ts';
import { endingText, exitCode, NOT_RUN, type Outcome, RED, unrecordedText } from './exec/outcome.ts';
import { type Execution, execOnce, execOnStack } from './exec/run.ts';
import { VARIABLES } from './exec/variables.ts';
import { tell } from './screen.ts';

const help =
  () => `${programOf('exec')} --setup <setup> --name <suite>/<case> [--mode <mode>] [options] -- <command> [arguments]

Runs a command, a test suite of any kind and language, in one attempt: its calls to the stack are recorded, or replayed. The
stack is the one that "npm run stack" keeps, or is started for it. {stack} in the arguments and in the environment of
the command is the address that leads there, without /v1; these variables have it already:
  ${VARIABLES.join(', ')}

  --mode             replay (default), record, record-if-missing, live
  --setup            whose providers answer: ${loadSetups(undefined, [])
    .map(({ name }) => name)
    .join(', ')}
  --name             what the recording is called; it is recordings/<line>/<setup>/external/<suite>/<case>
  --env NAME=VALUE   a variable more for the command; may be given several times
  --prove            record: run the command once more on what was recorded, and write it only if it replays
  --allow-failure    a command that ends with another code than 0 is recorded too, and its leftovers count
  --allow-empty      write a recording though nothing was called
  --allow-ownerless  write a recording though provider calls came that belong to no attempt

STACK_CONFIG chooses another stack, DRIFT=fail makes another answer of the stack a fault.
Exit codes: the command's own, but ${RED} where a call missed or a recording was not used up or not written, ${NOT_RUN} where the
command was not run, 2 for wrong usage; 126 and 127 where it cannot be started or found, 128 and more where a signal ended it.`;

async function main(args: readonly string[]): Promise<number> {
  const options = parseExec(args);
  const run = settingsFor([options.setup], options.mode === undefined ? {} : { INFERENCE_MODE: options.mode });
  const [setup, ...others] = run.setups;
  if (setup === undefined || others.length > 0) throw new UsageFault(`--setup ${options.setup} is not one setup.`);
  const stop = new AbortController();
  const logFile = join(run.cache, 'logs', `exec-${process.pid}.log`);
  const slow = setTimeout(() => tell('Starting the stack.'), 2_000);
  const stack = await stackOfRun(run, {
    // Its own recording is the only one that matters.
    requiresRecordings: false,
    logFile,
    progress: (text) => tell(text),
    died: (text) => stop.abort(text),
  }).finally(() => clearTimeout(slow));
  const external = externalOf(run.recordSettings + programOf('exec'), options);
  const of = { test: options.test, setup, external };
  const interruptions = new Interruptions();
  const execution = { run, options, of, interruptions, stop: stop.signal, progress: (text: string) => tell(text) };
  if ('recorded' in stack) return told(run, await execOnRecording(execution, stack));
  try {
    const code = told(run, await execOnStack(execution, stack));
    if (code === 0) rmSync(logFile, { force: true });
    return code;
  } finally {
    await stack.release();
  }
}

async function execOnRecording(execution: Execution, { line, because = '' }: NoStack): Promise<Outcome> {
  tell(`${because}\nNO STACK IS TESTED: this run is on recorded answers of ${line}.`.trim(), 'yellow');
  return execOnce(execution, await onRecordedStack(execution.run, line, execution.of));
}

/** Says what came of it, the problems last. */
function told({ mode, drift }: RunSettings, outcome: Outcome): number {
  const { ending, verdict, problems } = outcome;
  tell(`The command ${endingText(ending)}; ${journalText(verdict)}.`);
  if (isRecording(mode) || drift === 'accept')
    tell(unrecordedText(outcome) ?? recordingText({ written: verdict.written, problems }));
  if (verdict.drift && drift === 'show') tell(verdict.drift.text, 'yellow');
  printProblems(problems);
  return exitCode(outcome);
}

await runCommand({ name: 'exec', help, run: main, failure: NOT_RUN });
