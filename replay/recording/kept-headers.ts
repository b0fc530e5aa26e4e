/** The headers of an answer that are kept; all others may tell about an account. */
const KEPT_HEADERS = new Set(['content-type', 'retry-after', 'retry-after-ms', 'x-should-retry', 'anthropic-version']);

export function keptHeaders(headers: Iterable<readonly [string, string]>): Record<string, string> {
  const kept = [...headers].filter(([name]) => KEPT_HEADERS.has(name.toLowerCase()));
  return Object.fromEntries(kept.map(([name, value]) => [name.toLowerCase(), value]));
}

/**
 * Whether a recording may hold a header. `location` is kept of providers alone, as a path at the provider.
 * @param name in lower case
 */
export function isKeptHeader(name: string): boolean {
  return KEPT_HEADERS.has(name) || name === 'location';
}
