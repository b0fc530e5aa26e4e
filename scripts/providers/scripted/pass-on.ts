import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { Agent } from 'undici';

/** One request that came to the front. */
export interface ClientRequest {
  method: string;
  /** Path and query as they came. */
  url: string;
  /** Names and values in turn, as they came. */
  rawHeaders: string[];
  body: Buffer;
}

/** Headers to put on the answer, over what the other side sent. */
export type AddedHeaders = Readonly<Record<string, string>>;

/** Answers a request by asking a real server. Rejects when no byte of an answer came. */
export type PassOn = (request: ClientRequest, response: ServerResponse, added: AddedHeaders) => Promise<void>;

// RFC 9110 section 7.6.1; `host` and `content-length` are made anew, and nobody waits for a 100.
const NOT_PASSED = new Set(
  ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'].concat([
    'host',
    'expect',
  ]),
);

// A small model on a busy machine may take minutes for its first token.
const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });

/**
 * Passes requests to the server at `base`, whose path goes before the request's own, and its answers back: byte for
 * byte, each network chunk as it comes. A client that goes away ends the request at the server too; a server that
 * breaks off breaks the client's connection.
 */
export function passTo(base: URL): PassOn {
  const prefix = base.pathname.replace(/\/$/, '');
  return ({ method, url, rawHeaders, body }, response, added) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const target = { origin: base.origin, path: prefix + url, method, headers: requestHeaders(rawHeaders, body) };
    agent.dispatch(
      { ...target, body: body.length > 0 ? body : null },
      {
        onRequestStart(controller) {
          const stop = () => {
            if (!response.writableFinished) controller.abort(new Error('The client went away.'));
          };
          if (response.destroyed) stop();
          else response.once('close', stop);
        },
        onResponseStart(_controller, status, headers, statusMessage) {
          if (status < 200) return;
          response.sendDate = false;
          response.writeHead(status, statusMessage, { ...answerHeaders(headers), ...added });
          response.flushHeaders();
        },
        onResponseData(controller, chunk) {
          if (response.write(chunk)) return;
          controller.pause();
          response.once('drain', () => {
            controller.resume();
          });
        },
        onResponseEnd() {
          response.end(resolve);
        },
        onResponseError(_controller, error) {
          if (!response.headersSent && !response.destroyed) {
            reject(error);
            return;
          }
          response.destroy();
          resolve();
        },
      },
    );
    return promise;
  };
}

function requestHeaders(raw: string[], body: Buffer): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const [name = '', value = ''] = raw.slice(i, i + 2);
    const lower = name.toLowerCase();
    if (!NOT_PASSED.has(lower) && lower !== 'content-length') kept.push(name, value);
  }
  return body.length > 0 ? [...kept, 'content-length', String(body.length)] : kept;
}

function answerHeaders(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !NOT_PASSED.has(name)) kept[name] = value;
  }
  return kept;
}
