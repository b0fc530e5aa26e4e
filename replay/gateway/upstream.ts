/** The gateway's calls to real servers. */
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { Agent, request } from 'undici';
import { z } from 'zod';
import type { Upstream } from './provider.ts';

const Fields = z.record(z.string(), z.unknown());

/** No limits of our own: a small model on a busy machine may think for minutes. The stack's and the client's limits hold. */
const agent = new Agent({ pipelining: 0, headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 10_000 } });

/** Headers of a request that are between the stack and us, or tell whose test it is, and so go no further. */
const OWN = new Set([
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'expect',
  'accept-encoding',
  'authorization',
  'proxy-authorization',
  'baggage',
  'traceparent',
  'tracestate',
]);

export interface UpstreamAnswer {
  status: number;
  headers: [string, string][];
  /** The decoded body, in the chunks that it comes in. */
  body: Readable;
}

/**
 * Sends a request on to the real server.
 * @param signal ends the call; the answer's body then ends with an error
 * @throws when the server cannot be reached
 */
export async function callUpstream(
  upstream: Upstream,
  method: string,
  target: string,
  headers: Iterable<readonly [string, string]>,
  body: Buffer,
  signal: AbortSignal,
): Promise<UpstreamAnswer> {
  const sent: Record<string, string> = { 'accept-encoding': 'identity' };
  for (const [name, value] of headers) if (!OWN.has(name.toLowerCase())) sent[name] = value;
  if (upstream.authorization !== undefined) sent[upstream.authorization.header] = upstream.authorization.value;
  const answer = await request(upstream.origin + target, {
    method,
    headers: sent,
    body: body.length > 0 ? withKey(body, upstream.bodyKey) : null,
    dispatcher: agent,
    signal,
  });
  const received = Object.entries(answer.headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
  );
  const encoding = received.find(([name]) => name === 'content-encoding')?.[1];
  return { status: answer.statusCode, headers: received, body: decoded(answer.body, encoding) };
}

/** The body with the key in its field; one that is no JSON object goes on as it is. */
function withKey(body: Buffer, key: Upstream['bodyKey']): Buffer {
  if (key === undefined) return body;
  const value = parseJson(body.toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return body;
  return Buffer.from(JSON.stringify({ ...value, [key.field]: key.value }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decoded(body: Readable, encoding: string | undefined): Readable {
  const decoder = decoderOf(encoding);
  // Errors of either stream reach the reader of the decoder, which pipeline destroys with them.
  return decoder === undefined ? body : pipeline(body, decoder, () => undefined);
}

function decoderOf(encoding: string | undefined) {
  switch (encoding?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      return createZstdDecompress();
    default:
      return undefined;
  }
}

/** Asks a server for its version; undefined when it does not say. */
export async function askVersion(upstream: Upstream, path: string, field: string): Promise<string | undefined> {
  try {
    const { body, status } = await callUpstream(upstream, 'GET', path, [], Buffer.alloc(0), AbortSignal.timeout(5_000));
    const text = Buffer.concat(await body.toArray()).toString('utf8');
    const answer = status === 200 ? Fields.parse(JSON.parse(text)) : {};
    const value = Object.entries(answer).find(([key]) => key === field)?.[1];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
