/** The providers that a gateway without a stack leads to. */
import type { Environment } from '../../run/environment.ts';
import type { Provider } from '../../replay/gateway/provider.ts';
import { loadProvider, loadProviders, type Setup } from '../../setups/load.ts';
import type { GatewayCommand } from './options.ts';

export interface Mounts {
  providers: Provider[];
  /** The environment in which their addresses and keys are looked up. */
  environment: Environment;
}

/**
 * Those of the setup, and those that are named with an address. One that is not described in `setups/providers/` takes its
 * key as OpenAI does. Where no key is set, that of the caller goes on.
 */
export function mountsOf(
  setup: Pick<Setup, 'providers'> | undefined,
  upstreams: GatewayCommand['upstreams'],
  environment: Environment,
): Mounts {
  const described = new Set(loadProviders().map(({ name }) => name));
  const names = [...new Set([...(setup?.providers ?? []), ...upstreams.map(({ name }) => name)])];
  const providers = names.map((name) => {
    const provider = described.has(name) ? loadProvider(name) : unknownProvider(name);
    return { ...provider, key: { ...provider.key, optional: true, passes: true } };
  });
  const addresses: Record<string, string> = {};
  for (const { name, url } of upstreams) {
    const variable = providers.find((each) => each.name === name)?.url.variable;
    if (variable !== undefined) addresses[variable] = url;
  }
  return { providers, environment: { ...environment, ...addresses } };
}

function unknownProvider(name: string): Provider {
  const prefix = name.toUpperCase().replaceAll('-', '_');
  return {
    name,
    url: { variable: `${prefix}_URL` },
    key: { variable: `${prefix}_API_KEY`, optional: true, header: 'authorization', scheme: 'Bearer' },
    source: 'provider',
    server: name,
  };
}
