/** Connections of an attempt to its stack, kept alive from call to call as those of users' clients are. */
import { subscribe } from 'node:diagnostics_channel';
import type { Readable } from 'node:stream';
import { Client } from 'undici';
import { z } from 'zod';
import type { Inbound, Outbound, Transport } from './transport.ts';

/** An idle connection is closed after four seconds: servers do so after five, and say nothing. */
const OPTIONS = { keepAliveTimeout: 4000, headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 10_000 } };
/** Any answer to it shows that a connection is still served. */
const PROBE = { method: 'GET', path: '/v1/health' } as const;
const PROBED_WITHIN = 10_000;

/** A connection, which is made again where it was closed. */
interface Kept {
  origin: string;
  client: Client;
  probed: boolean;
  /** Whether the other side closed it, unannounced, since its last request. */
  lost: boolean;
}

/**
 * The transport to a running stack. A call takes an idle connection, as users' clients do.
 *
 * After an error, a stack may close a connection behind an answer that did not say so, and whoever sends the next request just
 * then gets a reset (RFC 9112, section 9.6). To be told of it each time, and not by chance, such a connection is tried with a
 * request that changes nothing before a call takes it again.
 */
export class Connections implements Transport {
  readonly #kept: Kept[] = [];
  readonly #probes: Promise<void>[] = [];

  async send(call: Outbound): Promise<Inbound> {
    const { url, method, headers: given, bytes, signal, connected, closed } = call;
    const kept = this.#idle(url.origin);
    kept.lost = false;
    const sent = { method, path: url.pathname + url.search, headers: given, body: bytes.length > 0 ? bytes : null };
    const carried = given['baggage'];
    if (carried !== undefined && connected !== undefined) unsent.set(carried, connected);
    const answer = await kept.client.request({ ...sent, signal }).finally(() => unsent.delete(carried ?? ''));
    const headers = headersOf(answer.headers);
    const announced = /\bclose\b/i.test(headers.get('connection') ?? '');
    if (answer.statusCode >= 400 && !announced) this.#probeAfter(answer.body, kept, closed);
    return { status: answer.statusCode, headers, body: answer.body };
  }

  async end(): Promise<void> {
    await Promise.all(this.#probes);
    await Promise.all(this.#kept.splice(0).map(({ client }) => client.destroy()));
  }

  #idle(origin: string): Kept {
    const idle = this.#kept.find((each) => each.origin === origin && !each.probed && each.client.stats.size === 0);
    if (idle !== undefined) return idle;
    const kept: Kept = { origin, client: new Client(origin, OPTIONS), probed: false, lost: false };
    kept.client.on('disconnect', (_origin, _targets, error) => {
      // What our side ends, by its time limit or because the answer said so, is for information.
      if (error.code !== 'UND_ERR_INFO') kept.lost = true;
    });
    this.#kept.push(kept);
    return kept;
  }

  /** No call takes the connection between the head of the answer and the end of the probe. */
  #probeAfter(body: Readable, kept: Kept, closed: Outbound['closed']): void {
    kept.probed = true;
    const probe = (async () => {
      await new Promise((resolve) => body.once('close', resolve));
      if (body.readableEnded && (await isLost(kept))) closed?.();
      kept.probed = false;
    })();
    this.#probes.push(probe);
  }
}

async function isLost(kept: Kept): Promise<boolean> {
  try {
    const { body } = await kept.client.request({ ...PROBE, signal: AbortSignal.timeout(PROBED_WITHIN) });
    await body.dump();
  } catch {
    // A connection that is closed meanwhile is told of by its event.
  }
  return kept.lost;
}

function headersOf(all: Record<string, string | string[] | undefined>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(all)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

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
