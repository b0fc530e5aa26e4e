import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Redaction } from '../secrets/redaction.ts';
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

  /** Hands a call on to the real server, and its answer to the stack. Answers the text of why that failed; nothing was written then. */
  async relay(
    arrived: Arrived,
    provider: Provider,
    upstream: Upstream | string,
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<Relayed | string> {
    if (typeof upstream === 'string') return upstream;
    try {
      const relayed = await relay(arrived, message, response, upstream, this.#redaction);
      await this.#servers.learn(provider, upstream, relayed.server);
      return relayed;
    } catch (error) {
      return (
        `${provider.server} does not answer at ${upstream.origin}: ${error instanceof Error ? error.message : String(error)}. ` +
        fixForSilence(provider)
      );
    }
  }
}
