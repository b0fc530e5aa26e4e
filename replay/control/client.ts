/** The test run's side of `control.ts`. */
import { Agent, request } from 'undici';
import { z } from 'zod';
import {
  AttemptState,
  AttemptVerdict,
  RunVerdict,
  TOKEN_HEADER,
  type AttemptEnd,
  type NewAttempt,
  type Run,
} from './protocol.ts';

const agent = new Agent({ headersTimeout: 60_000, bodyTimeout: 60_000 });
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

  async closeAttempt(id: string, end: AttemptEnd): Promise<AttemptVerdict> {
    return AttemptVerdict.parse(await this.#post(`/-/attempts/${id}/close`, end));
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
