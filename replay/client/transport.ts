import { subscribe } from 'node:diagnostics_channel';
import { Agent, request as send } from 'undici';
import { z } from 'zod';
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
  /** Is told the local port of the connection, by which the stack's access log names the call. */
  connected?: (port: number) => void;
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

/** Calls that wait for their connection, by their baggage, which no two calls share. */
const unsent = new Map<string, (port: number) => void>();
const Sent = z.object({ headers: z.string(), socket: z.object({ localPort: z.number() }) });

// Of an answer or a request, undici does not say on which connection it went, but for this channel.
subscribe('undici:client:sendHeaders', (message) => {
  if (unsent.size === 0) return;
  const { data } = Sent.safeParse(message);
  const carried = /^baggage: (.*)\r$/im.exec(data?.headers ?? '')?.[1];
  if (data !== undefined && carried !== undefined) unsent.get(carried)?.(data.socket.localPort);
});

/** The transport to a running stack. */
export const overHttp: Transport = async (call) => {
  const carried = call.headers['baggage'];
  if (carried === undefined || call.connected === undefined) return sent(call);
  unsent.set(carried, call.connected);
  return sent(call).finally(() => unsent.delete(carried));
};

async function sent({ url, method, headers, bytes, signal }: Outbound): Promise<Inbound> {
  const answer = await send(url, { method, headers, body: bytes.length > 0 ? bytes : null, dispatcher: agent, signal });
  const received = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) received.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return { status: answer.statusCode, headers: received, body: answer.body };
}
