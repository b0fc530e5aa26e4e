/** Keys that a client hands to the stack for its providers, told by marks that are no keys. */
import { createHash } from 'node:crypto';

/** `x-ogx-provider-data`, `x-llamastack-provider-data`: a JSON object of keys and settings of providers. */
const PROVIDER_DATA = /^x-[a-z-]+-provider-data$/;

/** What a key is known by where it must not be said: the beginning of its SHA-256, in hex. */
export function markOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

/** The marks of all texts that a client hands on in its provider data. @param headers names in lower case */
export function clientKeyMarks(headers: Iterable<readonly [string, string]>): string[] {
  return [...headers].flatMap(([name, value]) => (PROVIDER_DATA.test(name) ? textsIn(value).map(markOf) : []));
}

function textsIn(json: string): string[] {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null) return [];
    return Object.values(value).filter((text) => typeof text === 'string');
  } catch {
    // What the stack makes of it is its own matter.
    return [];
  }
}
