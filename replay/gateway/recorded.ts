/** What the recording of a test says an attempt of it is answered with. */
import { join } from 'node:path';
import type { Attempt } from '../control/protocol.ts';
import { RecentRecordings, type IndexedRecording } from '../files/recent-recordings.ts';
import { PROVIDERS_FILE, readStackHeader, STACK_FILE } from '../files/store.ts';
import { Matching } from '../matching/matching.ts';
import type { Placeholder } from '../matching/placeholders.ts';
import { sharedTest } from '../recording/external.ts';
import { BadRecording } from '../recording/format.ts';
import { recordAgain, recordingFolder, testTitle } from '../recording/location.ts';
import { RefusedAttempt } from './refused-attempt.ts';
import type { Handling } from './open-attempt.ts';

/** Several times the recordings of a whole suite: a run that repeats its tests reads each once. */
const RECENT_BYTES = 128 * 1024 * 1024;

export class Recorded {
  readonly #recordings: string;
  readonly #line: string;
  readonly #recent = new RecentRecordings(RECENT_BYTES);

  /** @param recordings absolute; an attempt may name another folder that answers in its place */
  constructor({ recordings, line }: { recordings: string; line: string }) {
    this.#recordings = recordings;
    this.#line = line;
  }

  /**
   * Provider answers, or that there are none of them in it; undefined without a recording. A fixture of an external suite
   * without one is answered by what another recorder kept of all such fixtures together.
   * @throws {RefusedAttempt} for a recording that is none, or of another test
   */
  async handling(attempt: Attempt): Promise<Handling | undefined> {
    const own = await this.#own(attempt);
    if (own !== undefined || attempt.external === undefined) return own;
    const test = sharedTest(attempt);
    const file =
      test && join(this.#folderFor(attempt), recordingFolder({ ...test, setup: attempt.setup }), PROVIDERS_FILE);
    const shared = file === undefined ? undefined : await read(() => this.#recent.read(file));
    return shared?.repeats === true ? replayOf(shared, attempt) : undefined;
  }

  async #own(attempt: Attempt): Promise<Handling | undefined> {
    const folder = join(this.#folderFor(attempt), recordingFolder(attempt));
    const [providers, stack] = [join(folder, PROVIDERS_FILE), join(folder, STACK_FILE)];
    const recording = attempt.answers === 'none' ? undefined : await read(() => this.#recent.read(providers));
    if (recording !== undefined) {
      demandTitle(recording, providers, attempt);
      return replayOf(recording, attempt);
    }
    const header = await read(() => readStackHeader(stack));
    if (header?.answers === undefined) return undefined;
    demandTitle(header, stack, attempt);
    return { mode: 'replay', without: header.answers };
  }

  #folderFor({ recordings = this.#recordings }: Attempt): string {
    return join(recordings, this.#line);
  }
}

/**
 * It counts the tokens of a text with ids in it, and those that the reference's recorder made are far shorter than those of
 * an unmodified stack: no tolerance would do.
 */
const COUNT_OF_IDS: Placeholder = {
  name: 'metadata-token-count',
  pattern: String.raw`'metadata_token_count': (\d+(?:\.\d+)?)(?=[,}])`,
};

function replayOf(recording: IndexedRecording, attempt: Attempt): Handling {
  const { exchanges, literals, index, from, recorded, repeats } = recording;
  const placeholders = [...(attempt.placeholders ?? []), ...(repeats === true ? [COUNT_OF_IDS] : [])];
  return {
    mode: 'replay',
    matching: new Matching(exchanges, literals, index, placeholders, repeats),
    from,
    recorded,
    ...(repeats === true && { imported: repeats }),
  };
}

async function read<T>(recording: () => Promise<T>): Promise<T> {
  try {
    return await recording();
  } catch (error) {
    if (error instanceof BadRecording) throw new RefusedAttempt(error.message);
    throw error;
  }
}

function demandTitle(recording: { test: string }, file: string, attempt: Attempt): void {
  const title = testTitle(attempt);
  if (recording.test === title) return;
  throw new RefusedAttempt(
    `The recording ${file} is of "${recording.test}", not of "${title}".\n` +
      `Why: the titles differ in signs only, or two tests share the folder. Rename one, or record again: ${recordAgain(attempt)}`,
  );
}
