/** Why the gateway refuses a call that is no miss: complete texts for a person. */
import { BAGGAGE_ATTEMPT } from '../control/protocol.ts';
import type { LiveRequest } from '../matching/matching.ts';
import type { EmptyTunnel } from './tunnels.ts';

/** A call that no rule can place. */
export function ownerlessText({ provider, request }: LiveRequest, alone = false): string {
  const what =
    `called ${provider} (${request.method} ${request.path}, ${now()}) for no test: the call carried no identity, ` +
    `which is a header "baggage: ${BAGGAGE_ATTEMPT}=<attempt>", or a base URL that begins with /@<attempt>. It was refused.`;
  return alone
    ? `An application ${what} With --name all such calls are of one recording.`
    : `The stack ${what} Work of the stack itself after its start is unknown to this harness; a client that bypasses the client seam loses its identity.`;
}

/** A call for a test that had ended. */
export function lateText({ provider, request }: LiveRequest, title: string): string {
  return (
    `The stack called ${provider} (${request.method} ${request.path}, ${now()}) for a test that had ended: "${title}". ` +
    'It was refused. A test that starts background work must wait for its final status.'
  );
}

/** A call to a host that is no provider's. */
export function foreignText(origin: string, method: string, path: string): string {
  return (
    `The stack called ${origin} (${method} ${path}, ${now()}), which is the host of no provider. ` +
    `It was refused: a replay reaches nobody, and a recording run the known providers only. ${FIX}`
  );
}

/** A request that cannot be looked at: `why` ends the sentence. */
export function unreadableText(provider: string, method: string, path: string, why: string): string {
  return (
    `The stack asked ${provider} for ${method} ${path}, and the request ${why}. It was refused: ` +
    'what cannot be read can be neither recorded nor matched. Let the test send less, or find in the stack what sends it so.'
  );
}

/** A tunnel to a host that ended before a request could be read. */
export function emptyTunnelText({ to, fault }: EmptyTunnel): string {
  const why = fault === undefined ? 'it went away without a request' : `no TLS was agreed on: ${fault}`;
  return (
    `The stack asked for a tunnel to ${to} (CONNECT, ${now()}), and ${why}. Nobody was reached. ` +
    `A client that does not trust the authority of SSL_CERT_FILE cannot be recorded or replayed. ${FIX}`
  );
}

const FIX =
  'If the stack is meant to call this host, describe it in setups/providers/<name>.yaml with its name as `host`; else find what calls it in the log of the stack.';

function now(): string {
  return new Date().toISOString();
}
