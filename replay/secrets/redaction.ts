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
import { formWithoutSecrets, isSecret, issuedTokens, mayHaveSecretField, REDACTED } from './secret-fields.ts';
import { SecretFilter } from './secret-filter.ts';
import { inJson, spellings } from './spellings.ts';

/** Replaces secrets in what is compared and stored, alike in record and in replay. */
export class Redaction {
  #values: { text: string; name: string }[] = [];
  /** Tokens that were issued in this run. They pass to the stack, which needs them, and stand nowhere else. */
  readonly #issued = new Set<string>();
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

  /** What an answer issues is a secret from now on, under the stand-in that its own field has. */
  learnIssued({ body }: RecordedAnswer): void {
    if (body === undefined || !('json' in body)) return;
    const tokens = issuedTokens(body.json).filter((token) => token !== REDACTED && !this.#issued.has(token));
    for (const token of tokens) {
      this.#issued.add(token);
      for (const spelling of spellings(token)) this.#issued.add(spelling);
      this.learn({ [ISSUED]: token });
    }
  }

  text(text: string): string {
    return this.#values.reduce((clean, { text: secret, name }) => clean.replaceAll(secret, () => standIn(name)), text);
  }

  body(body: Body): Body {
    if ('json' in body) return { ...body, json: this.json(body.json) };
    if ('text' in body) return { text: this.text(formWithoutSecrets(body.text)) };
    if ('base64' in body) return { base64: this.#bytes(Buffer.from(body.base64, 'base64')).toString('base64') };
    if (!('form' in body)) return body;
    return { form: body.form.map((part) => this.#part(part)) };
  }

  #part({ name, filename, type, content }: FormPart): FormPart {
    const hidden = 'text' in content && isSecret(name, content.text);
    return {
      name: this.text(name),
      ...(filename === undefined ? {} : { filename: this.text(filename) }),
      ...(type === undefined ? {} : { type: this.text(type) }),
      content: hidden ? { text: REDACTED } : this.body(content),
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
      this.#values
        .filter(({ text }) => !this.#issued.has(text))
        .map(({ text, name }) => ({ bytes: latin(text), instead: latin(standIn(name)) })),
    );
  }

  /** @param key of the request, where there is one: it shows most requests to hold nothing, and they are given back as they are */
  request(request: RecordedRequest, key?: string): RecordedRequest {
    const inBytes = request.body !== undefined && !('json' in request.body) && !('text' in request.body);
    if (key !== undefined && !inBytes && !this.#mayShowIn(key)) return request;
    return {
      ...request,
      path: this.text(request.path),
      ...(request.query === undefined ? {} : { query: this.text(formWithoutSecrets(request.query)) }),
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
    return this.#signs.some((sign) => json.includes(sign)) || mayHaveSecretField(json);
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

  json(value: Json, key = '', beside?: { [key: string]: Json }): Json {
    if (typeof value === 'string') return isSecret(key, value, beside) ? REDACTED : this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.json(item));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [this.text(name), this.json(item, name, value)]),
    );
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

/** The name of tokens that were issued in the run. */
const ISSUED = '';

function standIn(name: string): string {
  return name === ISSUED ? REDACTED : `<redacted:${name}>`;
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
