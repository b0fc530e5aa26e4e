/** The tests that have recorded answers at a seam. */
import { operationOf } from '../../contracts/relations/call.ts';
import { recordingText } from '../../replay/recording/file-text.ts';
import type { Setup } from '../../setups/load.ts';
import { readTree } from '../recordings/tree.ts';
import type { Change } from './change.ts';
import { type Recorded, withChange } from './mutants.ts';
import type { Seam } from './place.ts';

export interface Wanted {
  /** The recordings folder, absolute. */
  recordings: string;
  line: string;
  setups: readonly Pick<Setup, 'name' | 'recordings'>[];
  seam: Seam;
  /** Of the test's name. */
  part: string | undefined;
}

/** @throws {Fault} when the folder cannot be read */
export async function recordedTests({ recordings, line, setups, seam, part = '' }: Wanted): Promise<Recorded[]> {
  const tree = await readTree(recordings, { lines: [line], setups: setups.map((setup) => setup.recordings) });
  return tree.tests.flatMap(({ folder, setup, providers, stack }) => {
    const file = seam === 'stack' ? stack : providers;
    const recording = file?.recording;
    const project = setups.find((each) => each.recordings === setup)?.name;
    if (file === undefined || recording === undefined || project === undefined) return [];
    if (!recording.test.includes(part)) return [];
    const exchanges = 'calls' in recording ? recording.calls : recording.exchanges;
    const textWith = (change: Change) =>
      recordingText(
        'calls' in recording
          ? { ...recording, calls: withChange(recording.calls, change) }
          : { ...recording, exchanges: withChange(recording.exchanges, change) },
      );
    const clientOf = (exchange: number) => {
      const call = 'calls' in recording ? undefined : recording.exchanges[exchange]?.call;
      const request = call === undefined ? undefined : stack?.recording?.calls[call - 1]?.request;
      return request === undefined ? undefined : operationOf(request).operation;
    };
    return [
      {
        project,
        test: recording.test,
        folder,
        exchanges,
        providers: providers?.recording?.exchanges,
        text: file.text,
        clientOf,
        textWith,
      },
    ];
  });
}
