/** Which provider of this project a recorded address is, and what its requests are called behind that provider's mount. */
import type { Source } from '../../../replay/recording/exchange.ts';
import { UsageFault } from '../../../errors/fault.ts';
import { didYouMean } from '../../../run/words.ts';

/** A provider, as far as an address can be told to be its. */
export interface KnownProvider {
  name: string;
  /** Given for one that the stack reaches through a proxy: its requests keep their whole path. */
  host?: string | undefined;
  url: { default?: string | undefined };
  headers?: readonly string[] | undefined;
  source: Source;
}

/** Where a recorded request went. */
export interface Place {
  provider: KnownProvider;
  source: Source;
  /** Behind the provider's mount. */
  path: string;
  origin: string;
}

interface Address {
  provider: KnownProvider;
  url: URL;
  source: Source;
  /** Whether somebody's own server, so that whatever stands before `/v1` is its customer's and no stack's business. */
  own: boolean;
}

/** What the recorder writes for the address of a workspace, which it hides. */
const HIDDEN_DATABRICKS = '__databricks__';

export class Addresses {
  readonly #providers: readonly KnownProvider[];
  readonly #addresses: readonly Address[];

  /** @param given `azure=https://…`, as a person names a provider's address @throws {UsageFault} when one is none */
  constructor(providers: readonly KnownProvider[], given: readonly string[] = []) {
    this.#providers = providers;
    const byDefault = providers.flatMap((provider): Address[] => {
      const { default: address } = provider.url;
      return address === undefined ? [] : [{ provider, url: new URL(address), source: provider.source, own: false }];
    });
    this.#addresses = [...given.map((text) => this.#given(text)), ...byDefault];
  }

  #given(text: string): Address {
    const [name = '', ...rest] = text.split('=');
    const address = rest.join('=');
    const provider = this.#providers.find((each) => each.name === name);
    if (provider === undefined) {
      const names = this.#providers.map((each) => each.name);
      throw new UsageFault({
        what: `There is no provider "${name}".`,
        fix: `${didYouMean(name, names)}Give --provider <name>=<address> with one of ${names.join(', ')}.`,
      });
    }
    if (!URL.canParse(address) || !/^https?:/.test(address)) {
      throw new UsageFault({
        what: `"${address}" is no http address.`,
        fix: `Write it as --provider ${name}=https://….`,
      });
    }
    const url = new URL(address);
    return { provider, url, source: isLoopback(url) ? 'local model' : 'provider', own: true };
  }

  provider(name: string): KnownProvider | undefined {
    return this.#providers.find((provider) => provider.name === name);
  }

  /**
   * The place of a URL whose path ends in `rest`, which is the same wherever the server is; all of the path without it.
   * @returns the reason why there is none
   */
  place(url: string, rest?: string): Place | string {
    if (url.startsWith(HIDDEN_DATABRICKS)) return this.#databricks(url.slice(HIDDEN_DATABRICKS.length), rest);
    if (!URL.canParse(url)) return `its URL ${url} is none`;
    const asked = new URL(url);
    if (rest !== undefined && !asked.pathname.endsWith(rest)) return `its URL ${url} does not end in ${rest}`;
    const found = this.#addresses.find((address) => isSameServer(address.url, asked));
    if (found === undefined)
      return `no provider of this project is at ${asked.origin}; --provider <name>=${asked.origin} says whose it is`;
    const { provider, source } = found;
    return { provider, source, origin: asked.origin, path: pathBehind(found, asked.pathname, rest) };
  }

  #databricks(path: string, rest: string | undefined): Place | string {
    const provider = this.provider('databricks');
    if (provider === undefined) return 'no provider of this project is Databricks';
    const whole = rest === undefined ? path : join(path.slice(0, -rest.length), rest);
    return { provider, source: provider.source, path: whole, origin: 'a workspace of Databricks' };
  }
}

/** The path behind the mount: what stands before it is the root of the provider's server. */
function pathBehind({ provider, url, own }: Address, pathname: string, rest: string | undefined): string {
  const path = rest === undefined ? pathname : join(pathname.slice(0, -rest.length), rest);
  if (provider.host !== undefined) return path;
  if (own) {
    const at = path.search(/\/v1(?:\/|$)/);
    if (at > 0) return path.slice(at);
  }
  const root = url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '');
  return path.startsWith(`${root}/`) ? path.slice(root.length) : path;
}

/** The recorder writes base address and endpoint one behind the other, and both have `/v1`; the SDK sends it once. */
function join(base: string, endpoint: string): string {
  return base.replace(/\/$/, '') + endpoint.replace(/^\/v1(?=\/)/, '');
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '0.0.0.0', '[::1]']);

function isLoopback({ hostname }: URL): boolean {
  return LOOPBACK.has(hostname);
}

function isSameServer(known: URL, asked: URL): boolean {
  if (isLoopback(known)) return isLoopback(asked) && known.port === asked.port;
  return known.host === asked.host;
}
