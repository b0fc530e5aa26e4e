/** A sample as runs of Playwright: each test at most so many times in one, with another change each time. */
import type { Mutant } from './mutants.ts';

export interface Round {
  /** How often each test runs. */
  repeats: number;
  /** The mutants of a test at the positions of its repeats, by the folder of its recording. */
  tests: Map<string, Mutant[]>;
}

/** Tests with many mutants take part in many rounds; a round has no test that it does not change. */
export function roundsOf(mutants: readonly Mutant[], most: number): Round[] {
  const rounds: Round[] = [];
  const counts = new Map<string, number>();
  for (const mutant of mutants) {
    const { folder } = mutant.recorded;
    const before = counts.get(folder) ?? 0;
    counts.set(folder, before + 1);
    const round = (rounds[Math.floor(before / most)] ??= { repeats: 0, tests: new Map() });
    const ofTest = round.tests.get(folder) ?? [];
    round.tests.set(folder, [...ofTest, mutant]);
    round.repeats = Math.max(round.repeats, ofTest.length + 1);
  }
  return rounds;
}
