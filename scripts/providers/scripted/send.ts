import type { ServerResponse } from 'node:http';
import type { AddedHeaders } from './pass-on.ts';
import { renderChunks, renderCompletion, type Rendering } from './render.ts';
import type { PlainAnswer } from './script.ts';

/** Sends a body as JSON, at once. */
export function sendJson(response: ServerResponse, status: number, body: unknown, headers: AddedHeaders): void {
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers });
  response.end(bytes);
}

/** Sends an answer that the script gives as it stands. */
export function sendPlain(response: ServerResponse, answer: PlainAnswer, added: AddedHeaders): void {
  sendJson(response, answer.status, answer.body, { ...answer.headers, ...added });
}

/** Sends an assistant's message: as events, one write each, when the request asked for a stream; else as one JSON. */
export function sendCompletion(response: ServerResponse, rendering: Rendering, added: AddedHeaders): void {
  const { answer, asked } = rendering;
  const headers = { 'content-type': 'application/json', ...added };
  if (asked.stream) sendEvents(response, rendering, added);
  else if (answer.hold !== undefined) begin(response, headers);
  else if (answer.break !== undefined) breakOff(response, headers);
  else sendJson(response, 200, renderCompletion(rendering), added);
}

function sendEvents(response: ServerResponse, rendering: Rendering, added: AddedHeaders): void {
  const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...added };
  const events = [...renderChunks(rendering).map((chunk) => JSON.stringify(chunk)), '[DONE]'];
  const { break: breakAfter, hold: holdAfter } = rendering.answer;
  if (breakAfter === 0) {
    breakOff(response, headers);
    return;
  }
  begin(response, headers);
  events.slice(0, breakAfter ?? holdAfter).forEach((data, i, sent) => {
    const broken = breakAfter !== undefined && i === sent.length - 1;
    response.write(`data: ${data}\n\n`, broken ? () => response.destroy() : undefined);
  });
  if (breakAfter === undefined && holdAfter === undefined) response.end();
}

/** Sends the status and the headers, so that the other side knows that its answer has begun. */
function begin(response: ServerResponse, headers: AddedHeaders): void {
  response.writeHead(200, headers);
  response.flushHeaders();
}

function breakOff(response: ServerResponse, headers: AddedHeaders): void {
  response.writeHead(200, headers);
  response.write('', () => response.destroy());
  response.flushHeaders();
}
