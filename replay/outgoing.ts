/** What the gateway writes to the stack. */
import type { ServerResponse } from 'node:http';
import { once } from 'node:events';
import { answerChunks } from './body.ts';
import { NO_ANSWER, type RecordedAnswer } from './exchange.ts';

/** Statuses that an SDK tries again after a pause; the pause is no part of what is tested, so replay makes it short. */
const RETRIED = new Set([408, 409, 429, 500, 502, 503, 504]);

/** Statuses whose answers have no body, and so no length (RFC 9110, section 8.6). */
const BODYLESS = new Set([204, 304]);

/** Answers with what was recorded, in the chunks that were recorded. Resolves when the answer has ended or its reader has gone. */
export async function replayAnswer(response: ServerResponse, answer: RecordedAnswer): Promise<void> {
  // Held open until the reader goes away, as it did before the recorded answer began.
  if (answer.status === NO_ANSWER) return settled(response);
  const headers: Record<string, string> = { ...answer.headers };
  if (RETRIED.has(answer.status) && headers['retry-after'] === undefined && headers['retry-after-ms'] === undefined) {
    headers['retry-after-ms'] = '1';
  }
  const chunks = answerChunks(answer);
  if (answer.events === undefined && answer.chunks === undefined && answer.end === undefined) {
    const [body = Buffer.alloc(0)] = chunks;
    const bodyless = response.req.method === 'HEAD' || BODYLESS.has(answer.status);
    response.writeHead(answer.status, bodyless ? headers : { ...headers, 'content-length': body.length });
    response.end(body);
    await settled(response);
    return;
  }
  response.writeHead(answer.status, headers);
  if (chunks.length === 0) response.flushHeaders();
  // Each write is a chunk of HTTP (RFC 9112, section 7.1), which its reader gets as one, also when it gets several at once.
  for (const chunk of chunks) {
    if (response.destroyed) return;
    if (!response.write(chunk)) await Promise.race([once(response, 'drain'), settled(response)]);
  }
  if (answer.end === 'broken') {
    // What was written leaves at the end of this turn of the event loop, and the connection goes after it.
    await new Promise(setImmediate);
    response.destroy();
  } else if (answer.end === undefined) response.end();
  // A stream that was cut by its reader is held open until the reader goes away.
  await settled(response);
}

/** Refuses a provider call in a way that no SDK tries again. */
export async function refuse(response: ServerResponse, type: string, message: string): Promise<void> {
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
