/** An exchange that comes over, with whose it is. */
import type { ProviderExchange, RecordedRequest, Source } from '../../../replay/recording/exchange.ts';
import type { JsonObject } from '../../../replay/recording/json.ts';
import type { KnownProvider } from './addresses.ts';
import type { SdkCall } from './format.ts';

/** A call of a test, or of a fixture that several tests share. */
export interface ImportedCall {
  test: string | undefined;
  server: string;
  source: Source;
  model: string | undefined;
  exchange: ProviderExchange;
}

interface Caught {
  test_id?: string | null | undefined;
  request: { body: JsonObject; provider_metadata?: SdkCall['request']['provider_metadata'] };
}

export function importedAt(
  { provider, source, origin }: { provider: KnownProvider; source: Source; origin: string },
  { test_id: test, request: caught }: Caught,
  request: RecordedRequest,
  response: ProviderExchange['response'],
): ImportedCall {
  const { model } = caught.body;
  return {
    test: test || undefined,
    server: serverAt(origin, caught),
    source,
    model: typeof model === 'string' ? model : undefined,
    exchange: { provider: provider.name, request, response },
  };
}

export function serverAt(
  origin: string,
  { provider_metadata: known }: Pick<SdkCall['request'], 'provider_metadata'>,
): string {
  const version = known?.vllm_server_version;
  return `${version === undefined ? 'unknown' : `vLLM ${version}`}, at ${origin}; imported from the reference harness`;
}
