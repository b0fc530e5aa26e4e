/**
 * The load generator, a process of its own. Reads a load as JSON from standard input and writes the measurement as JSON: sends
 * requests for `seconds`, 16 in flight; each answer is read whole, its chunks are counted, and its text is compared.
 */
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { GatewayRun } from './gateway-run.ts';
import { answerEvents, headersOf, PATH, requestBody } from './workload.ts';

export interface Load {
  url: string;
  /** Path before `/v1/…`. */
  mount: string;
  seconds: number;
  /** Lists of requests, by number, each sent in order on one connection; with the attempt or the test that they belong to. */
  lists: { attempt?: string; title?: string; requests: number[] }[];
  /** Whether the lists start over when all were sent. */
  again: boolean;
  /** Of attempts that are opened for lists with a title; `replay` by default. */
  mode?: 'record';
}

export interface Measured {
  answers: number;
  seconds: number;
  firstByte: number;
  p99: number;
  chunks: number;
  exact: number;
  failed: number;
}

const CONNECTIONS = 16;
const load: Load = JSON.parse(await text(process.stdin));
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
const { hostname, port } = new URL(load.url);
const expectedTexts = new Map<number, string>();
const first: number[] = [];
const whole: number[] = [];
let [answers, chunks, exact, failed, next] = [0, 0, 0, 0, 0];

function ask(number: number, attempt: string | undefined): Promise<void> {
  const body = requestBody(number);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const since = performance.now();
  const headers = { ...headersOf(body), ...(attempt === undefined ? {} : { baggage: `e2e-attempt=${attempt}` }) };
  request({ hostname, port, agent, method: 'POST', path: load.mount + PATH, headers }, (response) => {
    const pieces: Buffer[] = [];
    response.on('data', (chunk: Buffer) => {
      if (pieces.push(chunk) === 1) first.push(performance.now() - since);
    });
    response.on('error', reject);
    response.on('end', () => {
      whole.push(performance.now() - since);
      answers++;
      chunks += pieces.length;
      let expected = expectedTexts.get(number);
      if (expected === undefined) expectedTexts.set(number, (expected = answerEvents(body).join('')));
      if (response.statusCode !== 200) failed++;
      else if (Buffer.concat(pieces).toString() === expected) exact++;
      resolve();
    });
  })
    .on('error', reject)
    .end(body);
  return promise;
}

/** A list with a title is a test: its attempt is opened before it and closed after it, as in a test run. */
const run = load.lists[0]?.title === undefined ? undefined : await GatewayRun.open(load.url, `load${process.pid}`);
const begin = performance.now();
const until = begin + load.seconds * 1000;

async function sendLists(): Promise<void> {
  while (performance.now() < until) {
    if (!load.again && next >= load.lists.length) return;
    const list = load.lists[next++ % load.lists.length];
    if (list === undefined) return;
    const own = list.title === undefined ? undefined : await run?.attempt(list.title, load.mode);
    for (const number of list.requests) {
      if (performance.now() >= until) return;
      await ask(number, own ?? list.attempt).catch(() => failed++);
    }
    if (own !== undefined) await run?.close(own, load.mode === 'record');
  }
}

await Promise.all(Array.from({ length: CONNECTIONS }, sendLists));
const at = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
const measured: Measured = {
  answers,
  seconds: (performance.now() - begin) / 1000,
  firstByte: at(first, 0.5),
  p99: at(whole, 0.99),
  chunks: chunks / Math.max(1, answers),
  exact: exact / Math.max(1, answers),
  failed,
};
process.stdout.write(JSON.stringify(measured), () => process.exit(0));
