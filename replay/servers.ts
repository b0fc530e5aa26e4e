import type { Provider, Upstream } from './provider.ts';
import { askVersion } from './upstream.ts';

/** What the real servers behind the gateway are, for the headers of recordings: `Ollama 0.17.4`. */
export class Servers {
  /** Provider → server and version. */
  readonly names = new Map<string, string>();

  /** Learns a server's name, once: from its own words, else from its version endpoint, else by its address. */
  async learn(provider: Provider, upstream: Upstream, own: string | undefined): Promise<void> {
    if (own !== undefined) this.names.set(provider.name, own);
    if (this.names.has(provider.name)) return;
    const { version: asks } = provider;
    const version = asks === undefined ? undefined : await askVersion(upstream, asks.path, asks.field);
    const plain = upstream.source === 'provider' ? new URL(upstream.origin).host : provider.server;
    this.names.set(provider.name, version === undefined ? plain : `${provider.server} ${version}`);
  }
}
