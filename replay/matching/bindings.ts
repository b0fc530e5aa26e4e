import { sameKind } from './ids.ts';

export type Pair = readonly [recorded: string, live: string];

/** A set of ids, which may be found out when it is first asked. */
export interface Ids {
  has(id: string): boolean;
}

/** Which live id stands for which recorded one, one to one, within one attempt. */
export class Bindings {
  readonly #live = new Map<string, string>();
  readonly #recorded = new Map<string, string>();
  readonly #literals: Ids;

  /** @param literals ids that are compared as text, since the stack did not mint them */
  constructor(literals: Ids = new Set()) {
    this.#literals = literals;
  }

  get size(): number {
    return this.#live.size;
  }

  /** The live id that `recorded` is bound to. */
  liveOf(recorded: string): string | undefined {
    return this.#live.get(recorded);
  }

  recordedOf(live: string): string | undefined {
    return this.#recorded.get(live);
  }

  entries(): IterableIterator<[string, string]> {
    return this.#live.entries();
  }

  /** Makes `pairs` part of these bindings; the caller has seen `Trial.add` accept them. */
  commit(pairs: readonly Pair[]): void {
    for (const [recorded, live] of pairs) {
      this.#live.set(recorded, live);
      this.#recorded.set(live, recorded);
    }
  }

  /** Why `recorded` and `live` cannot be the same id, or undefined when they can. */
  conflict(recorded: string, live: string): string | undefined {
    if (this.#literals.has(recorded) || this.#literals.has(live)) {
      return recorded === live ? undefined : 'the id was not minted by the stack, so it must be the same';
    }
    if (!sameKind(recorded, live)) return 'the ids are of different kinds';
    const bound = this.#live.get(recorded);
    if (bound !== undefined && bound !== live) return `the recorded id is bound to ${bound}`;
    const owner = this.#recorded.get(live);
    if (owner !== undefined && owner !== recorded) return `the id is bound to the recorded ${owner}`;
    return undefined;
  }

  isLiteral(id: string): boolean {
    return this.#literals.has(id);
  }
}

/** New bindings that one comparison would make, kept apart until the whole comparison has succeeded. */
export class Trial {
  readonly pairs: Pair[] = [];
  readonly #live = new Map<string, string>();
  readonly #recorded = new Map<string, string>();
  readonly #bindings: Bindings;

  constructor(bindings: Bindings) {
    this.#bindings = bindings;
  }

  /** Takes the pair in; answers why it cannot be, or undefined. */
  add(recorded: string, live: string): string | undefined {
    const conflict = this.#bindings.conflict(recorded, live);
    if (conflict !== undefined) return conflict;
    const bound = this.#live.get(recorded);
    if (bound !== undefined && bound !== live) return `the recorded id stands for ${bound} elsewhere in this request`;
    const owner = this.#recorded.get(live);
    if (owner !== undefined && owner !== recorded) return `the id stands for ${owner} elsewhere in this request`;
    if (bound === undefined) {
      this.#live.set(recorded, live);
      this.#recorded.set(live, recorded);
      if (!this.#bindings.isLiteral(recorded) && this.#bindings.liveOf(recorded) === undefined) {
        this.pairs.push([recorded, live]);
      }
    }
    return undefined;
  }
}
