import type { Provider } from './provider.ts';

/** What a request to the gateway is for. */
export type Destination =
  | { provider: Provider; target: string }
  /** A host of no provider, asked through the gateway as a proxy: `https://example.org`, `https://example.org:8443`. */
  | { foreign: string; target: string };

/** The providers, and the ways in which a stack names one: by its mount, or by its host through the gateway as a proxy. */
export class Destinations {
  readonly #mounts: ReadonlyMap<string, Provider>;
  readonly #hosts: ReadonlyMap<string, Provider>;

  constructor(providers: readonly Provider[]) {
    this.#mounts = new Map(providers.map((provider) => [provider.name, provider]));
    this.#hosts = new Map(
      providers.flatMap((provider) => (provider.host === undefined ? [] : [[provider.host, provider] as const])),
    );
  }

  /** Whether a tunnel to this `host:port` leads to a provider. */
  knows(authority: string): boolean {
    return this.#hosts.has(URL.parse(originOf('https', authority))?.host ?? '');
  }

  /**
   * @param url as it stands in the request: a path, or an address of its own (RFC 9112, section 3.2.2)
   * @param through the `host:port` of the tunnel that the request came through, if it came through one
   * @returns undefined for a path below no provider's mount
   */
  of(url: string, through: string | undefined): Destination | undefined {
    const [, scheme = '', authority = '', rest = ''] = /^(https?):\/\/([^/?#]+)(.*)$/i.exec(url) ?? [];
    if (authority !== '') return this.#at(originOf(scheme, authority), rest);
    if (through !== undefined) return this.#at(originOf('https', through), url);
    const [, name, target] = /^\/([a-z0-9-]+)(\/.*)$/.exec(url) ?? [];
    const provider = name === undefined ? undefined : this.#mounts.get(name);
    return provider === undefined || target === undefined ? undefined : { provider, target };
  }

  #at(origin: string, rest: string): Destination {
    const target = rest.startsWith('/') ? rest : `/${rest}`;
    const provider = this.#hosts.get(URL.parse(origin)?.host ?? '');
    return provider === undefined ? { foreign: origin, target } : { provider, target };
  }
}

/** The origin, without a port that the scheme implies. */
function originOf(scheme: string, authority: string): string {
  const written = `${scheme.toLowerCase()}://${authority}`;
  return URL.parse(written)?.origin ?? written;
}
