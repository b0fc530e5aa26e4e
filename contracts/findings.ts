/** All that the answers of a test break. */
import type { ClientExchange } from '../replay/recording/exchange.ts';
import type { Contract, Finding } from './contract.ts';
import { withOwnItems } from './own-items.ts';
import { relationFinding } from './relations/finding.ts';
import { brokenRelations, type Exchanged } from './relations/relations.ts';

/**
 * Each place of each answer that breaks a contract, each relation between the answers that does not hold.
 */
export function findingsOf(contracts: readonly Contract[], of: Exchanged): Finding[] {
  return [...contractFindings(contracts, of.exchanges), ...relationFindings(of)];
}

/** Of each answer for itself; in lists that all tests fill, of the items of this one. */
export function contractFindings(
  contracts: readonly Contract[],
  exchanges: readonly (ClientExchange | null)[],
): Finding[] {
  const isMade = (path: string) => contracts.some((contract) => contract.has('POST', path));
  return withOwnItems(exchanges, isMade).flatMap((exchange, n) =>
    exchange === null
      ? []
      : contracts.flatMap((contract) => contract.findings(exchange).map((finding) => ({ ...finding, call: n + 1 }))),
  );
}

/** Between answers, and between them and their requests. */
export function relationFindings(of: Exchanged): Finding[] {
  return brokenRelations(of).map(relationFinding);
}
