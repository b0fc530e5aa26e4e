/** Sends one recorded client call anew, with the ids of now in the places of the recorded ones. */
import { Agent, request } from 'undici';
import { Trial, type Bindings } from '../../replay/matching/bindings.ts';
import { answerContent } from '../../replay/recording/body.ts';
import { compareValues } from '../../replay/matching/compare.ts';
import type { Body, ClientExchange, FormPart, Json, RecordedAnswer } from '../../replay/recording/exchange.ts';
import { isObject, mapStrings, parseJson } from '../../replay/recording/json.ts';
import { substituteText } from '../../replay/matching/substitute.ts';

// As the harness has it: a connection per call.
const agent = new Agent({ pipelining: 0, headersTimeout: 0, bodyTimeout: 0 });
const LOOKS = 400;
const BETWEEN_LOOKS_MS = 25;

/** Sends a call until its answer is in the recorded state, as a test that waits does. Answers how often it was sent. */
export async function send(
  stack: string,
  { request: asked, response: recorded }: ClientExchange,
  bindings: Bindings,
  baggage: string,
): Promise<number> {
  const put = (text: string): string => substituteText(text, bindings);
  const query = asked.query === undefined ? '' : `?${put(asked.query)}`;
  const { bytes, type } = bodyOf(asked.body, put);
  for (let looks = 1; ; looks += 1) {
    const { statusCode, headers, body } = await request(stack + put(asked.path) + query, {
      method: asked.method,
      headers: { baggage, authorization: 'Bearer none', ...(type === undefined ? {} : { 'content-type': type }) },
      body: bytes ?? null,
      dispatcher: agent,
    });
    const chunks: Buffer[] = [];
    for await (const chunk of body) {
      const piece: Buffer = chunk;
      chunks.push(piece);
      if (recorded.end === 'cut') break;
    }
    const answer = { status: statusCode, ...answerContent(chunks, String(headers['content-type'] ?? '')) };
    const waits = asked.method === 'GET' && state(answer) !== state(recorded) && looks < LOOKS;
    if (!waits) {
      const trial = new Trial(bindings);
      compareValues(values(recorded), values(answer), trial, Infinity, '');
      bindings.commit(trial.pairs);
      return looks;
    }
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
  }
}

type Answer = Pick<RecordedAnswer, 'status' | 'body' | 'events'>;

function state({ status, body }: Answer): string {
  const value = bodyValue(body);
  return `${status} ${isObject(value) ? JSON.stringify(value.status) : ''}`;
}

function values({ body, events }: Answer): Json {
  return [
    bodyValue(body),
    ...(events ?? []).map((event) => ('data' in event ? event.data : valueOf(event.raw.replace(/^data: ?/, '')))),
  ];
}

function bodyValue(body: Body | undefined): Json {
  if (body === undefined) return null;
  if ('json' in body) return body.json;
  return 'text' in body ? valueOf(body.text) : null;
}

function valueOf(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

function bodyOf(body: Body | undefined, put: (text: string) => string): { bytes?: Buffer; type?: string } {
  if (body === undefined) return {};
  if ('form' in body) return formOf(body.form, put);
  const bytes = bytesOf(body, put);
  return { bytes, type: 'json' in body || 'text' in body ? 'application/json' : 'application/octet-stream' };
}

function bytesOf(body: Body, put: (text: string) => string): Buffer {
  if ('json' in body) return Buffer.from(JSON.stringify(mapStrings(body.json, put)) + (body.end ?? ''));
  if ('text' in body) return Buffer.from(put(body.text));
  if ('base64' in body) return Buffer.from(body.base64, 'base64');
  throw new Error('The content of this body was not kept.');
}

function formOf(parts: readonly FormPart[], put: (text: string) => string): { bytes: Buffer; type: string } {
  const boundary = 'bare-loop-boundary';
  const pieces = parts.flatMap(({ name, filename, type, content }) => {
    const file = filename === undefined ? '' : `; filename="${filename}"`;
    const kind = type === undefined ? '' : `\r\ncontent-type: ${type}`;
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file}${kind}\r\n\r\n`;
    return [Buffer.from(head), bytesOf(content, put), Buffer.from('\r\n')];
  });
  return {
    bytes: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
    type: `multipart/form-data; boundary=${boundary}`,
  };
}
