import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Redaction } from '../secrets/redaction.ts';
import { NO_ANSWER } from '../recording/exchange.ts';
import { Undecodable } from './encodings.ts';
import { relay, type Arrived, type Relayed } from './provider-call.ts';
import { fixForSilence, type Provider, type Upstream } from './provider.ts';
import type { Servers } from './server-names.ts';

/** Asks the real servers of the providers, and learns what they are. */
export class RealServers {
  readonly #servers: Servers;
  readonly #redaction: Redaction;

  constructor(servers: Servers, redaction: Redaction) {
    this.#servers = servers;
    this.#redaction = redaction;
  }

  /**
   * Hands a call on to the real server, and its answer to the stack. Answers the text of why that failed; nothing was
   * written then, nor where the server closed the connection before it answered.
   * @param holds whether the answer is not handed to the stack
   */
  async relay(
    arrived: Arrived,
    provider: Provider,
    upstream: Upstream | string,
    message: IncomingMessage,
    response: ServerResponse,
    holds = false,
  ): Promise<Relayed | string> {
    if (typeof upstream === 'string') return upstream;
    try {
      const relayed = await relay(arrived, message, response, upstream, this.#redaction, holds);
      await this.#servers.learn(provider, upstream, relayed.server);
      return relayed;
    } catch (error) {
      if (isClosed(error))
        return {
          answer: { status: NO_ANSWER, headers: {}, end: 'broken' },
          source: upstream.source,
          server: undefined,
        };
      if (error instanceof Undecodable) {
        return (
          `The answer of ${provider.server} at ${upstream.origin} to ${arrived.request.method} ${arrived.request.path} ${error.message}. ` +
          'No client could read it, so nothing of it is recorded. Look at the server, or at a proxy before it.'
        );
      }
      return (
        `${provider.server} does not answer at ${upstream.origin}: ${error instanceof Error ? error.message : String(error)}. ` +
        fixForSilence(provider)
      );
    }
  }
}

const Failure = z.object({ code: z.string(), syscall: z.string().optional() });

/** Whether a server took the connection and closed it. Each call has a connection of its own, so no old one can be meant. */
function isClosed(error: unknown): boolean {
  const { data } = Failure.safeParse(error);
  return data?.code === 'UND_ERR_SOCKET' || (data?.code === 'ECONNRESET' && data.syscall !== 'connect');
}
