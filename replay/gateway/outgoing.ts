/** What the gateway writes to the stack. */
import type { ServerResponse } from 'node:http';
import { answerChunks } from '../recording/body.ts';
import { NO_ANSWER, type RecordedAnswer } from '../recording/exchange.ts';
import type { Sent } from '../answers/delivery.ts';
import { bytesOf, wireOf } from '../recording/wire.ts';

/** Statuses whose answers have no body, and so neither length nor chunks (RFC 9110, section 8.6). */
const BODYLESS = new Set([204, 304]);

/**
 * Answers with what was recorded, in the chunks that were recorded. Resolves when the answer has ended or its reader has gone.
 * @param how the provider's `mount` goes before a `Location` that is a path at the provider
 */
export async function replayAnswer(
  response: ServerResponse,
  answer: RecordedAnswer,
  { delay, pause, closes, mount = '' }: Omit<Sent, 'answer'> & { mount?: string } = {},
): Promise<void> {
  if (delay !== undefined) await waited(response, delay);
  if (response.destroyed) return settled(response);
  if (closes !== undefined) return close(response, closes);
  // Held open until the reader goes away, as it did before the recorded answer began.
  if (answer.status === NO_ANSWER) return answer.end === 'broken' ? reset(response) : settled(response);
  let body = writeHead(response, answer, mount);
  if (pause !== undefined) {
    const first = bytesOf(answer, pause.chunks);
    await handOver(response, body.subarray(0, first));
    await waited(response, pause.milliseconds);
    body = body.subarray(first);
  }
  if (answer.end === undefined) response.end(body);
  else {
    await handOver(response, body);
    // A stream that was cut by its reader is held open until the reader goes away.
    if (answer.end === 'broken') response.destroy();
  }
  await settled(response);
}

/** Waits, at most until the reader goes away. */
function waited(response: ServerResponse, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      response.off('close', over);
      resolve();
    };
    const timer = setTimeout(over, milliseconds);
    response.once('close', over);
  });
}

/** Gives back what is to be written behind the head. */
function writeHead(response: ServerResponse, answer: RecordedAnswer, mount: string): Buffer {
  const { headers: recorded, bytes, chunked } = wireOf(answer);
  const { location } = answer.headers;
  const headers = location?.startsWith('/') === true ? { ...recorded, location: mount + location } : recorded;
  if (response.req.method === 'HEAD' || BODYLESS.has(answer.status)) {
    const { 'content-length': _length, 'transfer-encoding': _coding, ...own } = headers;
    response.writeHead(answer.status, own);
    return Buffer.alloc(0);
  }
  if (chunked && !response.useChunkedEncodingByDefault) {
    // HTTP/1.0 has no chunks: the end of the connection is the end of the answer.
    const { 'transfer-encoding': _coding, ...own } = headers;
    response.writeHead(answer.status, own);
    return Buffer.concat(answerChunks(answer));
  }
  response.writeHead(answer.status, headers);
  // The bytes have their frames already, and go out in one write: a frame for each chunk here was half the time of an answer.
  response.chunkedEncoding = false;
  return bytes;
}

/** Writes a body without ending the answer. Resolves when it has left for the reader, or the reader has gone. */
function handOver(response: ServerResponse, body: Buffer): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve);
    if (body.length > 0) response.write(body, () => resolve());
    else {
      response.flushHeaders();
      setImmediate(resolve);
    }
  });
}

/** Closes the connection in its order, and before an answer is whole. */
async function close(response: ServerResponse, when: NonNullable<Sent['closes']>): Promise<void> {
  response.socket?.end(when === 'in the head' ? 'HTTP/1.1 200 OK\r\ncontent-type: appl' : '');
  await settled(response);
}

/** Resets the connection before any answer. */
async function reset(response: ServerResponse): Promise<void> {
  const { socket } = response;
  // A connection through a tunnel is no TCP connection of its own, and can only be closed.
  if (socket !== null && 'encrypted' in socket) socket.destroy();
  else socket?.resetAndDestroy();
  await settled(response);
}

/** Refuses a provider call in a way that no SDK tries again. An answer that has begun is broken off. */
export async function refuse(response: ServerResponse, type: string, message: string): Promise<void> {
  if (response.headersSent) {
    response.destroy();
    return settled(response);
  }
  const body = Buffer.from(JSON.stringify({ error: { message, type, param: null, code: type } }));
  response.writeHead(REFUSED, {
    'content-type': 'application/json',
    'content-length': body.length,
    'x-should-retry': 'false',
  });
  response.end(body);
  await settled(response);
}

/** "Not implemented": no provider answers with it, and no stack takes it for a fault of the client. */
export const REFUSED = 501;

/** Resolves when a response has been handed over or its connection is gone. */
export function settled(response: ServerResponse): Promise<void> {
  if (response.writableFinished || response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    response.once('close', resolve);
    response.once('finish', resolve);
  });
}
