import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ControlClient } from '../../replay/control/client.ts';
import type { Attempt, AttemptVerdict, Mode } from '../../replay/control/protocol.ts';
import type { ClientExchange } from '../../replay/recording/exchange.ts';
import { startGateway, type Gateway } from '../../replay/gateway/gateway.ts';
import { baggage } from '../../replay/control/baggage.ts';

const TOKEN = 'the-token';

/** A real gateway over a temporary recordings folder, with one provider `fake`, and one run `run` open at it. */
export class GatewayUnderTest {
  readonly recordings: string;
  readonly control: ControlClient;
  readonly gateway: Gateway;
  readonly errors: string[];
  readonly token = TOKEN;
  readonly #provider: string;
  #attempts = 0;

  private constructor(recordings: string, gateway: Gateway, errors: string[], provider: string) {
    this.#provider = provider;
    this.recordings = recordings;
    this.gateway = gateway;
    this.errors = errors;
    this.control = new ControlClient(gateway.url, TOKEN);
  }

  static async start(
    options: {
      upstream?: string;
      environment?: Record<string, string>;
      recordings?: string;
      starting?: boolean;
      /** The provider's name; `fake` when not given. */
      provider?: string;
      startup?: Mode;
      /** The provider's own host, for a client that takes the gateway for its proxy. */
      host?: string;
      /** The field of the body that carries the key, in place of a header. */
      keyInBody?: string;
      /** Another header that carries the key in some calls. */
      otherKeyHeader?: string;
      /** What the stack was started with. */
      stackEnvironment?: Record<string, string>;
      /** Headers of a request that change the provider's answer. */
      headers?: readonly string[];
      closesConnections?: boolean;
      /** Whether the run is open from the start; it is when not said. */
      run?: boolean;
    } = {},
  ): Promise<GatewayUnderTest> {
    const recordings = options.recordings ?? (await mkdtemp(join(tmpdir(), 'e2e-recordings-')));
    const errors: string[] = [];
    const gateway = await startGateway({
      recordings,
      line: 'line-1',
      stackVersion: 'stack 1.0',
      token: TOKEN,
      startup: { [options.provider ?? 'fake']: options.startup ?? 'replay' },
      ...(options.stackEnvironment && { stackEnvironment: options.stackEnvironment }),
      ...(options.closesConnections !== undefined && { closesConnections: options.closesConnections }),
      environment: { FAKE_URL: options.upstream ?? 'http://127.0.0.1:9', ...options.environment },
      providers: [
        {
          name: options.provider ?? 'fake',
          host: options.host,
          url: { variable: 'FAKE_URL', default: 'http://127.0.0.1:9' },
          key: {
            variable: 'FAKE_API_KEY',
            optional: options.environment?.FAKE_KEY_REQUIRED === undefined,
            ...(options.keyInBody === undefined
              ? {
                  header: 'authorization',
                  scheme: 'Bearer',
                  ...(options.otherKeyHeader && { or: { header: options.otherKeyHeader } }),
                }
              : { body: options.keyInBody }),
          },
          headers: options.headers,
          source: 'local model',
          server: 'Fake',
          start: 'npm run providers -- fake',
        },
      ],
      onError: (text) => errors.push(text),
    });
    const started = new GatewayUnderTest(recordings, gateway, errors, options.provider ?? 'fake');
    if (options.starting !== true) await gateway.started();
    if (options.run !== false) await started.control.openRun({ id: 'run' });
    return started;
  }

  async open(mode: Mode, title = 'a test', answers: Attempt['answers'] = 'recorded'): Promise<string> {
    const id = `run.${++this.#attempts}`;
    await this.control.openAttempt({
      id,
      run: 'run',
      mode,
      setup: 'setup',
      providers: [this.#provider],
      spec: 'a.spec.ts',
      titlePath: [title],
      answers,
    });
    return id;
  }

  /** A provider call as the stack would make it. */
  call(attempt: string | undefined, path: string, init: RequestInit & { call?: number } = {}): Promise<Response> {
    const { call, ...rest } = init;
    const identity: Record<string, string> =
      attempt === undefined ? {} : { baggage: baggage({ attempt, ...(call === undefined ? {} : { call }) }) };
    return fetch(`${this.gateway.url}/fake${path}`, {
      ...rest,
      headers: { ...Object.fromEntries(new Headers(rest.headers)), ...identity },
    });
  }

  /** @param call position of the client's call that caused it, counted from 1; without it, ids are compared as text */
  post(attempt: string | undefined, body: unknown, path = '/v1/chat', call?: number): Promise<Response> {
    return this.call(attempt, path, {
      ...(call === undefined ? {} : { call }),
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  }

  /** Waits, bounded, until so many provider calls of an attempt run. */
  async running(id: string, count: number, milliseconds = 20_000): Promise<void> {
    const deadline = Date.now() + milliseconds;
    for (;;) {
      const { running } = await this.control.attemptState(id);
      if (running === count) return;
      if (Date.now() > deadline)
        throw new Error(`Not within ${milliseconds} ms: ${count} calls run, but ${running} do.`);
    }
  }

  close(id: string, calls: ClientExchange[] = []): Promise<AttemptVerdict> {
    return this.control.closeAttempt(id, { asExpected: true, complete: true, calls });
  }

  /** Records one test: opens, lets `calls` happen, closes. */
  async record(calls: (attempt: string) => Promise<void>, title?: string): Promise<AttemptVerdict> {
    const id = await this.open('record', title);
    await calls(id);
    return this.close(id);
  }

  /** Records a test whose client asks the stack for something that takes no provider. */
  async recordWithoutProvider(title?: string): Promise<AttemptVerdict> {
    const asked = { method: 'GET', path: '/v1/version' };
    const response = { status: 200, headers: {}, body: { json: { version: '1.0' } } };
    return this.close(await this.open('record', title), [{ request: asked, response }]);
  }

  async stop(keep = false): Promise<void> {
    await this.gateway.close();
    if (!keep) await rm(this.recordings, { recursive: true, force: true });
  }
}
