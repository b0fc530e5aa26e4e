import type { Provider, Upstream } from './provider.ts';
import { askVersion } from './upstream.ts';

/** What the real servers behind the gateway are, for the headers of recordings: `Ollama 0.17.4`. */
export class Servers {
  /** Provider → server and version. */
  readonly names = new Map<string, string>();
  readonly #origins = new Map<string, string>();

  /** Learns a server's name, once for each address: from its own words, else from its version endpoint, else by its address. */
  async learn(provider: Provider, upstream: Upstream, own: string | undefined): Promise<void> {
    if (own === undefined && this.#origins.get(provider.name) === upstream.origin) return;
    this.names.set(provider.name, own ?? (await nameOf(provider, upstream)));
    this.#origins.set(provider.name, upstream.origin);
  }
}

async function nameOf({ server, version: asks }: Provider, upstream: Upstream): Promise<string> {
  const version = asks === undefined ? undefined : await askVersion(upstream, asks.path, asks.field);
  if (version !== undefined) return `${server} ${version}`;
  return upstream.source === 'provider' ? new URL(upstream.origin).host : server;
}
