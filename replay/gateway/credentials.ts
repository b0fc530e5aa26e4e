/** Whose key a provider call carries. The real key goes upstream whatever came; what came is looked at all the same. */
import type { IncomingHttpHeaders } from 'node:http';
import type { ProviderRequest } from '../control/protocol.ts';
import { markOf } from '../control/client-keys.ts';
import { isObject } from '../recording/json.ts';
import type { RecordedRequest } from '../recording/exchange.ts';
import type { KeyHeader, Provider } from './provider.ts';

/** The environment that the stack was started with, as far as it is known: it holds dummy keys. */
export type StackEnvironment = Readonly<Record<string, string>>;

export type KeyOwner = ProviderRequest['key'];

/**
 * @param request as it came, its secrets not taken out
 * @param clientKeys marks of the keys that the client handed on
 */
export function keyOwner(
  { key }: Pick<Provider, 'key'>,
  request: RecordedRequest,
  headers: IncomingHttpHeaders,
  given: string | undefined,
  clientKeys: readonly string[] = [],
): KeyOwner {
  const shown = 'body' in key ? inBody(request, key.body) : inHeaders(headers, key);
  if (shown === undefined || shown === '') return 'none';
  if (clientKeys.includes(markOf(shown))) return 'client';
  return shown === given ? 'stack' : 'other';
}

/** The key of its own that a caller shows, by the variable that it has here; nothing for a provider that takes none on. */
export function callersKey({ key }: Pick<Provider, 'key'>, headers: IncomingHttpHeaders): Record<string, string> {
  const shown = key.passes === true && 'header' in key ? inHeader(headers, key) : undefined;
  return shown === undefined ? {} : { [key.variable]: shown };
}

function inHeaders(headers: IncomingHttpHeaders, key: KeyHeader & { or?: KeyHeader | undefined }): string | undefined {
  return inHeader(headers, key) ?? (key.or && inHeader(headers, key.or));
}

function inHeader(headers: IncomingHttpHeaders, { header, scheme }: KeyHeader): string | undefined {
  const value = headers[header]?.toString();
  if (value === undefined || scheme === undefined) return value;
  const [word = '', ...rest] = value.trim().split(/\s+/);
  // Another scheme is another credential.
  return word.toLowerCase() === scheme.toLowerCase() ? rest.join(' ') : value;
}

function inBody({ body }: RecordedRequest, field: string): string | undefined {
  const value = body !== undefined && 'json' in body && isObject(body.json) ? body.json[field] : undefined;
  return typeof value === 'string' ? value : value === undefined ? undefined : JSON.stringify(value);
}

/** What is wrong with the key of a call: a text for a person; undefined when it is the stack's or the client's. */
export function credentialsFault(
  { name, key }: Pick<Provider, 'name' | 'key'>,
  { method, path }: RecordedRequest,
  owner: KeyOwner,
): string | undefined {
  if (owner === 'stack' || owner === 'client') return undefined;
  const place =
    'body' in key
      ? `the field "${key.body}" of the body`
      : `the header ${[key.header, ...(key.or ? [key.or.header] : [])].join(' or ')}`;
  const what = owner === 'none' ? 'sent no credentials' : 'sent other credentials than it was given';
  return (
    `The stack ${what}: ${method} ${path} to ${name}.\n` +
    `Why: it was started with ${key.variable}, which belongs in ${place}, and ${owner === 'none' ? 'nothing is there' : 'what is there is neither that key nor one of the client'}. ` +
    `The answer is served all the same; the real ${name} would have refused.\n` +
    'This is a fault of the stack, or of the run config that it was started with.'
  );
}
