import type { Source } from '../recording/exchange.ts';

/** A request header that carries a key, in lower case, and the word before the key in it. */
export interface KeyHeader {
  header: string;
  scheme?: string | undefined;
}

/** A provider as the gateway needs to know it: where its real server is, and how it is asked. */
export interface Provider {
  name: string;
  /** The host that the stack calls when it has no setting for it; reached through the gateway as a proxy. */
  host?: string | undefined;
  /** Variable that holds the server's address, and the address without it, if there is one. A trailing `/v1` does not count. */
  url: { variable: string; default?: string | undefined };
  /**
   * Where the key is looked up, and where in a request it belongs: in a header, or, in the calls that have it there, in
   * another (`or`); or in a field of the JSON body.
   */
  key: {
    variable: string;
    optional: boolean;
    /** Whether a caller's own key goes upstream where none is set here. */
    passes?: boolean;
  } & ((KeyHeader & { or?: KeyHeader | undefined }) | { body: string });
  /** Headers of a request that change its answer, in lower case: they take part in matching. */
  headers?: readonly string[] | undefined;
  version?: { path: string; field: string } | undefined;
  /** What an answer from the default address is. */
  source: Source;
  /** The server's name for people. */
  server: string;
  /** The command that brings a local server up, where one does. */
  start?: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a provider's real server is reached. */
export interface Upstream {
  /** Root of the server, without a trailing slash. */
  origin: string;
  /** The request header that carries the key, when there is a key. */
  authorization: { header: string; value: string } | undefined;
  /** The same for the calls that carry their key in that header. */
  otherwise?: { header: string; value: string };
  /** The request header in which the caller's own key goes on. */
  passes?: string;
  /** The field of a JSON body that carries the key, where that is the way. */
  bodyKey?: { field: string; value: string };
  /** What an answer is unless it says otherwise itself. */
  source: Source;
}

/** The provider's upstream, or the text of why there is none: what, why, what to do. */
export function upstreamOf(provider: Provider, environment: Environment): Upstream | string {
  const set = environment[provider.url.variable]?.trim() || undefined;
  const address = rootOf(set ?? provider.url.default ?? '');
  if (address === '') {
    return `${provider.url.variable} is not set, and ${provider.server} has no address that is everybody's. Set it to the root of your server.`;
  }
  if (!URL.canParse(address) || !/^https?:/.test(address)) {
    const example = provider.url.default ?? 'https://example.com';
    return `${provider.url.variable} is "${set}", which is no http address. Set it to the root of the ${provider.server} server, such as ${example}.`;
  }
  const key = environment[provider.key.variable]?.trim();
  if ((key === undefined || key === '') && !provider.key.optional) {
    return (
      `${provider.key.variable} is not set, and ${provider.server} answers no request without a key. Set it in the environment ` +
      `or in .env${standIn(provider)}.`
    );
  }
  const isDefault = address === rootOf(provider.url.default ?? '');
  const source = isDefault ? provider.source : isLoopback(new URL(address).hostname) ? 'local model' : 'provider';
  return { origin: address, source, ...placed(provider.key, key ?? '') };
}

function rootOf(address: string): string {
  return address.replace(/\/+$/, '').replace(/\/v1$/, '');
}

function standIn({ start }: Provider): string {
  return start === undefined
    ? ''
    : `, or bring up a local stand-in with "${start}" and use the variables that it prints`;
}

function placed(
  place: Provider['key'],
  key: string,
): Pick<Upstream, 'authorization' | 'otherwise' | 'bodyKey' | 'passes'> {
  if (key === '')
    return { authorization: undefined, ...(place.passes === true && 'header' in place && { passes: place.header }) };
  if ('body' in place) return { authorization: undefined, bodyKey: { field: place.body, value: key } };
  return { authorization: inHeader(place, key), ...(place.or && { otherwise: inHeader(place.or, key) }) };
}

function inHeader({ header, scheme }: KeyHeader, key: string): { header: string; value: string } {
  return { header, value: scheme === undefined ? key : `${scheme} ${key}` };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}

/** What to do about a provider that does not answer: a sentence. */
export function fixForSilence({ start, url: { variable } }: Provider): string {
  const set = `set ${variable} to the server that you have.`;
  return start === undefined ? `See whether it is down, or ${set}` : `Bring one up with "${start}", or ${set}`;
}

/** Whether a variable's name says that its value is a secret. */
export function isSecretVariable(name: string): boolean {
  return /(?:_API_KEY|_TOKEN|_SECRET|_PASSWORD|_ACCESS_KEY)$/.test(name);
}

/** The values of this run that no file may hold, by variable. */
export function secretsOf(providers: Iterable<Provider>, environment: Environment): Record<string, string> {
  const secrets: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && isSecretVariable(name)) secrets[name] = value;
  }
  for (const { key } of providers) {
    const value = environment[key.variable];
    if (value !== undefined && value !== '') secrets[key.variable] = value;
  }
  return secrets;
}
