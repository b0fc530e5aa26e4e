/** The members that every object of a kind has in the recorded answers of a line, so that none can vanish unseen. */
import { z } from 'zod';
import type { ClientExchange } from '../../replay/recording/exchange.ts';
import { type Part, partsOf } from './parts.ts';

const Kind = z.strictObject({
  /** What each object of the kind has, and is never null. */
  always: z.array(z.string()).min(1),
  /** Spec files in whose tests it may lack one of these, by member: a stack may be known to leave it out there. */
  except: z.record(z.string(), z.array(z.string()).min(1)).optional(),
});
/** By the kind of object, as `partsOf` calls it. */
export const Members = z.record(z.string(), Kind);
export type Members = z.infer<typeof Members>;

/** The answers that one test had. */
export interface Answered {
  /** The file of the test, below the folder of specs. */
  spec: string;
  exchanges: readonly ClientExchange[];
}

/** Where an object lacks a member that all others of its kind have. */
export interface MissingMember {
  part: Part;
  member: string;
  came: 'missing' | 'null';
}

/** A member that so few objects of a kind lack, in so few spec files, is one that is known to be missing there. */
const FEW = { objects: 0.05, specs: 5 };

/** Members that a request brings about, or what a store has just then: a test would lack them with every right. */
const OF_REQUEST = new Set(
  'first_id last_id allowed_tools expires_after filters instructions max_output_tokens max_tool_calls previous_response_id prompt reasoning'.split(
    ' ',
  ),
);

interface Seen {
  objects: number;
  /** Of each member: the objects that have it. */
  having: Map<string, number>;
  /** Of each member that an object had not: in which specs. */
  lacking: Map<string, Set<string>>;
}

function noneSeen(): Seen {
  return { objects: 0, having: new Map(), lacking: new Map() };
}

/** The members that are always there in the answers of these tests. */
export function membersOf(tests: readonly Answered[]): Members {
  const kinds = new Map<string, Seen>();
  const parts = tests.flatMap(({ spec, exchanges }) => exchanges.flatMap(partsOf).map((part) => ({ spec, part })));
  for (const { part } of parts) {
    const seen = kinds.get(part.kind) ?? noneSeen();
    kinds.set(part.kind, seen);
    seen.objects++;
    for (const [name, value] of Object.entries(part.object)) {
      if (value !== null) seen.having.set(name, (seen.having.get(name) ?? 0) + 1);
    }
  }
  for (const { spec, part } of parts) {
    const { having, lacking } = kinds.get(part.kind) ?? noneSeen();
    for (const name of having.keys()) {
      if ((part.object[name] ?? null) === null) lacking.set(name, (lacking.get(name) ?? new Set<string>()).add(spec));
    }
  }
  return Object.fromEntries(
    [...kinds]
      .flatMap(([kind, seen]) => {
        const of = kindOf(seen);
        return of === undefined ? [] : [[kind, of] as const];
      })
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

function kindOf({ objects, having, lacking }: Seen): Members[string] | undefined {
  const always = [...having.keys()].filter((name) => {
    if (OF_REQUEST.has(name)) return false;
    const specs = lacking.get(name)?.size ?? 0;
    return specs === 0 || (specs <= FEW.specs && (having.get(name) ?? 0) >= objects * (1 - FEW.objects));
  });
  if (always.length === 0) return undefined;
  const except = always.sort().flatMap((name) => {
    const specs = lacking.get(name);
    return specs === undefined ? [] : [[name, [...specs].sort()] as const];
  });
  return { always, ...(except.length > 0 ? { except: Object.fromEntries(except) } : {}) };
}

/** What an answer of a test lacks. Of a kind that is not known nothing is, nor of what other tests have made. */
export function missingMembers(
  { spec, exchanges }: Answered,
  members: Members,
  leavesOut: Readonly<Record<string, readonly string[]>> = {},
): MissingMember[] {
  const parts = exchanges.flatMap(partsOf);
  const own = new Set(parts.flatMap(({ object, listed }) => (listed ? [] : [object['id']])));
  return parts.flatMap((part) => {
    if (part.listed && !own.has(part.object['id'])) return [];
    const { always = [], except = {} } = members[part.kind] ?? {};
    return always.flatMap((member): MissingMember[] => {
      const value = part.object[member] ?? null;
      if (value !== null || except[member]?.includes(spec) || leavesOut[part.kind]?.includes(member)) return [];
      return [{ part, member, came: member in part.object ? 'null' : 'missing' }];
    });
  });
}
