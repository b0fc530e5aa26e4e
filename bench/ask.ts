import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { headersOf, PATH } from './workload.ts';

const agent = new Agent({ keepAlive: true });

export interface Answered {
  status: number;
  text: string;
}

/** One call of the workload's path, with the headers of the load generator: some peers compare them. */
export function ask(url: string, body: string, headers: Record<string, string> = {}): Promise<Answered> {
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  request(url + PATH, { method: 'POST', agent, headers: { ...headersOf(body), ...headers } }, (response) => {
    text(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject);
  })
    .on('error', reject)
    .end(body);
  return promise;
}
