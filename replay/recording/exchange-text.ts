import type { Body, ClientExchange, Json, RecordedAnswer } from './exchange.ts';
import { isObject, parseJson } from './json.ts';
import { streamText } from './stream-text.ts';

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

/** An answer as text: its status, then its body, or its stream as joined text and a line an event. */
export function answerText({ status, end, events, body }: RecordedAnswer): string {
  const content = events === undefined ? (body === undefined ? '' : bodyText(body)) : streamText(events);
  return `→ ${status}${end === undefined ? '' : ` (${end})`}${content === '' ? '' : `\n${content}`}`;
}

function bodyText(body: Body): string {
  if ('json' in body) return JSON.stringify(shortened(body.json), null, 2);
  if ('text' in body) return pretty(body.text);
  if ('base64' in body) return `(${Math.floor((body.base64.length * 3) / 4)} bytes)`;
  if ('sha256' in body) return `(${body.bytes} bytes, sha256 ${body.sha256})`;
  return body.form
    .map(({ name, filename, content }) =>
      filename === undefined
        ? `${name}: ${bodyText(content)}`
        : `${name}: ${filename}, ${bytesOf(content)} bytes\n${indented(bodyText(content))}`,
    )
    .join('\n');
}

function bytesOf(content: Body): number {
  if ('base64' in content) return Math.floor((content.base64.length * 3) / 4);
  if ('sha256' in content) return content.bytes;
  return Buffer.byteLength('text' in content ? content.text : bodyText(content));
}

const SHOWN_LINES = 40;

function indented(text: string): string {
  const lines = text.split('\n');
  const more = lines.length > SHOWN_LINES ? [`… ${lines.length - SHOWN_LINES} more lines`] : [];
  return [...lines.slice(0, SHOWN_LINES), ...more].map((line) => `  ${line}`).join('\n');
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
