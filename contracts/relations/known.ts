/** Broken relations that are known of a line of releases: `setups/relations/<line>.yaml`. */
import { z } from 'zod';
import { RELATIONS, type BrokenRelation } from './relations.ts';

/** What the answer has in place of what is due. */
const CAME = ['missing', 'null', 'other'] as const;
type Came = (typeof CAME)[number];

const KnownRelation = z.strictObject({
  /** The name of the relation; its source stands with the relation itself. */
  relation: z.string().refine((name) => RELATIONS.some((each) => each.name === name), 'there is no such relation'),
  came: z.enum(CAME),
  /** What there is to say of it. */
  why: z.string().min(1).optional(),
  /** Only at times, as while work is under way, so that recordings may or may not have it. */
  passing: z.literal(true).optional(),
  /** Paths without positions, by operation. */
  at: z.record(z.string(), z.array(z.string()).min(1)),
});
type KnownRelation = z.infer<typeof KnownRelation>;
export const KnownRelations = z.array(KnownRelation);
export type KnownRelations = z.infer<typeof KnownRelations>;

/** What one broken relation is known by. Of a response in a stream it is known as of one that is answered whole. */
export interface Place {
  relation: string;
  came: Came;
  operation: string;
  path: string;
}

export function placeOf({ relation, call, path, came }: BrokenRelation): Place {
  return {
    relation: relation.name,
    came: came === undefined ? 'missing' : came === null ? 'null' : 'other',
    operation: call.operation,
    path: path.replace(/^response\.\w+ response\./, '').replaceAll(/\[\d+\]/g, '[]'),
  };
}

export function keyOf({ relation, came, operation, path }: Place): string {
  return [operation, path, relation, came].join(' | ');
}

/** What each is known by, and whether it comes at times only. */
export function knownRelationKeys(file: KnownRelations): Map<string, { passing: boolean }> {
  return new Map(
    file.flatMap(({ relation, came, at, passing = false }) =>
      Object.entries(at).flatMap(([operation, paths]) =>
        paths.map((path) => [keyOf({ relation, came, operation, path }), { passing }] as const),
      ),
    ),
  );
}

/** Places as their file has them, in order; what was said of them before stays, and so do the passing ones. */
export function knownRelations(places: readonly Place[], before: KnownRelations): KnownRelations {
  const passing = before.filter((each) => each.passing);
  const met = knownRelationKeys(passing);
  const said = new Map(before.map((each) => [groupOf(each), each.why]));
  const groups = Map.groupBy(
    places.filter((place) => !met.has(keyOf(place))),
    groupOf,
  );
  return [
    ...passing,
    ...[...groups].flatMap(([group, all]): KnownRelations => {
      const [first] = all;
      if (first === undefined) return [];
      const why = said.get(group);
      return [
        { relation: first.relation, came: first.came, ...(why !== undefined && { why }), at: pathsByOperation(all) },
      ];
    }),
  ].sort((one, other) => (groupOf(one) < groupOf(other) ? -1 : 1));
}

function pathsByOperation(places: readonly Place[]): Record<string, string[]> {
  const groups = [...Map.groupBy(places, ({ operation }) => operation)].sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  return Object.fromEntries(
    groups.map(([operation, all]) => [operation, [...new Set(all.map(({ path }) => path))].sort()]),
  );
}

function groupOf({ relation, came }: Pick<Place, 'relation' | 'came'>): string {
  return `${relation} | ${came}`;
}
