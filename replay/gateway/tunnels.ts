/** The gateway as an HTTPS proxy: `CONNECT host:port` is granted to whatever host, and TLS ends here. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { createServer } from 'node:tls';
import type { Authority, HostCertificate } from './authority.ts';

/** A tunnel that ended before any request came through it. */
export interface EmptyTunnel {
  /** `host:port`, as the stack asked for it. */
  to: string;
  /** Why TLS was not agreed on; undefined when it was, or when the stack just went away. */
  fault: string | undefined;
}

interface Tunnel {
  to: string;
  used: boolean;
  fault?: string;
}

/**
 * The tunnels through one gateway. What host a request is for is known by its socket; the requests themselves come out
 * at the HTTP server that the tunnels were made for.
 */
export class Tunnels {
  readonly #http: Server;
  readonly #authority: Authority;
  readonly #onEmpty: (tunnel: EmptyTunnel) => void;
  readonly #certificates = new Map<string, Promise<HostCertificate>>();
  readonly #open = new WeakMap<object, Tunnel>();
  /** Of the raw connections below: an HTTP server forgets those that became tunnels. */
  readonly #sockets = new Set<Duplex>();
  #closed = false;

  constructor(http: Server, authority: Authority, onEmpty: (tunnel: EmptyTunnel) => void) {
    this.#http = http;
    this.#authority = authority;
    this.#onEmpty = onEmpty;
    http.on('connect', (message: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#connect(message.url ?? '', socket, head).catch(() => socket.destroy());
    });
  }

  /** The `host:port` that a request came for through a tunnel; undefined for one that came to the gateway itself. */
  through(message: IncomingMessage): string | undefined {
    const tunnel = this.#open.get(message.socket);
    if (tunnel !== undefined) tunnel.used = true;
    return tunnel?.to;
  }

  closeAll(): void {
    this.#closed = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  async #connect(to: string, socket: Duplex, head: Buffer): Promise<void> {
    const tunnel: Tunnel = { to, used: false };
    this.#sockets.add(socket);
    // An HTTP server leaves its side open; then a client that goes away within the handshake would never be noticed.
    socket.allowHalfOpen = false;
    // A reset is followed by 'close', which is where the end of a tunnel is looked at.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      if (!tunnel.used && !this.#closed) this.#onEmpty({ to, fault: tunnel.fault });
    });
    const host = hostOf(to);
    if (host === undefined) {
      tunnel.fault = `"${to}" is no host and port`;
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      return;
    }
    const certificate = await this.#certificateFor(host);
    if (socket.destroyed) return;
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    // It listens nowhere: the one connection that it serves is handed to it.
    const tls = createServer(certificate);
    tls.once('secureConnection', (secured) => {
      this.#open.set(secured, tunnel);
      this.#http.emit('connection', secured);
    });
    tls.once('tlsClientError', (error) => {
      if (!('code' in error) || error.code !== 'ECONNRESET') tunnel.fault = error.message;
    });
    tls.emit('connection', socket);
  }

  #certificateFor(host: string): Promise<HostCertificate> {
    const known = this.#certificates.get(host);
    if (known !== undefined) return known;
    const made = this.#authority.certificateFor(host);
    this.#certificates.set(host, made);
    return made;
  }
}

function hostOf(authority: string): string | undefined {
  const url = URL.parse(`https://${authority}`);
  return url === null || url.host === '' || url.pathname !== '/' ? undefined : url.hostname.replace(/^\[|\]$/g, '');
}
