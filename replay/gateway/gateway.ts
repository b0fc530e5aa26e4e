/** The provider seam: an HTTP server between the stack and its providers. */
import { createServer, type IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { Fault } from '../../errors/fault.ts';
import type { Mode } from '../control/protocol.ts';
import type { StackEnvironment } from './credentials.ts';
import { makeAuthority } from './authority.ts';
import { withoutOwnAddress } from './own-address.ts';
import type { Environment, Provider } from './provider.ts';
import { Serving } from './serving.ts';
import { Startup } from './startup.ts';
import { isControl } from './control-server.ts';
import type { StackHost } from './control-stacks.ts';
import { removeAbandoned } from '../files/store.ts';
import { Tunnels } from './tunnels.ts';
import { asksForWebSocket } from './websockets.ts';

const LOOPBACK = '127.0.0.1';

export interface GatewayOptions {
  /** Absolute path of the recordings folder. */
  recordings: string;
  /** The line whose recordings are used: `ogx-1.5`. */
  line: string;
  /** Package and version of the stack, for the headers of recordings: `ogx 1.5.0`. */
  stackVersion: string;
  /** The providers: each has a mount, `/<name>/…`; one with a `host` is also reached through the gateway as a proxy. */
  providers: readonly Provider[];
  /** What control requests must show. */
  token: string;
  /** How start-up calls are answered, per provider; `replay` where it is not said. */
  startup: Readonly<Record<string, Mode>>;
  /** Where addresses and keys of real servers are looked up. */
  environment: Environment;
  /** What the stack was started with: a provider call is to carry the key in it. Providers without one are not looked at. */
  stackEnvironment?: StackEnvironment;
  /** Close each connection of a provider call after its answer, though its client would keep it. */
  closesConnections?: boolean;
  /** The port; a free one without it. */
  port?: number | undefined;
  /** The address that it listens at; the loopback without it. `0.0.0.0` is every address of the machine. */
  host?: string | undefined;
  /** No stack stands before it, so that applications call it themselves, and are told in full why a call is not answered. */
  alone?: boolean;
  /** Who starts stacks beside the one before this gateway; without it none can be started. */
  stacks?: StackHost;
  /** Told about calls that no rule can place; they also fail the runs that are going on. */
  onError?: (text: string) => void;
}

export interface Gateway {
  /** `http://127.0.0.1:<port>`, without a trailing slash; its own address where it listens at one that is not the loopback. */
  url: string;
  /** The certificate, as PEM, that a client trusts to reach hard-coded hosts through the gateway as an HTTPS proxy. */
  authority: string;
  /** What is wrong with start-up recordings so far: complete text, or undefined. Name it before blaming the stack. */
  startupProblem(): string | undefined;
  /**
   * Start-up is over: its recordings are written, and a call without an attempt is an error from now on.
   * @param stack where the base URLs of attempts lead, without `/v1`; without it they lead to the providers' mounts
   */
  started(stack?: string): Promise<void>;
  /** From now on calls without an identity are of this attempt; of none with undefined. */
  defaultAttempt(id: string | undefined): void;
  /** The stack is gone: no attempt opens any more, and the reason is this text. */
  stackDied(text: string): void;
  close(): Promise<void>;
}

export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  await removeAbandoned(join(options.recordings, options.line));
  const [serving, authority] = await Promise.all([
    startupOf(options).then((startup) => new Serving(options, startup)),
    makeAuthority(),
  ]);
  // An upload of a client may take as long as it takes. Only what asks for a WebSocket switches protocols.
  const settings = { keepAliveTimeout: 60_000, requestTimeout: 0, shouldUpgradeCallback: asksForWebSocket };
  const server = createServer(settings, (message, response) => {
    message.url = withoutOwnAddress(message.url ?? '', message.socket.localPort);
    if (options.closesConnections === true && !isControl(message)) response.shouldKeepAlive = false;
    serving
      .handle(message, response, tunnels.through(message))
      .catch((error: unknown) => serving.failed(message, response, error));
  });
  const tunnels = new Tunnels(server, authority, (tunnel) => serving.emptyTunnel(tunnel));
  server.on('upgrade', (message: IncomingMessage, socket: Duplex, head: Buffer) =>
    serving.upgrade(message, socket, head),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenFault(error, options) ?? error));
    server.listen(options.port ?? 0, options.host ?? LOOPBACK, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The gateway has no port.');
  return {
    url: `http://${hereOf(options.host)}:${address.port}`,
    authority: authority.pem,
    startupProblem: () => serving.startup.problem(),
    started: (stack) => serving.started(stack),
    defaultAttempt: (id) => serving.defaultAttempt(id),
    stackDied: (text) => serving.attempts.refuseAll(text),
    close: async () => {
      tunnels.closeAll();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Where this machine itself finds it. */
function hereOf(host: string = LOOPBACK): string {
  if (host === '0.0.0.0' || host === '::') return LOOPBACK;
  return isIPv6(host) ? `[${host}]` : host;
}

function listenFault(error: Error, { port, host = LOOPBACK }: GatewayOptions): Fault | undefined {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return new Fault({
      what: `Port ${port} is taken.`,
      fix: 'End the program that listens there, or give another port.',
    });
  if (code !== 'EADDRNOTAVAIL' && code !== 'ENOTFOUND') return undefined;
  return new Fault({
    what: `The gateway cannot listen at ${host}.`,
    why: 'It is no address of this machine.',
    fix: 'Give one that it has, or 0.0.0.0 for all of them.',
  });
}

function startupOf({ recordings, line, stackVersion, startup, providers }: GatewayOptions): Promise<Startup> {
  const modes = Object.fromEntries(providers.map(({ name }) => [name, startup[name] ?? ('replay' as const)]));
  return Startup.read(recordings, line, stackVersion, modes);
}
