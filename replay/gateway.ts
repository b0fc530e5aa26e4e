/** The provider seam: an HTTP server between the stack and its providers. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Attempts } from './attempts.ts';
import { answerControl } from './control-server.ts';
import type { Mode } from './control.ts';
import { readBaggage } from './identity.ts';
import { OpenAttempt } from './open-attempt.ts';
import { refuse, replayAnswer } from './outgoing.ts';
import { arrive, relay, type Arrived, type Relayed } from './provider-call.ts';
import { secretsOf, upstreamOf, type Environment, type Provider } from './provider.ts';
import { Redaction } from './redact.ts';
import type { SourcedExchange } from './recorder.ts';
import { Servers } from './servers.ts';
import { Startup } from './startup.ts';
import { removeAbandoned } from './store.ts';

export interface GatewayOptions {
  /** Absolute path of the recordings folder. */
  recordings: string;
  /** The line whose recordings are used: `ogx-1.5`. */
  line: string;
  /** Package and version of the stack, for the headers of recordings: `ogx 1.5.0`. */
  stackVersion: string;
  /** The providers that have a mount: `/<name>/…`. */
  providers: readonly Provider[];
  /** What control requests must show. */
  token: string;
  /** How start-up calls are answered, per provider; `replay` where it is not said. */
  startup: Readonly<Record<string, Mode>>;
  /** Where addresses and keys of real servers are looked up. */
  environment: Environment;
  /** Told about calls that no rule can place; they also fail the runs that are going on. */
  onError?: (text: string) => void;
}

export interface Gateway {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  url: string;
  /** What is wrong with start-up recordings so far: complete text, or undefined. Name it before blaming the stack. */
  startupProblem(): string | undefined;
  /** Start-up is over: its recordings are written, and a call without an attempt is an error from now on. */
  started(): Promise<void>;
  /** The stack is gone: no attempt opens any more, and the reason is this text. */
  stackDied(text: string): void;
  close(): Promise<void>;
}

export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  await removeAbandoned(join(options.recordings, options.line));
  const serving = new Serving(options, await startupOf(options));
  const server = createServer({ keepAliveTimeout: 60_000 }, (message, response) => {
    serving.handle(message, response).catch((error: unknown) => serving.failed(message, response, error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The gateway has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    startupProblem: () => serving.startup.problem(),
    started: () => serving.started(),
    stackDied: (text) => serving.attempts.refuseAll(text),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function startupOf({ recordings, line, stackVersion, startup, providers }: GatewayOptions): Promise<Startup> {
  const modes = Object.fromEntries(providers.map(({ name }) => [name, startup[name] ?? ('replay' as const)]));
  return Startup.read(recordings, line, stackVersion, modes);
}

class Serving {
  readonly startup: Startup;
  readonly attempts: Attempts;
  readonly #options: GatewayOptions;
  readonly #providers: ReadonlyMap<string, Provider>;
  readonly #servers = new Servers();
  readonly #redaction: Redaction;
  #starting = true;

  constructor(options: GatewayOptions, startup: Startup) {
    this.#options = options;
    this.startup = startup;
    this.#providers = new Map(options.providers.map((provider) => [provider.name, provider]));
    this.#redaction = new Redaction(secretsOf(options.providers, options.environment));
    this.attempts = new Attempts(options, this.#redaction, this.#servers);
  }

  async started(): Promise<void> {
    this.#starting = false;
    await this.startup.write(this.#servers.names);
  }

  async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    if (message.url?.startsWith('/-/')) return answerControl(message, response, this.#options.token, this.attempts);
    const arrived = await arrive(message);
    const provider = arrived && this.#providers.get(arrived.provider);
    if (arrived === undefined || provider === undefined) {
      return this.#error(
        response,
        this.#redaction.text(`The gateway got ${message.method} ${message.url}, which is below no provider's mount.`),
      );
    }
    const clean: Arrived = { ...arrived, request: this.#redaction.request(arrived.request) };
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
    attempt.track(done);
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
      const match = attempt.match(attempt.handling.matching, arrived);
      if (!match.hit) {
        attempt.journal.push({ ...entry, outcome: 'miss', status: 501, milliseconds: took() });
        return refuse(response, 'replay_miss', match.headline ?? 'No recorded answer.');
      }
      const { answer, exchange } = match;
      const source = exchange.source ?? attempt.handling.from[exchange.provider]?.source;
      const journal = { ...entry, outcome: 'hit' as const, status: answer.status, milliseconds: took() };
      attempt.journal.push({
        ...journal,
        ...(source && { source }),
        ...(answer.events && { events: answer.events.length }),
      });
      return replayAnswer(response, answer);
    }
    const position = attempt.recorded.push(undefined) - 1;
    const relayed = await this.#relay(arrived, provider, message, response);
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
    const relayed = await this.#relay(arrived, provider, message, response);
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
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<Relayed | string> {
    const upstream = upstreamOf(provider, this.#options.environment);
    if (typeof upstream === 'string') return upstream;
    try {
      const relayed = await relay(arrived, message, response, upstream);
      await this.#servers.learn(provider, upstream, relayed.server);
      return relayed;
    } catch (error) {
      return (
        `${provider.server} does not answer at ${upstream.origin}: ${error instanceof Error ? error.message : String(error)}. ` +
        `Bring one up with "${provider.start}", or set ${provider.url.variable} to the server that you have.`
      );
    }
  }

  #ownerless({ provider, request }: Arrived, response: ServerResponse): Promise<void> {
    const error =
      `The stack called ${provider} (${request.method} ${request.path}, ${new Date().toISOString()}) for no test: the call carried no identity. ` +
      'It was refused. Work of the stack itself after its start is unknown to this harness; a client that bypasses the client seam loses its identity.';
    this.attempts.runs.blameAll(error);
    return this.#error(response, error);
  }

  #late({ provider, request }: Arrived, id: string, title: string, response: ServerResponse): Promise<void> {
    const error =
      `The stack called ${provider} (${request.method} ${request.path}, ${new Date().toISOString()}) for a test that had ended: "${title}". ` +
      'It was refused. A test that starts background work must wait for its final status.';
    this.attempts.runs.blame(id, error);
    return this.#error(response, error);
  }

  #error(response: ServerResponse, text: string): Promise<void> {
    this.#options.onError?.(text);
    return refuse(response, 'no_owner', text);
  }
}
