import { stat } from 'node:fs/promises';
import type { ProvidersRecording } from '../recording/format.ts';
import { RequestIndex } from '../matching/request-index.ts';
import { readProviders } from './store.ts';
import { heldAsBytes, withoutPause } from '../recording/wire.ts';

/** A recording whose answers are held as bytes, with the index of its requests. It never changes: attempts share it. */
export interface IndexedRecording extends ProvidersRecording {
  index: RequestIndex;
}

export function indexed(read: ProvidersRecording): IndexedRecording {
  const exchanges = read.exchanges.map((exchange) => ({
    ...exchange,
    response: heldAsBytes(withoutPause(exchange.response)),
  }));
  return { ...read, exchanges, index: new RequestIndex(exchanges) };
}

interface Kept {
  state: string;
  bytes: number;
  recording: IndexedRecording;
}

/** A file this young can be written again within the same tick of the clock of its file system. */
const YOUNG_MILLISECONDS = 2_000;

/**
 * The recordings that were read last, as long as their files stay as they are: a retry, a repeat and the next run on a
 * kept stack need not read them again. An edited file takes effect at once.
 */
export class RecentRecordings {
  readonly #most: number;
  readonly #now: () => number;
  /** In the order in which they were asked for, the last one last. */
  readonly #kept = new Map<string, Kept>();

  /** @param most bytes of files that are kept; what is kept of them takes about as much */
  constructor(most: number, now: () => number = Date.now) {
    this.#most = most;
    this.#now = now;
  }

  /** @returns undefined when there is no such file. @throws {BadRecording} when it is no recording */
  async read(file: string): Promise<IndexedRecording | undefined> {
    const found = await stat(file, { bigint: true }).catch(() => undefined);
    const state = found && `${found.ino} ${found.size} ${found.ctimeNs}`;
    const kept = this.#kept.get(file);
    this.#kept.delete(file);
    if (kept !== undefined && kept.state === state) {
      this.#kept.set(file, kept);
      return kept.recording;
    }
    const read = await readProviders(file);
    if (read === undefined) return undefined;
    const recording = indexed(read);
    if (found !== undefined && state !== undefined && this.#now() - Number(found.ctimeMs) > YOUNG_MILLISECONDS) {
      this.#keep(file, { state, bytes: Number(found.size), recording });
    }
    return recording;
  }

  #keep(file: string, kept: Kept): void {
    this.#kept.delete(file);
    this.#kept.set(file, kept);
    let bytes = [...this.#kept.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [oldest, { bytes: freed }] of this.#kept) {
      if (bytes <= this.#most) return;
      this.#kept.delete(oldest);
      bytes -= freed;
    }
  }
}
