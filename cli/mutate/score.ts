/** How many changes were noticed, and by what. */
import { WAYS, type Way } from '../../run/changed-recordings.ts';

/** A mutant that was judged. */
export interface Judged {
  /** What it is a change of: an operation, and the event or field. */
  operation: string;
  place: string;
  kind: string;
  /** Nobody noticed it where this is empty. */
  by: readonly Way[];
  /** An example for a person. */
  test: string;
  was?: string;
  is?: string;
}

export interface Score {
  judged: number;
  /** By a claim, a request, a contract or a relation. */
  noticed: number;
  /** Those, and what drift alone noticed. */
  withDrift: number;
  /** By the first of `WAYS` that noticed it. */
  by: Record<Way, number>;
}

export function scoreOf(mutants: readonly Pick<Judged, 'by'>[]): Score {
  const first = mutants.map(({ by }) => WAYS.find((way) => by.includes(way)));
  const times = (way: Way) => first.filter((each) => each === way).length;
  const by: Record<Way, number> = {
    claim: times('claim'),
    request: times('request'),
    contract: times('contract'),
    relation: times('relation'),
    members: times('members'),
    drift: times('drift'),
  };
  return {
    judged: mutants.length,
    noticed: mutants.length - by.drift - first.filter((way) => way === undefined).length,
    withDrift: mutants.length - first.filter((way) => way === undefined).length,
    by,
  };
}

/** Scores by what a mutant has in common with others, those that were noticed least first. */
export function scoresBy(
  mutants: readonly Judged[],
  common: (mutant: Judged) => string,
): { name: string; score: Score }[] {
  const groups = Map.groupBy(mutants, common);
  return [...groups]
    .map(([name, group]) => ({ name, score: scoreOf(group) }))
    .sort((a, b) => missed(b.score) - missed(a.score) || (a.name < b.name ? -1 : 1));
}

function missed({ judged, noticed }: Score): number {
  return judged - noticed;
}

/** `93.4 %`. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}
