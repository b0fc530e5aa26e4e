/** The headers of an answer that are kept; all others may tell about an account. */
const KEPT_HEADERS = new Set(['content-type', 'retry-after', 'retry-after-ms', 'x-should-retry', 'anthropic-version']);

export function keptHeaders(headers: Iterable<readonly [string, string]>): Record<string, string> {
  const kept = [...headers].filter(([name]) => isKeptHeader(name.toLowerCase()));
  return Object.fromEntries(kept.map(([name, value]) => [name.toLowerCase(), value]));
}

/** @param name in lower case */
export function isKeptHeader(name: string): boolean {
  return KEPT_HEADERS.has(name);
}
