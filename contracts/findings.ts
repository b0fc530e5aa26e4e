/** All that the answers of a test break. */
import type { ClientExchange } from '../replay/recording/exchange.ts';
import type { Contract, Finding } from './contract.ts';
import { relationFinding } from './relations/finding.ts';
import { brokenRelations } from './relations/relations.ts';

/**
 * Each place of each answer that breaks a contract, each relation between the answers that does not hold.
 * @param exchanges the client exchanges of one test, in the order in which they began; null for one that did not end
 */
export function findingsOf(contracts: readonly Contract[], exchanges: readonly (ClientExchange | null)[]): Finding[] {
  return [...contractFindings(contracts, exchanges), ...relationFindings(exchanges)];
}

/** Of each answer for itself. */
export function contractFindings(
  contracts: readonly Contract[],
  exchanges: readonly (ClientExchange | null)[],
): Finding[] {
  return exchanges.flatMap((exchange, n) =>
    exchange === null
      ? []
      : contracts.flatMap((contract) => contract.findings(exchange).map((finding) => ({ ...finding, call: n + 1 }))),
  );
}

/** Between answers, and between them and their requests. */
export function relationFindings(exchanges: readonly (ClientExchange | null)[]): Finding[] {
  return brokenRelations(exchanges).map(relationFinding);
}
