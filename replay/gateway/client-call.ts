/** One call of a client to the stack, relayed by the reverse proxy: bytes go both ways as they come, and are noted. */
import { Agent, request as send, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { ClientCalls, RunningCall } from '../client/client-calls.ts';
import { clientExchange, clientRequest } from '../client/client-exchange.ts';
import { baggage } from '../control/baggage.ts';
import { clientKeyMarks } from '../control/client-keys.ts';
import type { ClientExchange, RecordedAnswer, RecordedRequest } from '../recording/exchange.ts';
import { withReason } from './client-reason.ts';
import { decodedWhole, Undecodable } from './encodings.ts';
import { forwardedHeaders, headersOf, locationFor } from './forwarded-headers.ts';
import { refuse } from './outgoing.ts';

/** What more than this is sent or answered goes on as it comes, and is not noted: the call counts as unseen. */
const LARGEST_NOTED = 64 * 1024 * 1024;
/** An answer that tells of a fault is no longer than this. */
const LARGEST_FAULT = 256 * 1024;

/** A connection per call: a stack closes idle ones after five seconds, and those of a 500, and the next call would be reset. */
const agent = new Agent({ keepAlive: false });

export interface ClientCall {
  calls: ClientCalls;
  message: IncomingMessage;
  response: ServerResponse;
  /** The stack's address, without a trailing slash. */
  stack: string;
  /** Path and query at the stack. */
  target: string;
  /** Path of the base URL, which stands before that for the client. */
  base: string;
  /** Told what a call asks, as soon as that is known whole. */
  asks: (call: number, request: () => RecordedRequest) => void;
  /** Why a provider call of this client call was not answered, if that is so. */
  reason: (call: number) => string | undefined;
}

/**
 * Relays one call. Resolves when it is over, whatever came of it.
 * @returns why the stack did not answer, for a person; undefined when it did
 */
export async function relayClientCall(asked: ClientCall): Promise<string | undefined> {
  const { calls, message, response, target } = asked;
  const [path = ''] = target.split('?');
  const call = calls.begin(`${message.method} ${path}`);
  const sent = new NotedBytes();
  message.on('data', (bytes: Buffer) => sent.add(bytes));
  message.once('end', () => {
    if (sent.whole) asked.asks(call.number, () => requestOf(asked, sent));
  });
  let exchange: ClientExchange | undefined;
  try {
    const answer = await answerOf(asked, call);
    if (answer === undefined) return undefined;
    const { chunks, end } = await handOver(answer, asked, call);
    if (sent.whole && chunks.whole) exchange = noted(asked, sent, answer, chunks, end);
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const text = `The stack does not answer ${call.title} at ${asked.stack}: ${why}. Its log says more; if it has ended, start it again.`;
    await refuse(response, 'stack_unreachable', text);
    return text;
  } finally {
    calls.end(call, exchange);
  }
}

/** The head of the stack's answer; undefined where the client went away before it came. */
function answerOf({ message, response, stack, target, calls }: ClientCall, call: RunningCall) {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage | undefined>();
  const headers = forwardedHeaders(message.rawHeaders, {
    host: new URL(stack).host,
    baggage: baggage({
      attempt: calls.attempt,
      call: call.number,
      keys: clientKeyMarks(headersOf(message.rawHeaders)),
    }),
  });
  const upstream = send(stack + target, { method: message.method ?? 'GET', headers, agent }, resolve);
  let gone = false;
  const leave = (): void => {
    if (response.writableFinished) return;
    gone = true;
    upstream.destroy();
    resolve(undefined);
  };
  response.once('close', leave);
  call.abort.signal.addEventListener('abort', () => response.destroy(), { once: true });
  upstream.once('error', (error) => (gone ? resolve(undefined) : reject(error)));
  sendBody(message, upstream);
  return promise;
}

function sendBody(message: IncomingMessage, upstream: ClientRequest): void {
  const { 'content-length': length, 'transfer-encoding': coding } = message.headers;
  if (length === undefined && coding === undefined) {
    message.resume();
    upstream.end();
    return;
  }
  message.once('close', () => {
    if (!message.complete) upstream.destroy();
  });
  message.pipe(upstream);
}

/** Hands the answer to the client, each chunk as it comes. */
async function handOver(
  answer: IncomingMessage,
  { calls, response, stack, base, reason }: ClientCall,
  call: RunningCall,
): Promise<{ chunks: NotedBytes; end: RecordedAnswer['end'] }> {
  const { statusCode = 502, statusMessage } = answer;
  const headers = forwardedHeaders(answer.rawHeaders, locationFor(answer.headers.location, stack, base));
  const chunks = new NotedBytes();
  const why = statusCode >= 400 && isShort(answer) ? reason(call.number) : undefined;
  if (why === undefined) {
    response.writeHead(statusCode, statusMessage, headers);
    response.flushHeaders();
  }
  const { promise: over, resolve } = Promise.withResolvers<RecordedAnswer['end']>();
  answer.on('data', (bytes: Buffer) => {
    calls.received(call);
    chunks.add(bytes);
    if (why !== undefined || response.destroyed || response.write(bytes)) return;
    answer.pause();
    response.once('drain', () => answer.resume());
  });
  answer.once('end', () => resolve(undefined));
  answer.once('error', () => resolve(response.destroyed ? 'cut' : 'broken'));
  answer.once('close', () => resolve(response.destroyed ? 'cut' : 'broken'));
  response.once('close', () => {
    if (!response.writableFinished) answer.destroy();
  });
  const end = await over;
  if (end !== undefined) response.destroy();
  else if (why === undefined) response.end();
  else endWithReason(response, statusCode, headers, chunks.bytes(), why);
  return { chunks, end };
}

/** Whether an answer is a text that can be kept back until it is whole. */
function isShort({ headers }: IncomingMessage): boolean {
  const { 'content-type': type = '', 'content-encoding': encoding, 'content-length': length = '0' } = headers;
  return /json|text\/plain/i.test(type) && encoding === undefined && Number(length) <= LARGEST_FAULT;
}

/** The stack's words for what happened are seldom ours: the client is told why, and that trying again helps nothing. */
function endWithReason(
  response: ServerResponse,
  status: number,
  headers: Record<string, string | string[]>,
  body: Buffer,
  why: string,
): void {
  const told = Buffer.from(withReason(body.toString('utf8'), String(headers['content-type'] ?? ''), why));
  response.writeHead(status, { ...headers, 'content-length': String(told.length), 'x-should-retry': 'false' });
  response.end(told);
}

function noted(
  asked: ClientCall,
  sent: NotedBytes,
  answer: IncomingMessage,
  chunks: NotedBytes,
  end: RecordedAnswer['end'],
): ClientExchange {
  const headers = new Headers(headersOf(answer.rawHeaders));
  const encoding = answer.headers['content-encoding'];
  const parts = encoding === undefined ? chunks.parts : [decoded(chunks.bytes(), encoding)];
  return clientExchange(requestOf(asked, sent), answer.statusCode ?? 502, headers, parts, end);
}

function requestOf({ message, target }: ClientCall, sent: NotedBytes): RecordedRequest {
  const { 'content-type': type = '', 'content-encoding': coding } = message.headers;
  return clientRequest(message.method ?? 'GET', target, decoded(sent.bytes(), coding), type);
}

function decoded(bytes: Buffer, encoding: string | undefined): Buffer {
  try {
    return decodedWhole(bytes, encoding, LARGEST_NOTED);
  } catch (error) {
    // What was sent is what is kept, where nobody could read it.
    if (error instanceof Undecodable) return bytes;
    throw error;
  }
}

/** What passes, as far as it is kept. */
class NotedBytes {
  readonly parts: Buffer[] = [];
  #length = 0;

  add(bytes: Buffer): void {
    this.#length += bytes.length;
    if (this.whole) this.parts.push(bytes);
    else this.parts.length = 0;
  }

  get whole(): boolean {
    return this.#length <= LARGEST_NOTED;
  }

  bytes(): Buffer {
    return Buffer.concat(this.parts);
  }
}
