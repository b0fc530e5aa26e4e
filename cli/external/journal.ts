import type { AttemptVerdict, JournalEntry } from '../../replay/control/protocol.ts';

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
export function recordingText({
  written,
  problems,
}: {
  written: readonly string[];
  problems: readonly string[];
}): string {
  if (written.length > 0) return `Written: ${written.join(', ')}`;
  return problems.length > 0 ? 'Nothing was written.' : 'Nothing was written: the recording says the same already.';
}
