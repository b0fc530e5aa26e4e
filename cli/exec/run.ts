/** Runs the command in attempts, and tells what came of it. */
import { randomBytes } from 'node:crypto';
import { messageOf } from '../../errors/fault.ts';
import { isRecording } from '../../replay/control/mode.ts';
import type { RunSettings } from '../../run/settings.ts';
import { providerVariables } from '../../run/stack-of-run.ts';
import { closeRun, openRun } from '../../stack/supervisor/run-control.ts';
import type { RunStack } from '../../stack/supervisor/stack-for-run.ts';
import { atGateway, type AttemptFor, type OpenedAttempt } from './attempts.ts';
import { runToEnd } from './child.ts';
import type { Interruptions } from './interruptions.ts';
import type { ExecOptions } from './options.ts';
import { endingText, type Outcome } from './outcome.ts';
import { commandEnvironment, withAddress } from './variables.ts';

export interface Execution {
  run: RunSettings;
  options: ExecOptions;
  of: AttemptFor;
  interruptions: Interruptions;
  /** Aborted, with complete text as the reason, when the stack ends. */
  stop: AbortSignal;
  progress: (text: string) => void;
}

/** Runs the command on a stack, once more where what it recorded is to be proved. Throws where no attempt opens. */
export async function execOnStack(execution: Execution, stack: RunStack): Promise<Outcome> {
  const { run, options, of, progress } = execution;
  const id = randomBytes(8).toString('hex');
  const proves = options.prove && isRecording(run.mode);
  await openRun(stack, id, {
    delivery: run.delivery,
    stack: stack.stackUrl,
    ...(run.mode === 'replay' ? {} : { environment: providerVariables(run.environment) }),
    ...(proves ? { unproved: true } : {}),
  });
  const errors: string[] = [];
  let outcome: Outcome;
  try {
    outcome = await execOnce(execution, await atGateway(stack, id, run.mode, of));
    if (outcome.verdict.unproved !== undefined) {
      progress('Running the command once more, on what was recorded.');
      outcome = await proved(execution, stack, id);
    }
  } finally {
    errors.push(...(await closeRun(stack, id).catch((error: unknown) => [messageOf(error)])));
  }
  if (options.allowOwnerless) {
    for (const error of errors) progress(error);
    return outcome;
  }
  // What kept a proof from being one is told with what it kept from being written.
  const problems = outcome.problems.filter((problem) => !errors.some((error) => error.includes(problem)));
  return { ...outcome, problems: [...problems, ...errors] };
}

async function proved(execution: Execution, stack: RunStack, id: string): Promise<Outcome> {
  const proof = `${id}-proof`;
  await openRun(stack, proof, { proves: id, stack: stack.stackUrl });
  const outcome = await execOnce(execution, await atGateway(stack, proof, 'replay', execution.of));
  const errors = await closeRun(stack, proof);
  return { ...outcome, problems: [...outcome.problems, ...errors] };
}

/** One run of the command in an attempt that is open. The attempt is closed whatever becomes of the command. */
export async function execOnce(
  { run, options, interruptions, stop }: Execution,
  attempt: OpenedAttempt,
): Promise<Outcome> {
  const { command, variables, allowFailure, allowEmpty, allowOwnerless } = options;
  const [program, ...args] = command;
  const ending = await runToEnd([program, ...args.map((arg) => withAddress(arg, attempt.url))], {
    environment: commandEnvironment(process.env, variables, attempt.url),
    interruptions,
    stop,
  });
  const asExpected =
    interruptions.signal === undefined && !stop.aborted && 'code' in ending && (ending.code === 0 || allowFailure);
  const died = stop.aborted ? [String(stop.reason)] : [];
  try {
    const verdict = await attempt.close({
      asExpected,
      complete: asExpected,
      acceptDrift: run.drift === 'accept',
      failure: `the command ${endingText(ending)}.`,
      allowEmpty,
      allowOwnerless,
    });
    const drift = run.drift === 'fail' && verdict.drift ? [verdict.drift.text] : [];
    return { ending, asExpected, verdict, problems: [...died, ...verdict.problems.map(({ text }) => text), ...drift] };
  } catch (error) {
    return { ending, asExpected, verdict: { journal: [], written: [] }, problems: [...died, messageOf(error)] };
  }
}
