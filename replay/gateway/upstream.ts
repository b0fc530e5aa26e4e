/** The gateway's calls to real servers. */
import type { Readable } from 'node:stream';
import { EnvHttpProxyAgent, request } from 'undici';
import { z } from 'zod';
import { decodedStream } from './encodings.ts';
import type { Upstream } from './provider.ts';
import { isRedirect, pathAt } from './redirects.ts';

const Fields = z.record(z.string(), z.unknown());

/** Read here, and not by undici alone: a server on this machine is never behind the proxy, whatever NO_PROXY says. */
const notThrough = process.env['no_proxy'] ?? process.env['NO_PROXY'] ?? '';

/**
 * Calls of real servers go through the proxy of HTTPS_PROXY or HTTP_PROXY, but for the hosts of NO_PROXY and this machine.
 * No limits of our own: a small model on a busy machine may think for minutes. The stack's and the client's limits hold.
 */
export const toServers = new EnvHttpProxyAgent({
  noProxy: [notThrough, 'localhost', '127.0.0.1', '[::1]'].filter((hosts) => hosts !== '').join(','),
  pipelining: 0,
  headersTimeout: 0,
  bodyTimeout: 0,
  connect: { timeout: 10_000 },
});

/** How many servers a call is handed on to, one after the other. */
const MOST_REDIRECTS = 5;

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
 * Sends a request on to the real server. Where that one sends it on to another server, it is followed: the key stays behind.
 * @param signal ends the call; the answer's body then ends with an error
 * @throws when the server cannot be reached, {Undecodable} when its answer cannot be read
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
  for (const [name, value] of headers)
    if (!OWN.has(name.toLowerCase()) || name.toLowerCase() === upstream.passes) sent[name] = value;
  const { otherwise } = upstream;
  const isOther = otherwise !== undefined && asksIn(otherwise.header, headers);
  const key = isOther ? otherwise : upstream.authorization;
  if (key !== undefined) sent[key.header] = key.value;
  const asked = { method, headers: sent, body: body.length > 0 ? withKey(body, upstream.bodyKey) : null };
  const answer = await followed(upstream, target, asked, signal);
  const received = Object.entries(answer.headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
  );
  const encoding = received.find(([name]) => name === 'content-encoding')?.[1];
  return {
    status: answer.statusCode,
    headers: received,
    body: hasBody(method, answer.statusCode) ? await decodedStream(answer.body, encoding) : answer.body,
  };
}

/** Whether a call has a header. */
function asksIn(header: string, headers: Iterable<readonly [string, string]>): boolean {
  return [...headers].some(([name]) => name.toLowerCase() === header);
}

/** Whether an answer may have a body at all (RFC 9110, section 6.4.1). */
function hasBody(method: string, status: number): boolean {
  return method !== 'HEAD' && status !== 204 && status !== 304;
}

interface Asked {
  method: string;
  headers: Record<string, string>;
  body: Buffer | null;
}

/** The answer of the server, or of the one that it hands the call on to. A redirect within the server is the stack's to follow. */
async function followed(upstream: Upstream, target: string, asked: Asked, signal: AbortSignal) {
  let url = upstream.origin + target;
  let { method, headers, body } = asked;
  for (let times = 0; ; times++) {
    const answer = await request(url, { method, headers, body, dispatcher: toServers, signal });
    const location = answer.headers.location?.toString();
    if (location === undefined || !isRedirect(answer.statusCode)) return answer;
    if (times === 0 && pathAt(upstream.origin, location, url) !== undefined) return answer;
    if (times === MOST_REDIRECTS)
      throw new Error(`it redirects more than ${MOST_REDIRECTS} times, last to ${location}`);
    await answer.body.dump();
    url = new URL(location, url).href;
    const { authorization, otherwise } = upstream;
    const keys = [authorization?.header, otherwise?.header, upstream.passes];
    headers = Object.fromEntries(Object.entries(headers).filter(([name]) => !keys.includes(name.toLowerCase())));
    // As every client does it (RFC 9110, section 15.4): what is elsewhere is read there, unless the status keeps the method.
    if (answer.statusCode !== 307 && answer.statusCode !== 308 && method !== 'HEAD') [method, body] = ['GET', null];
    if (body !== null && upstream.bodyKey !== undefined)
      body = asked.body === null ? null : withoutKey(asked.body, upstream.bodyKey);
  }
}

/** The body without the field of the key. */
function withoutKey(body: Buffer, { field }: NonNullable<Upstream['bodyKey']>): Buffer {
  const value = parseJson(body.toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return body;
  return Buffer.from(JSON.stringify(Object.fromEntries(Object.entries(value).filter(([name]) => name !== field))));
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
