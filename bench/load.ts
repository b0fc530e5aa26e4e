/**
 * The load maker, a process of its own. Reads one order as JSON on its standard input, writes what it measured as JSON:
 * asks for `seconds` with 16 in flight, each answer read whole, counted by its chunks and compared with what was served.
 */
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { GatewayRun } from './gateway-run.ts';
import { answerEvents, headersOf, PATH, requestBody } from './workload.ts';

export interface Order {
  url: string;
  /** Path before `/v1/…`. */
  mount: string;
  seconds: number;
  /** Requests of one lane, one list after the other: their numbers, and the attempt or the test that they belong to. */
  lists: { attempt?: string; title?: string; requests: number[] }[];
  /** The lists may be asked again and again. */
  again: boolean;
  /** Of attempts that are opened for lists with a title; `replay` when not said. */
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

const LANES = 16;
const order: Order = JSON.parse(await text(process.stdin));
const agent = new Agent({ keepAlive: true, maxSockets: LANES });
const { hostname, port } = new URL(order.url);
const wanted = new Map<number, string>();
const first: number[] = [];
const whole: number[] = [];
let [answers, chunks, exact, failed, next] = [0, 0, 0, 0, 0];

function ask(number: number, attempt: string | undefined): Promise<void> {
  const body = requestBody(number);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const since = performance.now();
  const headers = { ...headersOf(body), ...(attempt === undefined ? {} : { baggage: `e2e-attempt=${attempt}` }) };
  request({ hostname, port, agent, method: 'POST', path: order.mount + PATH, headers }, (response) => {
    const pieces: Buffer[] = [];
    response.on('data', (chunk: Buffer) => {
      if (pieces.push(chunk) === 1) first.push(performance.now() - since);
    });
    response.on('error', reject);
    response.on('end', () => {
      whole.push(performance.now() - since);
      answers++;
      chunks += pieces.length;
      let right = wanted.get(number);
      if (right === undefined) wanted.set(number, (right = answerEvents(body).join('')));
      if (response.statusCode !== 200) failed++;
      else if (Buffer.concat(pieces).toString() === right) exact++;
      resolve();
    });
  })
    .on('error', reject)
    .end(body);
  return promise;
}

/** A list with a title is a test: its attempt is opened before it and closed behind it, as in a test run. */
const run = order.lists[0]?.title === undefined ? undefined : await GatewayRun.open(order.url, `load${process.pid}`);
const begin = performance.now();
const until = begin + order.seconds * 1000;

async function lane(): Promise<void> {
  while (performance.now() < until) {
    if (!order.again && next >= order.lists.length) return;
    const list = order.lists[next++ % order.lists.length];
    if (list === undefined) return;
    const own = list.title === undefined ? undefined : await run?.attempt(list.title, order.mode);
    for (const number of list.requests) {
      if (performance.now() >= until) return;
      await ask(number, own ?? list.attempt).catch(() => failed++);
    }
    if (own !== undefined) await run?.close(own, order.mode === 'record');
  }
}

await Promise.all(Array.from({ length: LANES }, lane));
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
