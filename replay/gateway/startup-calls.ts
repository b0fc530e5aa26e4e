/** The calls of a stack that is starting: they belong to the provider, not to a test. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Redaction } from '../secrets/redaction.ts';
import { refuse, replayAnswer } from './outgoing.ts';
import type { Arrived } from './provider-call.ts';
import { upstreamOf, type Environment, type Provider } from './provider.ts';
import type { RealServers } from './real-servers.ts';
import type { Startup } from './startup.ts';

export class StartupCalls {
  readonly #startup: Startup;
  readonly #real: RealServers;
  readonly #redaction: Redaction;
  readonly #environment: Environment;

  constructor(startup: Startup, real: RealServers, redaction: Redaction, environment: Environment) {
    this.#startup = startup;
    this.#real = real;
    this.#redaction = redaction;
    this.#environment = environment;
  }

  async answer(
    arrived: Arrived,
    provider: Provider,
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const mode = this.#startup.mode(provider.name);
    if (mode !== 'record' && mode !== 'live') {
      const answer = this.#startup.answer(arrived);
      if (answer !== undefined) return replayAnswer(response, answer, { mount: arrived.mount });
      return refuse(response, 'replay_miss', this.#startup.problem() ?? 'No recorded answer.');
    }
    const upstream = upstreamOf(provider, this.#environment);
    const relayed = await this.#real.relay(arrived, provider, upstream, message, response);
    if (typeof relayed === 'string') {
      const answer = mode === 'record' ? this.#startup.unreachable(arrived, relayed) : undefined;
      return answer === undefined ? refuse(response, 'provider_unreachable', relayed) : replayAnswer(response, answer);
    }
    if (mode === 'live') return;
    const { answer, source } = relayed;
    const { request } = arrived;
    this.#startup.record({ provider: provider.name, source, request, response: this.#redaction.answer(answer) });
  }
}
