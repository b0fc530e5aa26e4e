/** Stacks beside the one of the runs, each for tests that stop it, kill it or need another run config. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { Fault } from '../../errors/fault.ts';
import type { OwnStack, OwnStackOrder, StopSignal } from '../../replay/control/protocol.ts';
import { authorityFile, type Plan } from '../launch/plan.ts';
import { waitUntilReady } from '../launch/ready.ts';
import { mergedConfig } from '../launch/run-config.ts';
import { launch, type RunningStack } from '../launch/spawn.ts';
import { freePort } from '../process/port.ts';
import { identify, lives, type ProcessIdentity } from '../process/process-identity.ts';
import type { OwnedResources } from './owned-resources.ts';

/** How the stack of the runs was started, so that another can be started likewise. */
export interface Blueprint {
  /** The text of its run config. */
  config: string;
  /** The certificate of the gateway's authority, as PEM. */
  authority: string;
  planFor: (of: PlanOf) => Plan;
  /** Where a Python environment with further packages is, which is made if it is not there. Throws a Fault. */
  install: (packages: readonly string[]) => Promise<string>;
}

/** What differs between two stacks of one gateway; paths are absolute. */
export interface PlanOf {
  config: string;
  state: string;
  port: number;
  logFile: string;
  /** Its Python environment, where that is not the one of the runs. */
  venv?: string;
}

interface Held {
  plan: Plan;
  state: string;
  /** Whose end is its end as well. */
  owner: ProcessIdentity;
  /** Undefined while it is stopped. */
  running: RunningStack | undefined;
}

const STOP_LIMIT_MS = 20_000;
const OWNER_WATCH_MS = 500;

/** Starts, stops and ends them. All that is begun is `owned`, so that it goes with the supervisor. */
export class OwnStacks {
  readonly #owned: OwnedResources;
  /** Beside it lie their logs. */
  readonly #logFile: string;
  readonly #held = new Map<string, Held>();
  #blueprint: Blueprint | undefined;
  #count = 0;
  #watch: NodeJS.Timeout | undefined;

  constructor(owned: OwnedResources, logFile: string) {
    this.#owned = owned;
    this.#logFile = logFile;
  }

  /** From now on they can be started. */
  like(blueprint: Blueprint): void {
    this.#blueprint = blueprint;
  }

  /** Starts one on empty folders, and waits until it serves. Throws a Fault. */
  async open({ pid, config, environment, packages }: OwnStackOrder): Promise<OwnStack> {
    if (this.#blueprint === undefined) {
      throw new Fault({
        what: 'No stack can be started beside this one.',
        why: 'It was not started by this project, or it has its stores in a database, which the two would share.',
        fix: 'Leave STACK_CONFIG out, or name a distribution whose stores are files.',
      });
    }
    const owner = identify(pid);
    if (owner === undefined) throw new Fault({ what: `The process ${pid}, for which a stack is to start, has ended.` });
    const { authority, planFor, install, config: text } = this.#blueprint;
    const venv = packages.length === 0 ? undefined : await install(packages);
    this.#count += 1;
    const id = `own-${this.#count}`;
    const state = join(this.#owned.stateFolder, id);
    mkdirSync(state, { recursive: true });
    writeFileSync(authorityFile(state), authority);
    const configFile = join(state, 'run.yaml');
    writeFileSync(configFile, stringify(mergedConfig(parse(text), config)));
    const logFile = join(dirname(this.#logFile), `${id}.log`);
    const plan = planFor({ config: configFile, state, port: await freePort(), logFile, ...(venv && { venv }) });
    const held: Held = {
      plan: { ...plan, environment: { ...plan.environment, ...environment } },
      state,
      owner,
      running: undefined,
    };
    this.#held.set(id, held);
    this.#watch ??= setInterval(() => this.#endOfOwnerless(), OWNER_WATCH_MS).unref();
    try {
      return await this.start(id);
    } catch (error) {
      await this.close(id);
      throw error;
    }
  }

  /** Starts one again, at its address and on its data. Throws a Fault. */
  async start(id: string): Promise<OwnStack> {
    const held = this.#find(id);
    const { plan } = held;
    if (held.running === undefined) {
      if (this.#owned.ending) throw new Fault({ what: 'The supervisor is ending.' });
      const running = await launch(plan);
      held.running = running;
      this.#owned.hold(running.pid);
      await waitUntilReady(plan, running, { models: [] });
    }
    return { id, url: plan.url, logFile: plan.logFile };
  }

  /** Ends its processes and keeps its data: with SIGTERM as it ends by itself, with SIGKILL in the middle of all it does. */
  async stop(id: string, signal: StopSignal): Promise<void> {
    const held = this.#find(id);
    const { running } = held;
    if (running === undefined) return;
    held.running = undefined;
    if (signal === 'SIGTERM') {
      process.kill(running.pid, signal);
      await Promise.race([running.ended, delay(STOP_LIMIT_MS, undefined, { ref: false })]);
    }
    await this.#owned.release(running.pid);
  }

  /** Ends it and removes its data. May come twice. */
  async close(id: string): Promise<void> {
    const held = this.#held.get(id);
    if (held === undefined) return;
    await this.stop(id, 'SIGKILL');
    this.#held.delete(id);
    rmSync(held.state, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    if (this.#held.size > 0) return;
    clearInterval(this.#watch);
    this.#watch = undefined;
  }

  #find(id: string): Held {
    const held = this.#held.get(id);
    if (held === undefined) throw new Fault({ what: `There is no stack ${id}: it was closed, or never started.` });
    return held;
  }

  #endOfOwnerless(): void {
    for (const [id, { owner }] of this.#held) if (!lives(owner)) void this.close(id);
  }
}
