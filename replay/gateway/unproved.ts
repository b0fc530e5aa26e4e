/** The recordings of a run that are held, in memory, until a replay has proved them. */
import { join } from 'node:path';
import type { Attempt } from '../control/protocol.ts';
import { indexed } from '../files/recent-recordings.ts';
import { install, type ReadyRecording } from '../files/recorder.ts';
import { PROVIDERS_FILE, STACK_FILE } from '../files/store.ts';
import { Matching } from '../matching/matching.ts';
import { parseProviders, parseStackHeader } from '../recording/format.ts';
import { recordAgain, recordingFolder, testTitle } from '../recording/location.ts';
import type { Handling } from './open-attempt.ts';

interface Held {
  attempt: Attempt;
  ready: ReadyRecording;
  /** Why its replay was no proof; undefined while there was none. */
  why?: string;
}

export class Unproved {
  readonly #held = new Map<string, Held>();

  hold(attempt: Attempt, ready: ReadyRecording): void {
    this.#held.set(recordingFolder(attempt), { attempt, ready });
  }

  /** The tests whose recordings are held. */
  tests(): Pick<Attempt, 'setup' | 'spec' | 'titlePath'>[] {
    return [...this.#held.values()].map(({ attempt: { setup, spec, titlePath } }) => ({ setup, spec, titlePath }));
  }

  /** How an attempt replays what is held of its test; undefined where nothing is. */
  handling(attempt: Attempt): Handling | undefined {
    const ready = this.#held.get(recordingFolder(attempt))?.ready;
    const fileOf = (name: string) => ready?.files.find(({ file }) => file.endsWith(join('/', name)));
    const [providers, stack] = [fileOf(PROVIDERS_FILE), fileOf(STACK_FILE)];
    if (providers !== undefined) {
      const { exchanges, literals, index, from, recorded } = indexed(parseProviders(providers.text, providers.file));
      return {
        mode: 'replay',
        matching: new Matching(exchanges, literals, index, attempt.placeholders),
        from,
        recorded,
      };
    }
    const answers = stack && parseStackHeader(stack.text, stack.file).answers;
    return answers && { mode: 'replay', without: answers };
  }

  /** Puts in place what a replay has proved. Answers the files. */
  async proved(attempt: Attempt): Promise<string[]> {
    const folder = recordingFolder(attempt);
    const held = this.#held.get(folder);
    if (held === undefined) return [];
    const files = await install(held.ready);
    this.#held.delete(folder);
    return files;
  }

  /** Notes why a replay was no proof. */
  failed(attempt: Attempt, why: string): void {
    const held = this.#held.get(recordingFolder(attempt));
    if (held !== undefined) held.why = why;
  }

  /** What is still held, each as an error for a person. */
  errors(): string[] {
    return [...this.#held.values()].map(
      ({ attempt, why }) =>
        `The recording of "${testTitle(attempt)}" (${attempt.setup}) was not written: it did not replay. What was recorded before is as it was.\n` +
        `Why: ${why ?? 'its replay did not come to its end.'}\n` +
        `A test records and does not replay where it asks for something else each time: a date, a random word, an order that is left open. Make it ask for the same, and record it again: ${recordAgain(attempt)}`,
    );
  }
}
