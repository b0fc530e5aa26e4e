/** What the gateway does with each request: finds whose it is and what it is for, and hands it to who answers such. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { readBaggage, type Identity } from '../control/baggage.ts';
import { requestKey } from '../matching/request-key.ts';
import { Redaction } from '../secrets/redaction.ts';
import { AttemptCalls, type AttemptCall } from './attempt-calls.ts';
import { Attempts } from './attempts.ts';
import { ownedTarget } from './base-url.ts';
import { answerControl, isControl } from './control-server.ts';
import { StacksBeside } from './control-stacks.ts';
import { callersKey, credentialsFault, keyOwner } from './credentials.ts';
import { Destinations } from './destination.ts';
import type { GatewayOptions } from './gateway.ts';
import { OpenAttempt } from './open-attempt.ts';
import { refuse } from './outgoing.ts';
import { arrive, UnreadableRequest, type Arrived } from './provider-call.ts';
import { secretsOf } from './provider.ts';
import { RealServers } from './real-servers.ts';
import { RefusedCalls } from './refused-calls.ts';
import { Servers } from './server-names.ts';
import { ReverseProxy } from './reverse-proxy.ts';
import { StartupCalls } from './startup-calls.ts';
import type { Startup } from './startup.ts';
import type { EmptyTunnel } from './tunnels.ts';
import { refuseUpgrade } from './websockets.ts';

export class Serving {
  readonly startup: Startup;
  readonly attempts: Attempts;
  readonly #options: GatewayOptions;
  readonly #destinations: Destinations;
  readonly #servers = new Servers();
  readonly #redaction: Redaction;
  readonly #attemptCalls: AttemptCalls;
  readonly #startupCalls: StartupCalls;
  readonly #refused: RefusedCalls;
  readonly #reverseProxy: ReverseProxy;
  readonly #stacks: StacksBeside;
  #starting = true;
  #stack: string | undefined;
  #default: Identity | undefined;

  constructor(options: GatewayOptions, startup: Startup) {
    this.#options = options;
    this.startup = startup;
    this.#destinations = new Destinations(options.providers);
    this.#redaction = new Redaction(secretsOf(options.providers, options.environment));
    this.attempts = new Attempts(options, this.#redaction, this.#servers);
    const real = new RealServers(this.#servers, this.#redaction);
    this.#attemptCalls = new AttemptCalls(real, this.#redaction, {
      tellsAll: options.alone === true,
      environment: (run) => this.attempts.environmentOf(run),
      delivery: (run) => this.attempts.deliveryOf(run),
      importedModels: (asked) => this.startup.importedModels(asked),
    });
    this.#startupCalls = new StartupCalls(startup, real, this.#redaction, options.environment);
    this.#refused = new RefusedCalls(this.attempts, startup, this.#redaction, options);
    this.#stacks = new StacksBeside(options.stacks);
    this.#reverseProxy = new ReverseProxy(this.attempts, () => this.#stack);
  }

  async started(stack?: string): Promise<void> {
    this.#starting = false;
    this.#stack = stack?.replace(/\/+$/, '');
    this.#refused.started();
    await this.startup.write(this.#servers.names);
  }

  defaultAttempt(attempt: string | undefined): void {
    this.#default = attempt === undefined ? undefined : { attempt };
  }

  /** @param through the `host:port` of the tunnel that the request came through */
  async handle(message: IncomingMessage, response: ServerResponse, through: string | undefined): Promise<void> {
    if (through === undefined && isControl(message))
      return answerControl(message, response, this.#options.token, this.attempts, this.#stacks);
    const owned = through === undefined ? ownedTarget(message.url ?? '') : undefined;
    if (owned !== undefined && this.#reverseProxy.leadsToStack(owned))
      return this.#reverseProxy.relay(owned, message, response);
    const destination = this.#destinations.of(owned?.target ?? message.url ?? '', through);
    if (destination !== undefined && 'foreign' in destination)
      return this.#refused.foreign(destination.foreign, destination.target, message, response);
    const { provider, target } = destination ?? {};
    if (provider === undefined || target === undefined) return this.#refused.unmounted(message, response);
    const whole = await arrive(message, provider, target).catch((error: unknown) => {
      if (error instanceof UnreadableRequest) return error;
      throw error;
    });
    if (whole instanceof UnreadableRequest) {
      return this.#refused.unreadable(provider.name, target, whole.message, message, response);
    }
    if (provider.key.passes === true) this.#redaction.learn(callersKey(provider, message.headers));
    const arrived = this.#clean(whole);
    const identity: Identity | undefined = owned ?? readBaggage(message.headers.baggage?.toString()) ?? this.#default;
    if (identity === undefined) {
      return this.#starting
        ? this.#startupCalls.answer(arrived, provider, message, response)
        : this.#refused.ownerless(arrived, this.#stacks.starting, response);
    }
    const attempt = this.attempts.find(identity.attempt);
    if (attempt === undefined) {
      return refuse(response, 'unknown_attempt', `The attempt ${identity.attempt} is of no test run that is going on.`);
    }
    if (!(attempt instanceof OpenAttempt)) {
      return this.#refused.late(arrived, identity.attempt, attempt.closed, response);
    }
    const given = this.#options.stackEnvironment?.[provider.key.variable];
    const { call, keys } = identity;
    const key = keyOwner(provider, whole.request, message.headers, given, keys);
    // What a stack is not given, it need not send.
    const fault = given === undefined ? undefined : credentialsFault(provider, arrived.request, key);
    if (fault !== undefined) attempt.problems.push({ kind: 'credentials', text: fault });
    return this.#ofAttempt({ attempt, call, key, arrived, provider, message, response });
  }

  /** A request to switch to a WebSocket. */
  upgrade(message: IncomingMessage, socket: Duplex, head: Buffer): void {
    const owned = ownedTarget(message.url ?? '');
    if (owned !== undefined && this.#reverseProxy.leadsToStack(owned))
      return this.#reverseProxy.upgrade(owned, message, socket, head);
    refuseUpgrade(
      socket,
      `The gateway relays WebSockets of clients to the stack only, not ${message.method} ${message.url}.`,
    );
  }

  #ofAttempt(asked: AttemptCall): Promise<void> {
    const { attempt, message, response } = asked;
    const done = this.#attemptCalls.answer(asked).catch((error: unknown) => {
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

  emptyTunnel(tunnel: EmptyTunnel): void {
    if (tunnel.fault === undefined && this.#destinations.knows(tunnel.to)) return;
    this.#refused.emptyTunnel(tunnel);
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
}
