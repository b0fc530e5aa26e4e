import type { Body, Json, ProviderExchange } from '../recording/exchange.ts';
import { mayHoldId } from './ids.ts';
import { isObject } from '../recording/json.ts';
import { mayBeMasked } from './rules.ts';

type Asked = Pick<ProviderExchange, 'provider' | 'request'>;

/** What a request asks, as text: the same for two requests exactly when they are equal by value, the order of keys aside. */
export function requestKey({ provider, request: { method, path, query, headers, body } }: Asked): string {
  const line = JSON.stringify([provider, method, path, query ?? null]);
  const declared = headers === undefined ? '' : `headers ${valueKey(headers)}`;
  return line + declared + (body === undefined ? '' : bodyKey(body));
}

/**
 * Whether a request may hold an id of the stack or a number that a rule forgives. One that holds neither is answered by
 * an exchange with the same key and by no other; one that does has to be compared. May say yes for a request without.
 */
export function mayVary(key: string): boolean {
  return mayHoldId(key) || mayBeMasked(key);
}

function bodyKey(body: Body): string {
  if ('json' in body) return `json ${valueKey(body.json)}`;
  if ('text' in body) return `text ${JSON.stringify(body.text)}`;
  if ('base64' in body) return `base64 ${JSON.stringify(body.base64)}`;
  if ('sha256' in body) return `sha256 ${JSON.stringify(body.sha256)}`;
  const parts = body.form.map(
    ({ name, filename, type, content }) => JSON.stringify([name, filename ?? null, type ?? null]) + bodyKey(content),
  );
  return `form ${parts.join()}`;
}

function valueKey(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(valueKey).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, item]) => `${JSON.stringify(name)}:${valueKey(item)}`).join()}}`;
}
