import type { ClientExchange } from '../recording/exchange.ts';

/**
 * Client exchanges as they are stored: of equal reads that follow each other, as when a test waits for a state, only the
 * last. How often a test had to look is chance, and only its last look saw what it waited for.
 * @param calls exchanges at the places of their calls; null for a call that got no whole answer, which is not stored
 * @returns the kept exchanges, and for each place of `calls` (from 0) the position among them (from 1)
 */
export function collapsePolls(calls: readonly (ClientExchange | null)[]): {
  calls: ClientExchange[];
  position: (number | undefined)[];
} {
  const kept: ClientExchange[] = [];
  const position = calls.map((call) => {
    const last = kept.at(-1);
    if (call === null) return undefined;
    if (last !== undefined && isSameRead(last, call)) kept[kept.length - 1] = call;
    else kept.push(call);
    return kept.length;
  });
  return { calls: kept, position };
}

/** Whether two exchanges ask for the same by a method that changes nothing. */
export function isSameRead({ request: a }: ClientExchange, { request: b }: Pick<ClientExchange, 'request'>): boolean {
  return a.method === 'GET' && b.method === 'GET' && a.path === b.path && a.query === b.query;
}
