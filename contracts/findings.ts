/** All that the answers of a test break. */
import type { ClientExchange } from '../replay/recording/exchange.ts';
import type { Contract, Finding } from './contract.ts';
import { relationFinding } from './relations/finding.ts';
import { brokenRelations, type Exchanged } from './relations/relations.ts';

/**
 * Each place of each answer that breaks a contract, each relation between the answers that does not hold.
 */
export function findingsOf(contracts: readonly Contract[], of: Exchanged): Finding[] {
  return [...contractFindings(contracts, of.exchanges), ...relationFindings(of)];
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
export function relationFindings(of: Exchanged): Finding[] {
  return brokenRelations(of).map(relationFinding);
}
