/** Findings that are known of a line of releases: `setups/contracts/<line>.yaml`. */
import { z } from 'zod';
import { RULES } from './breaches.ts';
import { type Finding, keyOf, RELATIONS_CONTRACT } from './contract.ts';
import { RELATIONS } from './relations/relations.ts';

/** Findings that are one: the same place of a contract, or relation, broken in the same way wherever it is answered. */
const KnownFindings = z.strictObject({
  /**
   * `openai` or `anthropic`: the types of their SDKs. `own`: the stack's own OpenAPI document. `given`: that of `CONTRACT`.
   * `relations`: between answers. `http`: the connection.
   */
  contract: z.string().min(1),
  /** The source: the type, or schema, and its member; the name of the relation. */
  says: z.string(),
  rule: z.enum([...RULES, 'status', 'other', 'closed']),
  /** What there is to say of it. */
  why: z.string().min(1).optional(),
  /** Only while work is under way, so that recordings may or may not have it. */
  passing: z.literal(true).optional(),
  /** Paths by operation and event. */
  at: z.record(z.string(), z.array(z.string()).min(1)),
});
export const KnownFile = z.array(
  KnownFindings.refine(
    ({ contract, says }) => contract !== RELATIONS_CONTRACT || RELATIONS.some(({ name }) => name === says),
    { path: ['says'], message: 'there is no such relation' },
  ),
);
export type KnownFile = z.infer<typeof KnownFile>;

/** What each finding is known by, and whether it is a passing one. */
export function knownKeys(file: KnownFile): Map<string, { passing: boolean }> {
  return new Map(
    file.flatMap(({ contract, says, rule, at, passing = false }) =>
      Object.entries(at).flatMap(([operation, paths]) =>
        paths.map((path) => [keyOf({ contract, at: operation, path, rule, place: says }), { passing }] as const),
      ),
    ),
  );
}

/**
 * Tells whether a finding is known. A list has what other tests stored, so within its items it is enough that the same place
 * of a contract is known to be broken so elsewhere.
 */
export function knownIn(files: readonly KnownFile[]): (finding: Finding) => boolean {
  const keys = new Set(files.flatMap((file) => [...knownKeys(file).keys()]));
  const groups = new Set(files.flat().map(groupOf));
  return (finding) => {
    if (keys.has(keyOf(finding))) return true;
    const { contract, at, path, place: says, rule } = finding;
    const listed = /^GET \S+[a-z]$/.test(at) && path.startsWith('data[]');
    return listed && contract !== RELATIONS_CONTRACT && groups.has(groupOf({ contract, says, rule }));
  };
}

/** Findings as their file has them, in order; what was said of them before stays, and so do the passing ones. */
export function knownFile(findings: readonly Finding[], before: KnownFile): KnownFile {
  const passing = before.filter((each) => each.passing);
  const met = knownKeys(passing);
  const said = new Map(before.flatMap((each) => (each.passing ? [] : [[groupOf(each), each.why] as const])));
  const lasting = findings.filter((finding) => !met.has(keyOf(finding)));
  const groups = Map.groupBy(lasting, ({ contract, place, rule }) => groupOf({ contract, says: place, rule }));
  return [
    ...passing,
    ...[...groups].flatMap(([group, all]) => {
      const [first] = all;
      if (first === undefined) return [];
      const why = said.get(group);
      const { contract, place: says, rule } = first;
      return [{ contract, says, rule, ...(why !== undefined && { why }), at: pathsOf(all) }];
    }),
  ].sort((one, other) => (groupOf(one) < groupOf(other) ? -1 : 1));
}

function pathsOf(findings: readonly Finding[]): Record<string, string[]> {
  const places = [...Map.groupBy(findings, ({ at }) => at)].sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(places.map(([at, all]) => [at, [...new Set(all.map(({ path }) => path))].sort()]));
}

function groupOf({ contract, says, rule }: Pick<z.infer<typeof KnownFindings>, 'contract' | 'says' | 'rule'>): string {
  return [contract, says, rule].join(' | ');
}
