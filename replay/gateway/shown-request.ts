import type { ProviderRequest } from '../control/protocol.ts';
import type { SeenRequest } from './open-attempt.ts';

/** Headers that say whose a call is, carry a key, or are between two neighbours on the way. */
const HIDDEN = new Set([
  'authorization',
  'x-api-key',
  'x-subscription-token',
  'baggage',
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
]);

/** A provider call as a spec is shown it. */
export function shownRequest({
  provider,
  key,
  request: { body, headers: _declared, ...asked },
  headers,
}: SeenRequest): ProviderRequest {
  const shown = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || HIDDEN.has(name) ? [] : [[name, [value].flat().join(', ')] as const],
  );
  const value = body === undefined ? undefined : 'json' in body ? body.json : 'text' in body ? body.text : undefined;
  return {
    provider,
    ...asked,
    headers: Object.fromEntries(shown),
    key,
    ...(value === undefined ? {} : { body: value }),
  };
}
