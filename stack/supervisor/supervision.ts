/** The life of a supervisor: gateway and stack are started, owned while the lifeline holds, and ended with it. */
import { tmpdir } from 'node:os';
import { attach } from './attach.ts';
import { launchStack, type LaunchedStack } from './launch-stack.ts';
import { diskFault } from '../../errors/disk.ts';
import { Fault, faultText } from '../../errors/fault.ts';
import type { SupervisorMessage } from './messages.ts';
import { OwnedResources } from './owned-resources.ts';
import { lastLines } from '../process/log-lines.ts';
import { NoPython } from '../python/python.ts';
import { type Access, sweep } from './registry.ts';
import type { SupervisorContext } from './context.ts';

/** What is said of an error that keeps a stack from being started. */
export function failureOf(thrown: unknown, cache: string): SupervisorMessage {
  const parts = diskFault(thrown, [
    { name: 'cache folder', path: cache, variable: 'E2E_CACHE' },
    { name: 'folder for temporary files', path: tmpdir(), variable: 'TMPDIR' },
  ]);
  const error = parts === undefined ? thrown : new Fault(parts);
  // only a fault is complete text; anything else is a mistake in here, and its place matters
  const text = error instanceof Fault || !(error instanceof Error) ? String(error) : (error.stack ?? error.message);
  return { type: 'failed', error: text.replace(/^\w+: /, ''), noPython: error instanceof NoPython };
}

/** One supervisor. `start` reports by messages and does not throw; `end` may come at any moment. */
export class Supervision {
  readonly #context: SupervisorContext;
  readonly #owned: OwnedResources;

  constructor(context: SupervisorContext) {
    this.#context = context;
    this.#owned = new OwnedResources(context.options.cache);
  }

  async start(): Promise<void> {
    try {
      await sweep(this.#context.options.cache);
      this.#context.say({ type: 'ready', access: await this.#access() });
    } catch (error) {
      this.#context.say(failureOf(error, this.#context.options.cache));
    }
  }

  end(): Promise<void> {
    return this.#owned.end();
  }

  async #access(): Promise<Access> {
    const { target } = this.#context.options;
    if (target.kind === 'attach') return attach(target, this.#context, this.#owned);
    const up = await launchStack(target, this.#context, this.#owned);
    void up.stack.ended.then((how) => this.#stackDied(up, how));
    return up.access;
  }

  #stackDied({ plan, stack, gateway }: LaunchedStack, how: string): void {
    if (this.#owned.ending) return;
    void this.#owned.release(stack.pid);
    const error = faultText({
      what: `${plan.version} ended in the middle of the run, with ${how}.`,
      fix: 'Its last lines say why. No test can go on without it.',
      lines: lastLines(plan.logFile),
      log: plan.logFile,
    });
    gateway.stackDied(error);
    this.#context.say({ type: 'stack-died', error });
  }
}
