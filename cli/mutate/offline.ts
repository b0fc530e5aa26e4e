/** What contracts, relations and drift notice of a changed answer of the stack: they need no run. */
import { loadContract, sdkContractFiles } from '../../contracts/files/compiled.ts';
import { knownFilesOf, readKnown } from '../../contracts/files/known-findings.ts';
import type { Finding } from '../../contracts/contract.ts';
import { contractFindings, relationFindings } from '../../contracts/findings.ts';
import { knownIn } from '../../contracts/known.ts';
import { folders } from '../../folders/folders.ts';
import { driftOf } from '../../replay/drift/drift.ts';
import type { ClientExchange } from '../../replay/recording/exchange.ts';
import type { Way } from '../../run/changed-recordings.ts';
import { membersFileOf, readMembers } from '../../contracts/files/known-members.ts';
import { missingMembers } from '../../contracts/members/members.ts';
import { type Mutant, withChange } from './mutants.ts';

/** Tells how a mutant of the stack's seam is noticed, whatever its test claims. */
export type Offline = (mutant: Mutant) => Way[];

/** @param cache the user's cache folder, which has the compiled contracts */
export async function offlineJudge(line: string, cache: string, making: (text: string) => void): Promise<Offline> {
  const contracts = (await sdkContractFiles(cache, making)).map(loadContract);
  const { setups } = folders();
  const isKnown = knownIn(knownFilesOf(setups, line).map(readKnown));
  const isNew = (finding: Finding) => !isKnown(finding);
  const membersFile = membersFileOf(setups, line);
  const members = membersFile === undefined ? {} : readMembers(membersFile);
  return ({ recorded, change }) => {
    const before = recorded.exchanges.filter(isOfClient);
    const exchanges = withChange(before, change);
    const answered = exchanges[change.place.exchange];
    const ways: Way[] = [];
    const spec = recorded.test.split(' › ')[0] ?? '';
    if (answered !== undefined && contractFindings(contracts, [answered]).some(isNew)) ways.push('contract');
    if (relationFindings({ exchanges, recorded: { calls: before, providers: recorded.providers ?? [] } }).some(isNew))
      ways.push('relation');
    if (answered !== undefined && missingMembers({ spec, exchanges: [answered] }, members).length > 0)
      ways.push('members');
    if (driftOf(before, exchanges).length > 0) ways.push('drift');
    return ways;
  };
}

function isOfClient(exchange: Mutant['recorded']['exchanges'][number]): exchange is ClientExchange {
  return !('provider' in exchange);
}
