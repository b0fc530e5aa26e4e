/** Headers of messages that the reverse proxy hands on. */
import { isOwnMember } from '../control/baggage.ts';

/** Between one connection's two ends alone (RFC 9110, section 7.6.1), or told anew for the next. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

/** Names in lower case, each with its value, in the order in which they came. @param raw as Node gives them */
export function headersOf(raw: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at < raw.length; at += 2) pairs.push([(raw[at] ?? '').toLowerCase(), raw[at + 1] ?? '']);
  return pairs;
}

/**
 * The headers of a message as they go on: repeated ones stay apart, and those of the connection stay behind.
 * @param set headers that take the place of those with their names; of `baggage`, what others say stays beside it
 */
export function forwardedHeaders(
  raw: readonly string[],
  set: Readonly<Record<string, string>>,
): Record<string, string | string[]> {
  const pairs = headersOf(raw);
  const named = pairs
    .filter(([name]) => name === 'connection')
    .flatMap(([, value]) => value.toLowerCase().split(/[\s,]+/));
  const left = new Set([...HOP_BY_HOP, ...named]);
  const forwarded: Record<string, string | string[]> = {};
  for (const [name, value] of pairs) {
    if (left.has(name) || set[name] !== undefined) continue;
    const before = forwarded[name];
    forwarded[name] = before === undefined ? value : [before, value].flat();
  }
  // A body of unknown length goes on in chunks, whatever the method.
  if (
    pairs.some(([name, value]) => name === 'transfer-encoding' && /chunked/i.test(value)) &&
    set['host'] !== undefined
  )
    forwarded['transfer-encoding'] = 'chunked';
  for (const [name, value] of Object.entries(set)) forwarded[name] = value;
  const others = pairs
    .filter(([name]) => name === 'baggage')
    .flatMap(([, value]) => value.split(','))
    .filter((member) => member.trim() !== '' && !isOwnMember(member));
  if (set['baggage'] !== undefined && others.length > 0) forwarded['baggage'] = [set['baggage'], ...others].join();
  return forwarded;
}

/** Leads a redirect of the stack to itself through the base URL again. */
export function locationFor(location: string | undefined, stack: string, base: string): Record<string, string> {
  if (location === undefined) return {};
  const at = URL.parse(location, stack);
  if (at === null || at.origin !== new URL(stack).origin || !(location.startsWith('/') || URL.canParse(location)))
    return {};
  return { location: base + at.pathname + at.search + at.hash };
}
