import type { Body, ClientExchange, Json, RecordedAnswer } from './exchange.ts';
import { isObject, parseJson } from './json.ts';
import { eventText } from './sse.ts';

/** A client exchange as text for a report: request line, request, status, answer; long lists of numbers cut short. */
export function exchangeText({ request, response }: ClientExchange): string {
  const query = request.query === undefined ? '' : `?${request.query}`;
  const parts = [
    `${request.method} ${request.path}${query}`,
    request.body === undefined ? '' : bodyText(request.body),
    answerText(response),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** An answer as text: its status, then its body or its events. */
export function answerText({ status, end, events, body }: RecordedAnswer): string {
  const content =
    events?.map((event) => eventText(event).trimEnd()).join('\n') ?? (body === undefined ? '' : bodyText(body));
  return `→ ${status}${end === undefined ? '' : ` (${end})`}${content === '' ? '' : `\n${content}`}`;
}

function bodyText(body: Body): string {
  if ('json' in body) return JSON.stringify(shortened(body.json), null, 2);
  if ('text' in body) return pretty(body.text);
  if ('base64' in body) return `(${Math.floor((body.base64.length * 3) / 4)} bytes)`;
  if ('sha256' in body) return `(${body.bytes} bytes, sha256 ${body.sha256})`;
  return body.form
    .map(({ name, filename, content }) => `${name}${filename ? ` (${filename})` : ''}: ${bodyText(content)}`)
    .join('\n');
}

function pretty(text: string): string {
  try {
    return JSON.stringify(shortened(parseJson(text)), null, 2);
  } catch {
    return text;
  }
}

const SHOWN_NUMBERS = 6;

function shortened(value: Json): Json {
  if (Array.isArray(value)) {
    if (value.length > 2 * SHOWN_NUMBERS && value.every((item) => typeof item === 'number')) {
      return [...value.slice(0, SHOWN_NUMBERS), `… ${value.length} numbers`];
    }
    return value.map(shortened);
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortened(item)]));
}
