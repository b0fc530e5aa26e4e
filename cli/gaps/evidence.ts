/** What a person can try: the calls of a recorded test as a script, and the answer that the last one got. */
import { answerText } from '../../replay/recording/exchange-text.ts';
import type { ClientExchange } from '../../replay/recording/exchange.ts';
import type { Gap } from '../../setups/gaps.ts';
import { gapFault } from '../../fixtures/gap-verdict.ts';
import type { KnownGap } from './known-gaps.ts';
import { reproduction } from './reproduction.ts';

export interface Evidence {
  /** A shell script; without it `why` says what stands in the way. */
  script: string | undefined;
  why?: string;
  /** The last recorded answer, cut where it is long. */
  answer: string;
  /** What the provider was asked and answered, where that is recorded: it may be given by any server in its place. */
  provider: string[];
  /** Whether the calls need no provider and no server of the test, so that the answer is the stack's alone. */
  alone: boolean;
  /** `ogx 1.5.0`, and the day. */
  seen: string;
}

const SHOWN_LINES = 30;
const SHOWN_LETTERS = 300;

/**
 * Of the gap's recorded test.
 * @throws what the file's own fault says where it is no recording
 */
export function evidenceOf({
  gap,
  recorded: { stack, providers, title },
}: Pick<KnownGap, 'gap' | 'recorded'>): Evidence {
  const recording = stack?.recording;
  if (recording === undefined) throw new Error(`The recording of "${title}" cannot be read: ${stack?.fault ?? ''}`);
  const calls = untilSeen(gap, recording.calls);
  const last = calls.at(-1);
  const local = calls.some(({ request }) => JSON.stringify(request).includes('127.0.0.1'));
  return {
    ...scriptOf(calls),
    answer: last === undefined ? '' : shortened(answerText(last.response)),
    provider: (providers?.recording?.exchanges ?? []).map(
      ({ provider, request, response }) =>
        `${request.method} ${request.path} (${provider})\n${shortened(answerText(response))}`,
    ),
    alone: recording.answers === 'none' && providers === undefined && !local,
    seen: `${recording.stack}, ${recording.recorded}`,
  };
}

/** The calls up to the last answer that shows what the gap states; all where none does by itself. */
function untilSeen(gap: Gap, calls: readonly ClientExchange[]): readonly ClientExchange[] {
  const answers = calls.map(({ response }) => response);
  const last = answers.findLastIndex(
    (answer, at) =>
      // A document that is kept by its digest cannot be looked into.
      !(answer.body !== undefined && 'sha256' in answer.body) &&
      gapFault(gap, { answers: answers.slice(0, at + 1) }) === undefined,
  );
  return last === -1 ? calls : calls.slice(0, last + 1);
}

function scriptOf(calls: readonly ClientExchange[]): Pick<Evidence, 'script' | 'why'> {
  try {
    return { script: reproduction(calls) };
  } catch (error) {
    return { script: undefined, why: error instanceof Error ? error.message : String(error) };
  }
}

function shortened(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => (line.length > SHOWN_LETTERS ? `${line.slice(0, SHOWN_LETTERS)}…` : line));
  if (lines.length <= SHOWN_LINES) return lines.join('\n');
  return [...lines.slice(0, SHOWN_LINES), `… ${lines.length - SHOWN_LINES} more lines`].join('\n');
}
