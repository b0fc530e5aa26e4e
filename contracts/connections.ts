/** Connections that the stack closed behind an answer, which did not say so, as findings. */
import type { ClientExchange } from '../replay/recording/exchange.ts';
import type { Finding } from './contract.ts';
import { operationOf } from './relations/call.ts';

/** What known findings call HTTP itself, which is no contract by name. */
const HTTP_CONTRACT = 'http';

/**
 * @param exchanges of a test
 * @param closed the numbers of the calls behind whose answers the connection was closed, counted from 1
 */
export function connectionFindings(
  exchanges: readonly (ClientExchange | null)[],
  closed: readonly number[],
): Finding[] {
  return closed.flatMap((call) => {
    const exchange = exchanges[call - 1];
    if (exchange == null) return [];
    const { request, response } = exchange;
    return {
      contract: HTTP_CONTRACT,
      at: `${operationOf(request).operation} ${Math.floor(response.status / 100)}xx`,
      path: 'connection',
      shown: 'connection',
      rule: 'closed',
      place: 'Connection: close',
      detail: 'was closed behind the answer, which did not say so: a request that is sent just then is reset',
      source: 'RFC 9112, section 9.6: who closes a connection after an answer says so in it',
      call,
    };
  });
}
