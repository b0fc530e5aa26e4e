/** What the gateway does with each request: finds whose it is and what it is for, and answers from a recording or for real. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Attempts } from './attempts.ts';
import { answerControl } from './control-server.ts';
import { Destinations } from './destination.ts';
import type { GatewayOptions } from './gateway.ts';
import { readBaggage } from '../control/baggage.ts';
import { OpenAttempt } from './open-attempt.ts';
import { refuse, REFUSED, replayAnswer } from './outgoing.ts';
import { arrive, relay, type Arrived, type Relayed } from './provider-call.ts';
import { fixForSilence, secretsOf, upstreamOf, type Provider, type Upstream } from './provider.ts';
import { Redaction } from '../secrets/redaction.ts';
import { emptyTunnelText, foreignText, lateText, ownerlessText } from './refusals.ts';
import type { SourcedExchange } from '../files/recorder.ts';
import { requestKey } from '../matching/request-key.ts';
import { Servers } from './server-names.ts';
import type { Startup } from './startup.ts';
import type { EmptyTunnel } from './tunnels.ts';
import { wireOf } from '../recording/wire.ts';

export class Serving {
  readonly startup: Startup;
  readonly attempts: Attempts;
  readonly #options: GatewayOptions;
  readonly #destinations: Destinations;
  readonly #servers = new Servers();
  readonly #redaction: Redaction;
  #starting = true;

  constructor(options: GatewayOptions, startup: Startup) {
    this.#options = options;
    this.startup = startup;
    this.#destinations = new Destinations(options.providers);
    this.#redaction = new Redaction(secretsOf(options.providers, options.environment));
    this.attempts = new Attempts(options, this.#redaction, this.#servers);
  }

  async started(): Promise<void> {
    this.#starting = false;
    await this.startup.write(this.#servers.names);
  }

  /** @param through the `host:port` of the tunnel that the request came through */
  async handle(message: IncomingMessage, response: ServerResponse, through: string | undefined): Promise<void> {
    const { url = '' } = message;
    if (through === undefined && url.startsWith('/-/'))
      return answerControl(message, response, this.#options.token, this.attempts);
    const destination = this.#destinations.of(url, through);
    if (destination !== undefined && 'foreign' in destination)
      return this.#foreign(destination.foreign, destination.target, message, response);
    const { provider, target } = destination ?? {};
    const arrived = provider && (await arrive(message, provider.name, target ?? ''));
    if (arrived === undefined || provider === undefined) {
      return this.#error(
        response,
        this.#redaction.text(`The gateway got ${message.method} ${message.url}, which is below no provider's mount.`),
      );
    }
    const clean = this.#clean(arrived);
    const identity = readBaggage(message.headers.baggage?.toString());
    if (identity === undefined) {
      return this.#starting ? this.#startupCall(clean, provider, message, response) : this.#ownerless(clean, response);
    }
    const attempt = this.attempts.find(identity.attempt);
    if (attempt === undefined) {
      return refuse(response, 'unknown_attempt', `The attempt ${identity.attempt} is of no test run that is going on.`);
    }
    if (!(attempt instanceof OpenAttempt)) return this.#late(clean, identity.attempt, attempt.closed, response);
    const done = this.#attemptCall(attempt, identity.call, clean, provider, message, response).catch((error) => {
      attempt.problems.push({ kind: 'miss', text: this.#fault(message, error) });
      throw error;
    });
    attempt.track(done, response);
    return done;
  }

  /** Ends a call that `handle` failed at. A sender that went away in the middle of its request is no fault of ours. */
  async failed(message: IncomingMessage, response: ServerResponse, error: unknown): Promise<void> {
    if (!message.complete || response.headersSent) {
      response.destroy();
      if (!message.complete) return;
    }
    const text = this.#fault(message, error);
    this.#options.onError?.(text);
    if (!response.destroyed) await refuse(response, 'gateway_failed', text);
  }

  #fault({ method, url }: IncomingMessage, error: unknown): string {
    return this.#redaction.text(
      `The gateway failed at ${method} ${url}: ${String(error)}. This is a fault of the gateway, or of a recording that it could not foresee.`,
    );
  }

  #clean(arrived: Arrived): Arrived {
    const request = this.#redaction.request(arrived.request, arrived.key);
    return request === arrived.request ? arrived : { ...arrived, request, key: requestKey({ ...arrived, request }) };
  }

  async #attemptCall(
    attempt: OpenAttempt,
    call: number | undefined,
    arrived: Arrived,
    provider: Provider,
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const since = performance.now();
    const { method, path } = arrived.request;
    const entry = { provider: provider.name, ...(call === undefined ? {} : { call }), method, path };
    const took = (): number => Math.round((performance.now() - since) * 10) / 10;
    if (attempt.handling.mode === 'replay') {
      const match = attempt.match(attempt.handling.matching, arrived, arrived.key);
      if (!match.hit) {
        attempt.journal.push({ ...entry, outcome: 'miss', status: 501, milliseconds: took() });
        return refuse(response, 'replay_miss', match.headline ?? 'No recorded answer.');
      }
      const { answer, exchange } = match;
      const { events } = wireOf(answer);
      const source = exchange.source ?? attempt.handling.from[exchange.provider]?.source;
      const journal = { ...entry, outcome: 'hit' as const, status: answer.status, milliseconds: took() };
      attempt.journal.push({
        ...journal,
        ...(source && { source }),
        ...(events !== undefined && { events }),
      });
      return replayAnswer(response, answer);
    }
    const position = attempt.recorded.push(undefined) - 1;
    const upstream = upstreamOf(provider, this.attempts.environmentOf(attempt.attempt.run));
    const relayed = await this.#relay(arrived, provider, upstream, message, response);
    if (typeof relayed === 'string') {
      attempt.problems.push({ kind: 'upstream', text: relayed });
      attempt.journal.push({ ...entry, outcome: 'failed', status: 502, milliseconds: took() });
      return refuse(response, 'provider_unreachable', relayed);
    }
    const { answer, source } = relayed;
    const outcome = answer.end === undefined ? (attempt.handling.mode === 'live' ? 'live' : 'recorded') : 'cut';
    attempt.journal.push({ ...entry, outcome, status: answer.status, source, milliseconds: took() });
    attempt.recorded[position] = {
      provider: provider.name,
      ...(call === undefined ? {} : { call }),
      source,
      request: arrived.request,
      response: this.#redaction.answer(answer),
    };
  }

  async #startupCall(
    arrived: Arrived,
    provider: Provider,
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const mode = this.startup.mode(provider.name);
    if (mode !== 'record' && mode !== 'live') {
      const answer = this.startup.answer(arrived);
      if (answer !== undefined) return replayAnswer(response, answer);
      return refuse(response, 'replay_miss', this.startup.problem() ?? 'No recorded answer.');
    }
    const upstream = upstreamOf(provider, this.#options.environment);
    const relayed = await this.#relay(arrived, provider, upstream, message, response);
    if (typeof relayed === 'string') return refuse(response, 'provider_unreachable', relayed);
    if (mode === 'live') return;
    const { answer, source } = relayed;
    const exchange: SourcedExchange = { provider: provider.name, source, request: arrived.request, response: answer };
    this.startup.record({ ...exchange, response: this.#redaction.answer(answer) });
  }

  /** Relays to the real server; answers the text of why that failed. */
  async #relay(
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

  #ownerless(arrived: Arrived, response: ServerResponse): Promise<void> {
    // While nobody tests, it is another stack that starts with a kept gateway behind it, or one that lists its models again.
    const answer = this.attempts.runs.anyOpen() ? undefined : this.startup.recorded(arrived);
    if (answer !== undefined) return replayAnswer(response, answer);
    const error = ownerlessText(arrived);
    this.attempts.runs.blameAll(error);
    return this.#error(response, error);
  }

  #late(arrived: Arrived, id: string, title: string, response: ServerResponse): Promise<void> {
    const error = lateText(arrived, title);
    this.attempts.runs.blame(id, error);
    return this.#error(response, error);
  }

  /** Refuses a call to a host of no provider, and books it on its attempt, else on its run, else on all. */
  #foreign(origin: string, target: string, message: IncomingMessage, response: ServerResponse): Promise<void> {
    message.resume();
    const { method = 'GET' } = message;
    const [path = ''] = target.split('?');
    const text = this.#redaction.text(foreignText(origin, method, path));
    const id = readBaggage(message.headers.baggage?.toString())?.attempt;
    const attempt = id === undefined ? undefined : this.attempts.find(id);
    if (attempt instanceof OpenAttempt) {
      attempt.problems.push({ kind: 'egress', text });
      attempt.journal.push({ provider: origin, method, path, outcome: 'failed', status: REFUSED, milliseconds: 0 });
      return refuse(response, 'foreign_host', text);
    }
    if (id !== undefined && attempt !== undefined) this.attempts.runs.blame(id, text);
    else this.#blameAll(text);
    return this.#error(response, text, 'foreign_host');
  }

  /** A tunnel that came to nothing: a client that trusts not our authority, or that asks a foreign host in no way we know. */
  emptyTunnel(tunnel: EmptyTunnel): void {
    if (tunnel.fault === undefined && this.#destinations.knows(tunnel.to)) return;
    const text = this.#redaction.text(emptyTunnelText(tunnel));
    this.#blameAll(text);
    this.#options.onError?.(text);
  }

  #blameAll(error: string): void {
    if (this.#starting) this.attempts.runs.blameAllToCome(error);
    this.attempts.runs.blameAll(error);
  }

  #error(response: ServerResponse, text: string, type = 'no_owner'): Promise<void> {
    this.#options.onError?.(text);
    return refuse(response, type, text);
  }
}
