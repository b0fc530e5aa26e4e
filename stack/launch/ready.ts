/** Waits until a stack that was started can be used. */
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { Fault } from '../../errors/fault.ts';
import { PortTaken, type RunningStack } from './spawn.ts';
import { lastLines, logContains } from '../process/log-lines.ts';
import type { Plan } from './plan.ts';

export interface Readiness {
  /** Ids that `/v1/models` must list. */
  models: readonly string[];
  /** The gateway's problem with a start-up call, if there was one: it is reported as the cause, rather than the stack. */
  startupProblem?(): string | undefined;
}

/** How long a stack that serves may take to list the models. It asks the providers before it opens its port. */
const MODELS_GRACE_MS = 3_000;

/** Limit for each of a stack's first calls, which find an idle server. */
const FIRST_CALL_MS = 5_000;

/** Waits until the stack answers, from this very process, and lists the models. Throws a Fault, or PortTaken. */
export async function waitUntilReady(plan: Plan, stack: RunningStack, readiness: Readiness): Promise<void> {
  const deadline = performance.now() + plan.ready.seconds * 1_000;
  const ended = stack.ended.then((how) => ({ how }));
  for (;;) {
    const over = await Promise.race([ended, delay(50)]);
    if (over) throw endedEarly(plan, over.how, readiness.startupProblem?.());
    if ((await serves(plan)) && (plan.ready.text === undefined || logContains(plan.logFile, plan.ready.text))) break;
    if (performance.now() > deadline) {
      throw fault(plan, readiness.startupProblem?.(), {
        what: `${plan.version} did not answer ${plan.url}${plan.ready.path} within ${plan.ready.seconds} s.`,
        fix: 'Read its log; on a slow machine raise `ready.seconds` in its distribution.yaml.',
      });
    }
  }
  await waitForModels(plan.url, readiness, (parts) => fault(plan, readiness.startupProblem?.(), parts));
  for (const path of plan.ready.first) {
    const answered = fetch(plan.url + path, { signal: AbortSignal.timeout(FIRST_CALL_MS) });
    await answered.then((answer) => answer.arrayBuffer()).catch(() => undefined);
  }
}

/** Waits, for a limited time, until a serving stack lists the models. `faultOf` makes the error. */
export async function waitForModels(
  url: string,
  { models }: Pick<Readiness, 'models'>,
  faultOf: (parts: { what: string; fix: string }) => Error,
): Promise<void> {
  if (models.length === 0) return;
  const deadline = performance.now() + MODELS_GRACE_MS;
  for (;;) {
    const listed = await listModels(url);
    const missing = models.filter((model) => !listed.includes(model));
    if (missing.length === 0) return;
    if (performance.now() > deadline) {
      throw faultOf({
        what: `The stack at ${url} does not list ${missing.join(', ')}. It lists: ${listed.join(', ') || 'no model'}.`,
        fix: 'A provider lists its models once, when the stack starts. Check the id in the setup, and the provider’s start-up recording (recordings/<line>/startup/<provider>.json): INFERENCE_MODE=record with that setup records it anew.',
      });
    }
    await delay(250);
  }
}

const ModelList = z.object({
  data: z.array(z.union([z.object({ id: z.string() }), z.object({ identifier: z.string() })])),
});

/** Ids of `GET /v1/models`, in both spellings: `id` (OpenAI's) and `identifier` (Llama Stack's own, to 0.3). */
async function listModels(url: string): Promise<string[]> {
  try {
    const answer = await fetch(`${url}/v1/models`, { signal: AbortSignal.timeout(5_000) });
    const list = ModelList.parse(await answer.json());
    return list.data.map((model) => ('id' in model ? model.id : model.identifier));
  } catch {
    return [];
  }
}

async function serves(plan: Plan): Promise<boolean> {
  try {
    const answer = await fetch(plan.url + plan.ready.path, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

/** Any end before ready is a failure, whatever the code: stacks leave with 0 after several kinds of errors. */
function endedEarly(plan: Plan, how: string, problem: string | undefined): Fault {
  const known = plan.failures.find(({ log }) => logContains(plan.logFile, log));
  const { why, fix } = known ?? { why: '', fix: 'Its last lines say why.' };
  const parts = { what: `${plan.version} ended while starting, with ${how}.`, why, fix };
  if (!logContains(plan.logFile, '[Errno 98]') && !logContains(plan.logFile, '[Errno 48]')) {
    return fault(plan, problem, parts);
  }
  return new PortTaken({
    what: `${plan.version} could not serve: port ${plan.port} is taken.`,
    fix: `End the program that listens there, or choose another port.`,
    log: plan.logFile,
  });
}

function fault(plan: Plan, problem: string | undefined, parts: { what: string; why?: string; fix: string }): Fault {
  const log = { lines: lastLines(plan.logFile), log: plan.logFile };
  if (problem === undefined) return new Fault({ ...parts, ...log });
  return new Fault({ what: problem, why: `So the stack did not get ready: ${parts.what}`, ...log });
}
