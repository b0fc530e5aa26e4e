/** What looks like a key, though no value of this run is known to be that key. */
import type { Json, StreamEvent } from '../recording/exchange.ts';
import { isObject, parseJson } from '../recording/json.ts';
import { changeJoined } from '../recording/joined.ts';
import { foundByRules } from './rule-set.ts';

/**
 * Prefixes of keys that services give out, each with enough behind it to be one: those of the providers that have a setup, and
 * what secretlint has no rule for. Keys of Azure and watsonx have no shape of their own. No guessing by entropy.
 */
const KEY_SHAPES: readonly { service: string; pattern: RegExp }[] = [
  { service: 'OpenAI or Anthropic', pattern: /\bsk-[A-Za-z0-9_-]{20,}/g },
  { service: 'Hugging Face', pattern: /\bhf_[A-Za-z0-9]{30,}/g },
  { service: 'GitHub', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})/g },
  { service: 'Groq', pattern: /\bgsk_[A-Za-z0-9]{30,}/g },
  { service: 'Google', pattern: /\b(?:AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{30,})/g },
  { service: 'AWS', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  { service: 'Amazon Bedrock', pattern: /\b(?:ABSK|bedrock-api-key-)[A-Za-z0-9+/]{60,}/g },
  { service: 'Tavily', pattern: /\btvly-[A-Za-z0-9_-]{20,}/g },
  { service: 'Brave Search', pattern: /\bBSA[A-Za-z0-9_-]{28}\b/g },
  { service: 'Cerebras', pattern: /\bcsk-[a-z0-9]{40,}/g },
  { service: 'Fireworks AI', pattern: /\bfw_[A-Za-z0-9]{20,}/g },
  { service: 'Together AI', pattern: /\btgp_v1_[A-Za-z0-9_-]{30,}/g },
  { service: 'Databricks', pattern: /\bdapi[a-f0-9]{32}\b/g },
  { service: 'the Llama API', pattern: /\bLLM\|\d{10,}\|[A-Za-z0-9_-]{20,}/g },
  { service: 'Slack', pattern: /\bxox[abpr]-[A-Za-z0-9-]{20,}/g },
  { service: 'a JSON Web Token', pattern: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g },
  {
    service: 'a private key',
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[^-]+-----END [A-Z ]*PRIVATE KEY-----)?/g,
  },
];

/** What in a text looks like a key, shortened so that the message does not leak it; undefined when nothing does. */
export function looksLikeKey(text: string): string | undefined {
  for (const { service, pattern } of KEY_SHAPES) {
    const [found] = text.match(pattern) ?? [];
    if (found !== undefined) return told(found, service);
  }
  const [found] = foundByRules(text);
  return found && told(text.slice(found.start, found.end), found.service);
}

/** A text in which all that looks like a key is cut to its first letters: for reports, which cannot refuse it. */
export function withoutKeys(text: string): string {
  const clean = KEY_SHAPES.reduce(
    (rest, { service, pattern }) => rest.replace(pattern, (key) => `<${told(key, service)}>`),
    text,
  );
  let end = clean.length;
  let out = '';
  // From the last to the first, so that places stay true; of two that overlap, the later one has cut the other short.
  for (const found of foundByRules(clean).sort((a, b) => b.start - a.start)) {
    if (found.start >= end) continue;
    const to = Math.min(found.end, end);
    out = `<${told(clean.slice(found.start, to), found.service)}>${clean.slice(to, end)}${out}`;
    end = found.start;
  }
  return clean.slice(0, end) + out;
}

const told = (key: string, service: string): string => `${key.slice(0, 7)}… (${service})`;

/**
 * As `looksLikeKey`, of a recording file: also where a key is cut over the events of a stream, or among bytes in base64.
 * @param text the file's; one that is no JSON is only read as text
 */
export function keyInRecording(text: string): string | undefined {
  return looksLikeKey(text) ?? keyIn(parsed(text));
}

function parsed(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

function keyIn(value: Json): string | undefined {
  if (Array.isArray(value)) return firstOf(value, keyIn);
  if (!isObject(value)) return undefined;
  return firstOf(Object.entries(value), ([name, item]) => {
    if (name === 'events' && Array.isArray(item)) return keyInStream(item.flatMap(eventOf));
    return name === 'base64' && typeof item === 'string'
      ? looksLikeKey(Buffer.from(item, 'base64').toString('latin1'))
      : keyIn(item);
  });
}

function eventOf(value: Json): StreamEvent[] {
  if (!isObject(value)) return [];
  if (typeof value.raw === 'string') return [{ raw: value.raw }];
  return value.data === undefined ? [] : [{ data: value.data }];
}

function keyInStream(events: readonly StreamEvent[]): string | undefined {
  let found: string | undefined;
  changeJoined(events, (pieces) => {
    found ??= looksLikeKey(pieces.join(''));
    return undefined;
  });
  return found;
}

function firstOf<T>(items: readonly T[], look: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
