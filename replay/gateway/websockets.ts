/** WebSockets of clients, relayed to the stack: what goes over them is not recorded, so what it causes is matched as text. */
import { request as send, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { baggage } from '../control/baggage.ts';
import { clientKeyMarks } from '../control/client-keys.ts';
import { forwardedHeaders, headersOf } from './forwarded-headers.ts';

export interface WebSocketCall {
  attempt: string;
  message: IncomingMessage;
  socket: Duplex;
  head: Buffer;
  stack: string;
  target: string;
}

/** Whether a request asks for a WebSocket (RFC 6455, section 4.1). */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/** Relays a WebSocket until one side closes it. Never throws. */
export function relayWebSocket({ attempt, message, socket, head, stack, target }: WebSocketCall): void {
  // No call: nobody sees what the client sends.
  const own = baggage({ attempt, keys: clientKeyMarks(headersOf(message.rawHeaders)) });
  const upstream = send(stack + target, {
    method: message.method ?? 'GET',
    headers: {
      ...forwardedHeaders(message.rawHeaders, { host: new URL(stack).host, baggage: own }),
      connection: 'Upgrade',
      upgrade: 'websocket',
    },
    agent: false,
  });
  socket.once('close', () => upstream.destroy());
  socket.on('error', () => socket.destroy());
  upstream.once('error', () => socket.destroy());
  upstream.once('response', (answer) => {
    socket.write(headText(answer));
    answer.pipe(socket);
  });
  upstream.once('upgrade', (answer, other, first) => {
    socket.write(headText(answer));
    if (first.length > 0) socket.write(first);
    if (head.length > 0) other.write(head);
    other.on('error', () => socket.destroy());
    other.once('close', () => socket.destroy());
    socket.once('close', () => other.destroy());
    other.pipe(socket);
    socket.pipe(other);
  });
  upstream.end();
}

/** Refuses to switch protocols. */
export function refuseUpgrade(socket: Duplex, why: string): void {
  const body = JSON.stringify({ error: { message: why, type: 'no_owner', param: null, code: 'no_owner' } });
  socket.end(
    `HTTP/1.1 501 Not Implemented\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function headText({ statusCode = 502, statusMessage = '', rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  // One that does not switch ends with its connection.
  if (statusCode !== 101) lines.push('connection: close');
  return `${lines.join('\r\n')}\r\n\r\n`;
}
