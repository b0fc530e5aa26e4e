/** The tests behind the rows of the page. */
import type { Observed } from './observed.ts';

export interface Behind {
  /** Of an operation, a request that no operation describes, or an event. */
  name: string;
  tests: readonly {
    title: string;
    /** Whether it got a 2xx answer. */
    answered: boolean;
  }[];
}

/** Each operation, request or event whose name has the part (case-insensitive), with its tests. */
export function testsBehind({ operations, undescribed, events }: Observed, part: string): Behind[] {
  return [...operations, ...undescribed, ...events]
    .filter(([name]) => name.toLowerCase().includes(part.toLowerCase()))
    .map(([name, { tests, answered }]) => ({
      name,
      tests: [...tests].sort().map((title) => ({ title, answered: answered.has(title) })),
    }));
}

/** The same as lines of text, the tests without a 2xx answer marked. */
export function testsBehindText(found: readonly Behind[], part: string): string[] {
  if (found.length === 0) return [`No operation, request or event has "${part}" in its name.`];
  return found.flatMap(({ name, tests }) => [
    `${name} (${tests.length})`,
    ...tests.map(({ title, answered }) => `  ${title}${answered ? '' : '  (never answered 2xx)'}`),
  ]);
}
