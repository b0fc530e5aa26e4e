import { mkdtempSync, realpathSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { killGroup } from '../process/process-group.ts';
import { type KeptStack, removeStateFolder, RegistryEntry, stateFolderPrefix } from './registry.ts';
import type { StackGateway } from './context.ts';

const GATEWAY_LIMIT_MS = 2_000;

/** All that a supervisor has to give back: processes, gateway, state folder, and its entry in the cache. */
export class OwnedResources {
  /** Absolute; of this supervisor alone. */
  readonly stateFolder: string;
  readonly #entry: RegistryEntry;
  readonly #groups = new Set<number>();
  #gateway?: StackGateway;
  #ending = false;

  /** Makes the state folder, and the entry by which a later supervisor sweeps up after a killed one. */
  constructor(cache: string) {
    this.stateFolder = realpathSync(mkdtempSync(stateFolderPrefix()));
    this.#entry = new RegistryEntry(cache, this.stateFolder);
  }

  /** From here on nothing may be started any more. */
  get ending(): boolean {
    return this.#ending;
  }

  gateway(gateway: StackGateway): void {
    this.#gateway = gateway;
  }

  /** Takes on a process group, named by its leader. */
  hold(leader: number): void {
    this.#groups.add(leader);
    this.#entry.group(leader);
    if (this.#ending) void killGroup(leader);
  }

  /** Ends what is left of a process group, and forgets it: its number may be somebody else's one day. */
  async release(leader: number): Promise<void> {
    await killGroup(leader);
    this.#groups.delete(leader);
    if (!this.#ending) this.#entry.release(leader);
  }

  /** Notes the databases that the stack is about to use, so that no other stack does. */
  databases(names: readonly string[]): void {
    this.#entry.databases(names);
  }

  /** Offers the stack to the runs of its project. */
  keep(kept: Omit<KeptStack, 'supervisor'>): void {
    this.#entry.keep(kept);
  }

  /** Gives everything back. May come at any moment. */
  async end(): Promise<void> {
    this.#ending = true;
    await Promise.all([...this.#groups].map((group) => killGroup(group)));
    await Promise.race([this.#gateway?.close(), delay(GATEWAY_LIMIT_MS)]);
    removeStateFolder(this.stateFolder);
    this.#entry.remove();
  }
}
