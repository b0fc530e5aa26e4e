/** The tests behind the rows of the page. */
import type { Observed } from './observed.ts';

/**
 * Lines of text: each operation, request or event whose name has the part (case-insensitive), then its tests, those
 * without a 2xx answer marked.
 */
export function testsBehind({ operations, undescribed, events }: Observed, part: string): string[] {
  const found = [...operations, ...undescribed, ...events].filter(([name]) =>
    name.toLowerCase().includes(part.toLowerCase()),
  );
  if (found.length === 0) return [`No operation, request or event has "${part}" in its name.`];
  return found.flatMap(([name, { tests, answered }]) => [
    `${name} (${tests.size})`,
    ...[...tests].sort().map((title) => `  ${title}${answered.has(title) ? '' : '  (never answered 2xx)'}`),
  ]);
}
