import { Agent, request as send } from 'undici';
import type { RecordedRequest } from '../recording/exchange.ts';

/** A client call on its way to the stack. */
export interface Outbound {
  url: URL;
  method: string;
  headers: Record<string, string>;
  bytes: Buffer;
  /** The same request as it is stored and compared. */
  asked: RecordedRequest;
  /** Ends the call. */
  signal: AbortSignal;
}

export interface Inbound {
  status: number;
  headers: Headers;
  body: AsyncIterable<Uint8Array> & { destroy(error?: Error): unknown };
}

/** How client calls reach a stack, or what stands for it. Rejects when there is no answer. */
export type Transport = (call: Outbound) => Promise<Inbound>;

/** A connection per call: a stack closes idle ones after five seconds, and those of a 500, and the next call would be reset. */
const agent = new Agent({ pipelining: 0, headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 10_000 } });

/** The transport to a running stack. */
export const overHttp: Transport = async ({ url, method, headers, bytes, signal }) => {
  const answer = await send(url, { method, headers, body: bytes.length > 0 ? bytes : null, dispatcher: agent, signal });
  const received = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) received.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return { status: answer.statusCode, headers: received, body: answer.body };
};
