/** Keeps secrets out of recordings: known key values and known secret fields are replaced. `key-shapes.ts` is about the others. */
import type {
  Body,
  ClientExchange,
  EventWithData,
  FormPart,
  Json,
  RecordedAnswer,
  RecordedRequest,
  StreamEvent,
} from '../recording/exchange.ts';
import { changeJoined } from '../recording/joined.ts';
import { isObject } from '../recording/json.ts';
import { SecretFilter } from './secret-filter.ts';

const FIELD_NAMES =
  'api[-_]?key|apikey|access[-_]?token|refresh[-_]?token|client[-_]?secret|authorization|password|secret';
const SECRET_FIELDS = new RegExp(`^(${FIELD_NAMES})$`, 'i');
/** Such a field in JSON text. */
const SECRET_MEMBERS = new RegExp(`"(?:${FIELD_NAMES})":`, 'i');
const REDACTED = '<redacted>';

/** A value that is masked already, as a stack shows its settings, is the claim of a test and no secret. */
function isSecret(field: string, value: string): boolean {
  return SECRET_FIELDS.test(field) && !/^\*+$/.test(value);
}

/** Replaces secrets in what is compared and stored, alike in record and in replay. */
export class Redaction {
  #values: { text: string; name: string }[] = [];
  /** What at least one of is in any JSON text with one of the values in a string. */
  #signs: readonly string[] = [];

  /** @param secrets values known to this run, by the variable that they came from; short ones (< 8) are no secrets */
  constructor(secrets: Record<string, string>) {
    this.learn(secrets);
  }

  /** More values, beside those that it knows: one variable may have had several. */
  learn(secrets: Record<string, string>): void {
    const more = Object.entries(secrets)
      .filter(([, text]) => text.length >= 8)
      .flatMap(([name, text]) => spellings(text).map((spelling) => ({ text: spelling, name })));
    this.#values = [...this.#values, ...more]
      .filter(({ text }, at, all) => all.findIndex((other) => other.text === text) === at)
      .sort((a, b) => b.text.length - a.text.length);
    this.#signs = [...new Set(this.#values.flatMap(({ text }) => [text, inJson(text)]))];
  }

  text(text: string): string {
    return this.#values.reduce((clean, { text: secret, name }) => clean.replaceAll(secret, () => standIn(name)), text);
  }

  body(body: Body): Body {
    if ('json' in body) return { ...body, json: this.json(body.json) };
    if ('text' in body) return { text: this.text(body.text) };
    if ('base64' in body) return { base64: this.#bytes(Buffer.from(body.base64, 'base64')).toString('base64') };
    if (!('form' in body)) return body;
    return { form: body.form.map((part) => this.#part(part)) };
  }

  #part({ name, filename, type, content }: FormPart): FormPart {
    return {
      name: this.text(name),
      ...(filename === undefined ? {} : { filename: this.text(filename) }),
      ...(type === undefined ? {} : { type: this.text(type) }),
      content: this.body(content),
    };
  }

  #bytes(bytes: Buffer): Buffer {
    const filter = this.filter();
    return Buffer.concat([filter.pass(bytes), filter.rest()]);
  }

  /** For an answer on its way to the stack, which must see no more of a secret than it will in a replay. */
  filter(): SecretFilter {
    const latin = (text: string): string => Buffer.from(text).toString('latin1');
    return new SecretFilter(
      this.#values.map(({ text, name }) => ({ bytes: latin(text), instead: latin(standIn(name)) })),
    );
  }

  /** @param key of the request, where there is one: it shows most requests to hold nothing, and they are given back as they are */
  request(request: RecordedRequest, key?: string): RecordedRequest {
    const inBytes = request.body !== undefined && !('json' in request.body) && !('text' in request.body);
    if (key !== undefined && !inBytes && !this.#mayShowIn(key)) return request;
    return {
      ...request,
      path: this.text(request.path),
      ...(request.query === undefined ? {} : { query: this.text(request.query) }),
      ...(request.headers === undefined ? {} : { headers: this.#headers(request.headers) }),
      ...(request.body === undefined ? {} : { body: this.body(request.body) }),
    };
  }

  #headers(headers: Record<string, string>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, isSecret(name, value) ? REDACTED : this.text(value)]),
    );
  }

  #mayShowIn(json: string): boolean {
    return this.#signs.some((sign) => json.includes(sign)) || SECRET_MEMBERS.test(json);
  }

  answer(answer: RecordedAnswer): RecordedAnswer {
    return {
      ...answer,
      headers: this.#headers(answer.headers),
      ...(answer.body === undefined ? {} : { body: this.body(answer.body) }),
      ...(answer.events === undefined ? {} : { events: this.events(answer.events) }),
    };
  }

  exchange({ request, response }: ClientExchange): ClientExchange {
    return { request: this.request(request), response: this.answer(response) };
  }

  json(value: Json, key = ''): Json {
    if (typeof value === 'string') return isSecret(key, value) ? REDACTED : this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.json(item));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [this.text(name), this.json(item, name)]));
  }

  /** The events of a stream without secrets, also where one is cut over several events: the piece that it begins in has its stand-in. */
  events(events: readonly StreamEvent[]): StreamEvent[] {
    const clean = changeJoined(events, (pieces) => this.#pieces(pieces));
    return clean.map((event) => ('raw' in event ? { raw: this.text(event.raw) } : this.#event(event)));
  }

  #event({ event, before, data, ...written }: EventWithData): StreamEvent {
    return {
      ...(event === undefined ? {} : { event: this.text(event) }),
      ...(before === undefined ? {} : { before: this.text(before) }),
      data: this.json(data),
      ...written,
    };
  }

  #pieces(pieces: readonly string[]): string[] | undefined {
    const joined = pieces.join('');
    if (this.text(joined) === joined) return undefined;
    let clean = [...pieces];
    for (const { text: secret, name } of this.#values) clean = replaceAcross(clean, secret, standIn(name));
    return clean;
  }
}

function standIn(name: string): string {
  return `<redacted:${name}>`;
}

/** A secret as it is, as JSON text and an address write it. */
function spellings(secret: string): string[] {
  return [...new Set([secret, inJson(secret), encodeURIComponent(secret.toWellFormed())])];
}

/** A text as it is written inside a string of JSON. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Replaces a text that may begin in one piece and end in a later one. */
function replaceAcross(pieces: readonly string[], text: string, instead: string): string[] {
  const joined = pieces.join('');
  const starts: number[] = [];
  for (let at = joined.indexOf(text); at !== -1; at = joined.indexOf(text, at + text.length)) starts.push(at);
  if (starts.length === 0) return [...pieces];
  let end = 0;
  return pieces.map((piece) => {
    const begin = end;
    end += piece.length;
    let [clean, at] = ['', begin];
    for (const start of starts) {
      if (start + text.length <= at || start >= end) continue;
      if (start >= begin) clean += joined.slice(at, start) + instead;
      at = Math.min(end, start + text.length);
    }
    return clean + joined.slice(at, end);
  });
}
