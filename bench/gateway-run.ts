import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** A test run at a gateway that was started for the bench. */
export class GatewayRun {
  readonly #url: string;
  readonly #id: string;
  #count = 0;

  private constructor(url: string, id: string) {
    this.#url = url;
    this.#id = id;
  }

  static async open(url: string, id = 'bench'): Promise<GatewayRun> {
    const run = new GatewayRun(url, id);
    await run.#post('/-/runs', { id });
    return run;
  }

  /** Opens an attempt on the recording of `title`. @returns its id */
  async attempt(title: string, mode = 'replay'): Promise<string> {
    const id = `${this.#id}.${++this.#count}`;
    await this.#post('/-/attempts', {
      id,
      run: this.#id,
      mode,
      setup: 'bench',
      providers: ['openai'],
      spec: 'a.spec.ts',
      titlePath: [title],
    });
    return id;
  }

  /** Closes an attempt, as one that was not completed. @returns the texts of its problems */
  async close(id: string, asExpected = false): Promise<string[]> {
    const verdict = await this.#post(`/-/attempts/${id}/close`, { asExpected, complete: false });
    const { problems }: { problems: { text: string }[] } = JSON.parse(verdict);
    return problems.map(({ text }) => text);
  }

  #post(path: string, body: object): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const headers = { 'content-type': 'application/json', 'x-e2e-token': 'the-token' };
    request(this.#url + path, { method: 'POST', headers }, (response) => {
      text(response).then(
        (answer) => (response.statusCode === 200 ? resolve(answer) : reject(new Error(answer))),
        reject,
      );
    })
      .on('error', reject)
      .end(JSON.stringify(body));
    return promise;
  }
}
