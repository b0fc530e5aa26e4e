/** Whether a recording answers what it was made of. */
import { Matching, type LiveRequest } from '../matching/matching.ts';
import { missText, type MissContext } from '../matching/miss.ts';
import type { Placeholder } from '../matching/placeholders.ts';
import { parseProviders } from '../recording/format.ts';
import { PROVIDERS_FILE } from './store.ts';
import type { ReadyRecording } from './recorder.ts';

export interface Recorded {
  /** What providers were asked, in order. */
  requests: readonly LiveRequest[];
  placeholders: readonly Placeholder[] | undefined;
  context: MissContext;
}

/**
 * Replays the requests that were recorded on the files as they would be written: each must be answered, by the exchange
 * that was recorded for it, and none may be left. It proves the recording, and nothing of a command that asks for
 * something else each time: that shows when it runs again.
 * @returns why the files would not replay, for a person; undefined where they do
 */
export function refutedBy(
  { files }: ReadyRecording,
  { requests, placeholders, context }: Recorded,
): string | undefined {
  const file = files.find((each) => each.file.endsWith(PROVIDERS_FILE));
  if (file === undefined) return undefined;
  const { exchanges, literals } = parseProviders(file.text, file.file);
  const matching = new Matching(exchanges, literals, undefined, placeholders);
  for (const [position, live] of requests.entries()) {
    const match = matching.match(live);
    if (!match.hit) return unwritten(context, `${place(position)}:\n${missText(live, match.miss, context)}`);
    if (match.position !== position)
      return unwritten(context, `${place(position)} is answered by exchange ${match.position + 1} of it.`);
  }
  const [left] = matching.leftovers();
  return left && unwritten(context, `nothing asks for exchange ${left.position + 1} of it.`);
}

const place = (position: number): string => `provider call ${position + 1}`;

function unwritten({ test, setup, fix }: MissContext, why: string): string {
  return (
    `The recording of "${test}" (${setup}) was not written: it would not replay. What was recorded before is as it was.\n` +
    `Why: on what was recorded, ${why}\n` +
    `Let the test wait for the answers to all of its calls, and record it again: ${fix}`
  );
}
