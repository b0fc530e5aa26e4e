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
  /** Is told that the stack closed the connection behind its answer, and had not said that it would. */
  closed?: () => void;
}

export interface Inbound {
  status: number;
  headers: Headers;
  body: AsyncIterable<Uint8Array> & { destroy(error?: Error): unknown };
}

/** How the client calls of one attempt reach a stack, or what stands for it. */
export interface Transport {
  /** Rejects when there is no answer. */
  send: (call: Outbound) => Promise<Inbound>;
  /** After the last call: waits for what is still to be told of connections, and ends them. */
  end: () => Promise<void>;
}
