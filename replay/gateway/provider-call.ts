/** One provider call through the gateway, from the request that came in to the answer that went out. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { answerContent, requestBody } from '../recording/body.ts';
import { NO_ANSWER, type RecordedAnswer, type RecordedRequest, type Source } from '../recording/exchange.ts';
import { decodedWhole, Undecodable } from './encodings.ts';
import { settled } from './outgoing.ts';
import type { Provider, Upstream } from './provider.ts';
import { keptHeaders } from '../recording/kept-headers.ts';
import type { Redaction } from '../secrets/redaction.ts';
import { requestKey } from '../matching/request-key.ts';
import type { SecretFilter } from '../secrets/secret-filter.ts';
import { isRedirect, pathAt } from './redirects.ts';
import { callUpstream } from './upstream.ts';

/** A request that has arrived whole. */
export interface Arrived {
  provider: string;
  /** Path and query behind the provider's mount, or at its host. */
  target: string;
  /** What stands before `target` in addresses that lead here: the mount; nothing for a provider that is reached at its host. */
  mount: string;
  bytes: Buffer;
  request: RecordedRequest;
  /** What it asks, as `requestKey` writes it. */
  key: string;
}

const LARGEST_BODY = 64 * 1024 * 1024;

/** A request that cannot be looked at. The message is what is wrong with it: the end of a sentence that begins with it. */
export class UnreadableRequest extends Error {}

/**
 * Reads a request to a provider.
 * @throws {UnreadableRequest} when its body is too large, or not what its headers say
 */
export async function arrive(message: IncomingMessage, provider: Provider, target: string): Promise<Arrived> {
  const bytes = await whole(message);
  if (bytes === undefined) {
    throw new UnreadableRequest(`is larger than ${LARGEST_BODY / 1024 / 1024} MB, the most that the gateway takes`);
  }
  const cut = target.indexOf('?');
  const body = requestBody(readable(bytes, message), message.headers['content-type'] ?? '');
  const request = {
    method: message.method ?? 'GET',
    path: cut === -1 ? target : target.slice(0, cut),
    ...(cut === -1 ? {} : { query: target.slice(cut + 1) }),
    ...declared(message, provider.headers),
    ...(body === undefined ? {} : { body }),
  };
  const { url = '' } = message;
  const mount = url.endsWith(target) ? url.slice(0, url.length - target.length) : '';
  return {
    provider: provider.name,
    target,
    mount,
    bytes,
    request,
    key: requestKey({ provider: provider.name, request }),
  };
}

/** The headers that change the answer, where there are any. */
function declared({ headers }: IncomingMessage, names: readonly string[] = []): Pick<RecordedRequest, 'headers'> {
  const found = names.flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, value.toString()] as const];
  });
  return found.length === 0 ? {} : { headers: Object.fromEntries(found) };
}

function readable(bytes: Buffer, { headers }: IncomingMessage): Buffer {
  try {
    return decodedWhole(bytes, headers['content-encoding'], LARGEST_BODY);
  } catch (error) {
    throw error instanceof Undecodable ? new UnreadableRequest(error.message) : error;
  }
}

/** The body, or undefined when it is too large. By events: the message's iterator took a good part of a replayed call. */
function whole(message: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    message.on('data', (bytes: Buffer) => {
      length += bytes.length;
      if (length > LARGEST_BODY) resolve(undefined);
      else chunks.push(bytes);
    });
    message.once('end', () => resolve(Buffer.concat(chunks)));
    message.once('error', reject);
    message.once('close', () => {
      if (!message.complete) reject(new Error('The request ended in its middle.'));
    });
  });
}

/** What a real server answered, and how it described itself. */
export interface Relayed {
  answer: RecordedAnswer;
  source: Source;
  /** What a stand-in says that it is, by its `x-e2e-recorded-from` header. */
  server: string | undefined;
}

/**
 * Sends a call on to the real server and hands each chunk over as it comes, without secrets that the server gives back.
 * When the stack goes away, the call is ended.
 * @param holds whether it is kept back: nothing is written to `response` then
 * @throws when the server cannot be reached; nothing has been written to `response` then. {Undecodable} when its answer is
 * not in the encoding that it says, which may show in its middle: the response is destroyed then
 */
export async function relay(
  arrived: Arrived,
  message: IncomingMessage,
  response: ServerResponse,
  upstream: Upstream,
  redaction: Redaction,
  holds = false,
): Promise<Relayed> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const asked = Object.entries(message.headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
  );
  const answered = await callUpstream(
    upstream,
    arrived.request.method,
    arrived.target,
    asked,
    arrived.bytes,
    gone.signal,
  ).catch((error: unknown) => {
    if (gone.signal.aborted) return undefined;
    throw error;
  });
  if (answered === undefined) {
    return { answer: { status: NO_ANSWER, headers: {}, end: 'cut' }, source: upstream.source, server: undefined };
  }
  const own = (name: string): string | undefined => answered.headers.find(([header]) => header === name)?.[1];
  const location = isRedirect(answered.status) ? own('location') : undefined;
  const path = location && pathAt(upstream.origin, location, upstream.origin + arrived.target);
  const headers = answered.headers.filter(([name]) => isEndToEnd(name));
  if (!holds) {
    response.writeHead(answered.status, {
      ...Object.fromEntries(headers.map(([name, value]) => [name, redaction.text(value)])),
      ...(path && { location: redaction.text(arrived.mount + path) }),
    });
    response.flushHeaders();
  }
  const chunks: Buffer[] = [];
  let end: RecordedAnswer['end'];
  try {
    await handOver(answered.body, holds ? undefined : response, chunks, redaction.filter());
    if (!holds) {
      response.end();
      await settled(response);
      if (!response.writableFinished) end = 'cut';
    }
  } catch (error) {
    if (error instanceof Undecodable) {
      if (!holds) response.destroy();
      throw error;
    }
    end = gone.signal.aborted ? 'cut' : 'broken';
    if (!holds) response.destroy();
  }
  const type = own('content-type') ?? '';
  return {
    answer: {
      status: answered.status,
      headers: { ...keptHeaders(answered.headers), ...(path && { location: path }) },
      ...answerContent(chunks, type),
      ...(end === undefined ? {} : { end }),
    },
    source: sourceOf(own('x-e2e-source')) ?? upstream.source,
    server: own('x-e2e-recorded-from'),
  };
}

/** Writes each chunk as it comes. Read by events: an iterator would join the chunks that have come since it last looked. */
function handOver(
  body: Readable,
  response: ServerResponse | undefined,
  chunks: Buffer[],
  filter: SecretFilter,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const write = (bytes: Buffer): boolean => {
      if (bytes.length === 0) return true;
      chunks.push(bytes);
      return response?.write(bytes) ?? true;
    };
    body.on('data', (bytes: Buffer) => {
      if (write(filter.pass(bytes)) || response === undefined || response.destroyed) return;
      body.pause();
      response.once('drain', () => body.resume());
    });
    body.once('end', () => {
      write(filter.rest());
      resolve();
    });
    body.once('error', (error) => {
      write(filter.rest());
      reject(error);
    });
    body.once('close', () => reject(new Error('The answer ended before its end.')));
  });
}

/** Headers that are between us and the server alone (RFC 9110, section 7.6.1), or no longer true of a decoded body. */
function isEndToEnd(name: string): boolean {
  return !['connection', 'keep-alive', 'transfer-encoding', 'content-encoding', 'content-length', 'upgrade'].includes(
    name,
  );
}

function sourceOf(text: string | undefined): Source | undefined {
  return text === 'provider' || text === 'local model' || text === 'scripted' ? text : undefined;
}
