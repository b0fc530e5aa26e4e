/** The test run's side of `control.ts`. */
import { Agent, request } from 'undici';
import { z } from 'zod';
import {
  AttemptState,
  AttemptVerdict,
  OwnStack,
  ProviderRequests,
  RunVerdict,
  TOKEN_HEADER,
  type AttemptEnd,
  type GivenAnswers,
  type NewAttempt,
  type OwnStackOrder,
  type ProviderRequest,
  type Run,
  type StopSignal,
} from './protocol.ts';

const agent = new Agent({ headersTimeout: 300_000, bodyTimeout: 60_000 });
const refusal = z.object({ error: z.string() });

/** Talks to one gateway. Every method throws an error with the gateway's own words when it refuses. */
export class ControlClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  async openRun(run: Run): Promise<void> {
    await this.#post('/-/runs', run);
  }

  async closeRun(id: string): Promise<RunVerdict> {
    return RunVerdict.parse(await this.#post(`/-/runs/${id}/close`, {}));
  }

  async openAttempt(attempt: NewAttempt): Promise<void> {
    await this.#post('/-/attempts', attempt);
  }

  /** How far an open attempt is. */
  async attemptState(id: string): Promise<AttemptState> {
    return AttemptState.parse(await this.#ask('GET', `/-/attempts/${id}`));
  }

  /** Gives an open attempt answers of its spec, behind those that it has. */
  async giveAnswers(id: string, given: GivenAnswers): Promise<void> {
    await this.#post(`/-/attempts/${id}/answers`, given);
  }

  /** What providers were asked in an open attempt so far, in order. */
  async providerRequests(id: string): Promise<ProviderRequest[]> {
    return ProviderRequests.parse(await this.#ask('GET', `/-/attempts/${id}/requests`)).requests;
  }

  async closeAttempt(id: string, end: AttemptEnd): Promise<AttemptVerdict> {
    return AttemptVerdict.parse(await this.#post(`/-/attempts/${id}/close`, end));
  }

  /** Starts a stack beside the gateway's own, and waits until it serves. */
  async openStack(order: OwnStackOrder): Promise<OwnStack> {
    return OwnStack.parse(await this.#post('/-/stacks', order));
  }

  /** Starts one that was stopped again, on its data. */
  async startStack(id: string): Promise<OwnStack> {
    return OwnStack.parse(await this.#post(`/-/stacks/${id}/start`, {}));
  }

  async stopStack(id: string, signal: StopSignal): Promise<void> {
    await this.#post(`/-/stacks/${id}/stop`, { signal });
  }

  /** Ends it and removes its data. */
  async closeStack(id: string): Promise<void> {
    await this.#post(`/-/stacks/${id}/close`, {});
  }

  #post(path: string, body: object): Promise<unknown> {
    return this.#ask('POST', path, JSON.stringify(body));
  }

  async #ask(method: 'GET' | 'POST', path: string, body?: string): Promise<unknown> {
    const { statusCode, body: answer } = await request(this.#url + path, {
      method,
      headers: { 'content-type': 'application/json', [TOKEN_HEADER]: this.#token },
      ...(body === undefined ? {} : { body }),
      dispatcher: agent,
    }).catch((error: unknown): never => {
      throw new Error(
        `The gateway at ${this.#url} does not answer: ${String(error)}. Its supervisor has ended; see the log of the run.`,
      );
    });
    const value = await answer.json();
    if (statusCode === 200) return value;
    throw new Error(refusal.safeParse(value).data?.error ?? `The gateway answered ${statusCode} to ${path}.`);
  }
}
