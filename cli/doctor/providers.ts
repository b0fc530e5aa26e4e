/** Which providers could be recorded from: reached or not, key present or not. Keys are never shown. */
import { upstreamOf, type Provider } from '../../replay/gateway/provider.ts';
import { note, ok, type Check } from './check.ts';

type Environment = Record<string, string | undefined>;

const LIMIT = 2_000;

export async function checkProvider(provider: Provider, environment: Environment): Promise<Check> {
  const upstream = upstreamOf(provider, environment);
  const key = environment[provider.key.variable]
    ? `${provider.key.variable} is set`
    : `${provider.key.variable} is not set`;
  if (typeof upstream === 'string') return note(provider.name, upstream, provider.start);
  const answers = await fetch(upstream.origin, { signal: AbortSignal.timeout(LIMIT) }).then(
    () => true,
    () => false,
  );
  if (answers) return ok(provider.name, `${provider.server} answers at ${upstream.origin}; ${key}`);
  return note(
    provider.name,
    `${provider.server} does not answer at ${upstream.origin}; ${key}`,
    provider.start ?? `Set ${provider.url.variable} to your server. Needed for recording only.`,
  );
}
