import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Bindings, Trial } from '../matching/bindings.ts';
import { compareRequests } from '../matching/compare.ts';
import type { LiveRequest } from '../matching/matching.ts';
import { mayVary, requestKey } from '../matching/request-key.ts';
import type { RecordedRequest } from '../recording/exchange.ts';
import { PROVIDERS_FILE, readProviders } from './store.ts';
import { entriesBelow } from './walk.ts';

/** Whose recording it is. */
export interface RecordingOwner {
  test: string;
  setup: string;
}

interface Entry extends RecordingOwner {
  /** Digests of the keys of its requests. */
  keys: Set<string>;
  /** The requests that may hold an id of the stack, or a number that a rule forgives: they have to be compared. */
  varying: { provider: string; request: RecordedRequest }[];
}

/** How long what the folder holds is taken to be as it was, in milliseconds. */
const FRESH_MILLISECONDS = 30_000;
/** Files that are read at once. */
const AT_ONCE = 32;

/**
 * Which requests are recorded for which tests of a line: told to a person whose request missed, never used as an answer.
 * Read when it is first asked, and again where a file has changed since.
 */
export class RecordedRequests {
  readonly #folder: string;
  readonly #now: () => number;
  /** By path, with the state of the file that it was made of. */
  readonly #entries = new Map<string, { state: string; entry: Entry | undefined }>();
  #refreshed = -Infinity;
  #refreshing: Promise<void> | undefined;

  /** @param folder absolute path of the line's recordings */
  constructor(folder: string, now: () => number = () => performance.now()) {
    this.#folder = folder;
    this.#now = now;
  }

  /** The first other recording, in order of paths, that holds the request; undefined where none does. */
  async find(live: LiveRequest, own: RecordingOwner): Promise<RecordingOwner | undefined> {
    await this.#refresh();
    const key = requestKey(live);
    const digest = digestOf(key);
    const varies = mayVary(key);
    for (const [, { entry }] of [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (entry === undefined || (entry.test === own.test && entry.setup === own.setup)) continue;
      if (entry.keys.has(digest) || (varies && entry.varying.some((recorded) => answers(recorded, live)))) {
        return { test: entry.test, setup: entry.setup };
      }
    }
    return undefined;
  }

  /** Says that files were written, so that the next miss reads them. */
  changed(): void {
    this.#refreshed = -Infinity;
  }

  /** Misses that come together wait for one reading. */
  #refresh(): Promise<void> {
    if (this.#now() - this.#refreshed < FRESH_MILLISECONDS) return Promise.resolve();
    this.#refreshing ??= this.#read().finally(() => {
      this.#refreshed = this.#now();
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #read(): Promise<void> {
    const found = await entriesBelow(this.#folder).catch(() => []);
    const files = found
      .filter(({ name }) => name === PROVIDERS_FILE)
      .map(({ parentPath, name }) => join(parentPath, name));
    const present = new Set(files);
    for (const file of this.#entries.keys()) if (!present.has(file)) this.#entries.delete(file);
    for (let at = 0; at < files.length; at += AT_ONCE) {
      await Promise.all(files.slice(at, at + AT_ONCE).map((file) => this.#readFile(file)));
    }
  }

  async #readFile(file: string): Promise<void> {
    const found = await stat(file, { bigint: true }).catch(() => undefined);
    if (found === undefined) return;
    const state = `${found.ino} ${found.size} ${found.ctimeNs}`;
    if (this.#entries.get(file)?.state === state) return;
    this.#entries.set(file, { state, entry: await entryOf(file) });
  }
}

async function entryOf(file: string): Promise<Entry | undefined> {
  const recording = await readProviders(file).catch(() => undefined);
  if (recording?.setup === undefined) return undefined;
  const { test, setup, exchanges } = recording;
  const keyed = exchanges.map(({ provider, request }) => ({
    provider,
    request,
    key: requestKey({ provider, request }),
  }));
  return {
    test,
    setup,
    keys: new Set(keyed.map(({ key }) => digestOf(key))),
    varying: keyed.filter(({ key }) => mayVary(key)).map(({ provider, request }) => ({ provider, request })),
  };
}

function answers(recorded: Entry['varying'][number], live: LiveRequest): boolean {
  return (
    recorded.provider === live.provider &&
    recorded.request.method === live.request.method &&
    compareRequests(recorded.request, live.request, new Trial(new Bindings()), 1).length === 0
  );
}

function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('base64');
}
