/** What came of an attempt around a command: what is said of it, and the exit code. */
import type { AttemptVerdict, JournalEntry } from '../../replay/control/protocol.ts';
import { codeOf, type Ending } from './child.ts';

/** The command's own code stands, but where its attempt has a problem, or was not opened. */
export const RED = 120;
export const NOT_RUN = 125;

export interface Outcome {
  ending: Ending;
  /** Whether the command ran to its end as it should. */
  asExpected: boolean;
  verdict: Pick<AttemptVerdict, 'journal' | 'written' | 'unproved' | 'recorded' | 'drift'>;
  /** Complete texts. */
  problems: readonly string[];
}

/** Whatever the command made of it: a problem of the attempt is one of the run. */
export function exitCode({ ending, problems }: Pick<Outcome, 'ending' | 'problems'>): number {
  return problems.length > 0 ? RED : codeOf(ending);
}

/** How the command ended, for a sentence: `ended with 1`. */
export function endingText(ending: Ending): string {
  if ('code' in ending) return `ended with ${ending.code}`;
  if ('signal' in ending) return `was ended by ${ending.signal}`;
  return ending.fault.code === 'ENOENT' ? 'was not found' : `could not be started (${ending.fault.message})`;
}

const WORDS: Readonly<Record<JournalEntry['outcome'], string>> = {
  hit: 'replayed',
  miss: 'missed',
  recorded: 'recorded',
  live: 'asked live',
  cut: 'cut off by the client',
  failed: 'failed',
};

/** The provider calls in one line: `3 calls to providers, 3 replayed (local model), recorded on 2026-11-28`. */
export function journalText({ journal, recorded }: Pick<AttemptVerdict, 'journal' | 'recorded'>): string {
  if (journal.length === 0) return 'no calls to providers';
  const outcomes = Map.groupBy(journal, ({ outcome }) => outcome);
  const counts = [...outcomes].map(([outcome, entries]) => `${entries.length} ${WORDS[outcome]}`);
  const sources = [...new Set(journal.flatMap(({ source }) => source ?? []))];
  const from = sources.length === 0 ? '' : ` (${sources.join(', ')})`;
  const day = recorded === undefined ? '' : `, recorded on ${recorded}`;
  return `${journal.length} ${journal.length === 1 ? 'call' : 'calls'} to providers, ${counts.join(', ')}${from}${day}`;
}

/** What became of the recording, in the modes that record. */
export function recordingText({ ending, asExpected, verdict, problems }: Outcome): string {
  if (verdict.written.length > 0) return `Written: ${verdict.written.join(', ')}`;
  if (problems.length > 0) return 'Nothing was written.';
  if (asExpected) return 'Nothing was written: the recording says the same already.';
  return `Nothing was written: the command ${endingText(ending)}. With --allow-failure it is recorded all the same.`;
}
