/** The sentences that sum coverage up. */
import type { DeclaredEvents } from './events.ts';
import { fieldsLines, type HeldContract } from './fields.ts';
import { referenceName } from './mapping-faults.ts';
import type { Observed } from './observed.ts';
import { kindOf, KINDS, nameOf, type Operation, type Served } from './operations.ts';
import type { ReferenceFunction, ReferenceTest } from './reference-tests.ts';

export interface Coverage {
  served: Served;
  events: DeclaredEvents;
  observed: Observed;
  contracts: readonly HeldContract[];
  functions: readonly ReferenceFunction[];
  mapping: readonly ReferenceTest[];
}

/** How the reason begins where a test is still to be written. */
export const NOT_YET = 'not yet covered';

/** A sentence each on operations, events, contracts and reference functions, without Markdown. */
export function summaryLines({ served, events, observed, contracts, functions, mapping }: Coverage): string[] {
  const called = (operations: readonly Operation[]) =>
    operations.filter((operation) => (observed.operations.get(nameOf(operation))?.tests.size ?? 0) > 0).length;
  const kinds = KINDS.map((kind) => {
    const all = served.operations.filter((operation) => kindOf(operation) === kind);
    return `${called(all)} of ${all.length} ${kind}`;
  });
  const sent = events.sent.filter((type) => observed.events.has(type));
  const carried = new Set(mapping.filter(({ tests }) => tests.length > 0).map(referenceName));
  const isCarried = (each: ReferenceFunction) => carried.has(referenceName(each));
  const open = mapping.filter(({ none }) => none?.startsWith(NOT_YET)).length;
  const compatible = functions.filter(({ routes }) => routes === 'A' || routes === 'M');
  return [
    `Operations of ${served.stack}: ${called(served.operations)} of ${served.operations.length} called (${kinds.join(', ')}).`,
    `Events of streamed responses: ${sent.length} of the ${events.sent.length} that it sends seen; ` +
      `${Object.keys(events.neverSent).length} more are declared and never sent.`,
    ...fieldsLines(contracts),
    `Test functions of the reference: ${functions.filter(isCarried).length} of ${functions.length} carried, ` +
      `${mapping.filter(({ none }) => none !== undefined).length} with a reason why not, ${open} of these not yet covered. ` +
      `Of the ${compatible.length} on OpenAI-compatible routes (classes A and M), ${compatible.filter(isCarried).length} are carried.`,
  ];
}
