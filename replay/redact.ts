/** Keeps secrets out of recordings: known key values and known secret fields are replaced, what still looks like a key stops the write. */
import type { Body, Json, RecordedAnswer, RecordedRequest, StreamEvent } from './exchange.ts';
import { changeJoined } from './joined.ts';
import { isObject } from './json.ts';

/** The headers of an answer that are kept; all others may tell about an account. */
const KEPT_HEADERS = new Set(['content-type', 'retry-after', 'retry-after-ms', 'x-should-retry']);

export function keptHeaders(headers: Iterable<readonly [string, string]>): Record<string, string> {
  const kept = [...headers].filter(([name]) => KEPT_HEADERS.has(name.toLowerCase()));
  return Object.fromEntries(kept.map(([name, value]) => [name.toLowerCase(), value]));
}

const SECRET_FIELDS =
  /^(api[-_]?key|apikey|access[-_]?token|refresh[-_]?token|client[-_]?secret|authorization|password|secret)$/i;
const REDACTED = '<redacted>';

/** Replaces secrets in what is compared and stored, alike in record and in replay. */
export class Redaction {
  readonly #values: { text: string; name: string }[];

  /** @param secrets values known to this run, by the variable that they came from; short ones (< 8) are no secrets */
  constructor(secrets: Record<string, string>) {
    this.#values = Object.entries(secrets)
      .filter(([, text]) => text.length >= 8)
      .map(([name, text]) => ({ text, name }))
      .sort((a, b) => b.text.length - a.text.length);
  }

  text(text: string): string {
    return this.#values.reduce((clean, { text: secret, name }) => clean.replaceAll(secret, `<redacted:${name}>`), text);
  }

  body(body: Body): Body {
    if ('json' in body) return { ...body, json: this.json(body.json) };
    if ('text' in body) return { text: this.text(body.text) };
    if (!('form' in body)) return body;
    return { form: body.form.map((part) => ({ ...part, content: this.body(part.content) })) };
  }

  request(request: RecordedRequest): RecordedRequest {
    return {
      ...request,
      path: this.text(request.path),
      ...(request.query === undefined ? {} : { query: this.text(request.query) }),
      ...(request.body === undefined ? {} : { body: this.body(request.body) }),
    };
  }

  answer(answer: RecordedAnswer): RecordedAnswer {
    return {
      ...answer,
      ...(answer.body === undefined ? {} : { body: this.body(answer.body) }),
      ...(answer.events === undefined ? {} : { events: this.events(answer.events) }),
    };
  }

  json(value: Json, key = ''): Json {
    if (typeof value === 'string') return SECRET_FIELDS.test(key) ? REDACTED : this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.json(item));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.json(item, name)]));
  }

  /** The events of a stream without secrets, also where one is cut over several events: the piece that it begins in has its stand-in. */
  events(events: readonly StreamEvent[]): StreamEvent[] {
    const clean = changeJoined(events, (pieces) => this.#pieces(pieces));
    return clean.map((event) => ('raw' in event ? { raw: this.text(event.raw) } : { data: this.json(event.data) }));
  }

  #pieces(pieces: readonly string[]): string[] | undefined {
    const joined = pieces.join('');
    if (this.text(joined) === joined) return undefined;
    let clean = [...pieces];
    for (const { text: secret, name } of this.#values) clean = replaceAcross(clean, secret, `<redacted:${name}>`);
    return clean;
  }
}

/** Replaces a text that may begin in one piece and end in a later one. */
function replaceAcross(pieces: readonly string[], text: string, instead: string): string[] {
  const result = [...pieces];
  for (let at = result.join('').indexOf(text); at !== -1; at = result.join('').indexOf(text)) {
    let [offset, left, first] = [0, text.length, true];
    for (const [i, piece] of result.entries()) {
      const from = Math.max(0, at - offset);
      offset += piece.length;
      if (left === 0 || from >= piece.length) continue;
      const taken = Math.min(left, piece.length - from);
      result[i] = piece.slice(0, from) + (first ? instead : '') + piece.slice(from + taken);
      left -= taken;
      first = false;
    }
  }
  return result;
}

/** Prefixes of keys that services give out, each with enough behind it to be one. A short list, no guessing by entropy. */
const KEY_SHAPES: readonly { service: string; pattern: RegExp }[] = [
  { service: 'OpenAI or Anthropic', pattern: /\bsk-[A-Za-z0-9_-]{20,}/ },
  { service: 'Hugging Face', pattern: /\bhf_[A-Za-z0-9]{30,}/ },
  { service: 'GitHub', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})/ },
  { service: 'Groq', pattern: /\bgsk_[A-Za-z0-9]{30,}/ },
  { service: 'Google', pattern: /\bAIza[A-Za-z0-9_-]{30,}/ },
  { service: 'AWS', pattern: /\bAKIA[A-Z0-9]{16}\b/ },
  { service: 'Tavily', pattern: /\btvly-[A-Za-z0-9_-]{20,}/ },
  { service: 'Slack', pattern: /\bxox[abpr]-[A-Za-z0-9-]{20,}/ },
  { service: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
];

/** What in a text looks like a key, shortened so that the message does not leak it; undefined when nothing does. */
export function looksLikeKey(text: string): string | undefined {
  for (const { service, pattern } of KEY_SHAPES) {
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return `${found.slice(0, 7)}… (${service})`;
  }
  return undefined;
}
