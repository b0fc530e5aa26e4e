import { knownGaps, type Known } from './known-gaps.ts';

/** The claims recorded on both lines that only one of them breaks. */
export function differences(a: string, b: string, known: Known): { first: string[]; second: string[] } {
  const recorded = (line: string) =>
    new Set(known.tests.filter((test) => test.line === line).map(({ title }) => title));
  const broken = (line: string) => new Set(knownGaps(line, known).flatMap(({ tests }) => tests));
  const [onA, onB] = [recorded(a), recorded(b)];
  const only = (tests: Set<string>, others: Set<string>) =>
    [...tests].filter((test) => onA.has(test) && onB.has(test) && !others.has(test)).sort();
  const [brokenOnA, brokenOnB] = [broken(a), broken(b)];
  return { first: only(brokenOnA, brokenOnB), second: only(brokenOnB, brokenOnA) };
}
