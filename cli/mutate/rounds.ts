/** A sample as runs of Playwright: each test at most so many times in one, with another change each time. */
import type { Mutant } from './mutants.ts';

export interface Round {
  /** How often each test runs. */
  repeats: number;
  /** The mutants of a test at the positions of its repeats, by the folder of its recording. */
  tests: Map<string, Mutant[]>;
}

/**
 * Playwright runs each test of a run equally often: a round has tests with about as many changes each, so that at most half
 * of its repeats have none. A test with many changes takes part in many rounds.
 */
export function roundsOf(mutants: readonly Mutant[], most: number): Round[] {
  const rounds = new Map<string, Round>();
  for (const [folder, all] of Map.groupBy(mutants, ({ recorded }) => recorded.folder)) {
    for (let start = 0; start < all.length; start += most) {
      const part = all.slice(start, start + most);
      const full = part.length === most;
      // A test is once in a round: its full parts are in different ones, and only its last is not full.
      const key = full ? `full ${start}` : `up to ${2 ** Math.ceil(Math.log2(part.length))}`;
      const round = rounds.get(key) ?? { repeats: 0, tests: new Map<string, Mutant[]>() };
      round.tests.set(folder, part);
      round.repeats = Math.max(round.repeats, part.length);
      rounds.set(key, round);
    }
  }
  return [...rounds.values()];
}
