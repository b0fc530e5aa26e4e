/** The servers that are measured: how each is loaded, and how a single request is sent to it. */
import { ask, type Answered } from './ask.ts';
import { GatewayRun } from './gateway-run.ts';
import type { Load, Measured } from './load.ts';
import type { Peer } from './peers.ts';
import { measureWithCpu, start, type Running } from './process.ts';
import { writeRecordings } from './recordings.ts';
import { requestBody } from './workload.ts';

export interface MeasuredWithCpu extends Measured {
  /** Microseconds of processor time per answer. */
  cpu: number;
}

/** A server that replays. */
export interface Subject {
  name: string;
  running: Running;
  measure(): Promise<MeasuredWithCpu>;
  /** Measured and not counted before the first round. */
  warmUp?: () => Promise<MeasuredWithCpu>;
  ask(body: string): Promise<Answered>;
}

export const EACH = 20;
/** Calls per second for which attempts are opened in advance; a faster gateway would be measured for less time. */
const FASTEST = 10_000;

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** The numbers of all requests in lists of at most `each`. */
const cut = (count: number, each: number): number[][] =>
  numbers(Math.ceil(count / each)).map((i) => numbers(count).slice(i * each, (i + 1) * each));

export function plain(name: string, running: Running, count: number, seconds: number, warmUp = 0): Subject {
  const load = { url: running.url, mount: '', lists: [{ requests: numbers(count) }], again: true };
  return {
    name,
    running,
    measure: () => measureWithCpu(running, { ...load, seconds }),
    ...(warmUp > 0 && { warmUp: () => measureWithCpu(running, { ...load, seconds: warmUp }) }),
    ask: (body) => ask(running.url, body),
  };
}

/** The gateway with all recordings loaded: attempts on all of them are open before the measurement starts. */
export async function gateway(folder: string, count: number, each: number, seconds: number): Promise<Subject> {
  const tests = await writeRecordings(folder, count, each);
  const running = await start('gateway.ts', { RECORDINGS: folder });
  const run = await GatewayRun.open(running.url);
  return {
    name: each === EACH ? 'gateway' : `gateway, one recording of ${each}`,
    running,
    async measure() {
      const lists = [];
      const needed = Math.max(tests.length, Math.ceil((FASTEST * seconds) / each));
      for (let i = 0; i < needed; i++) {
        const test = tests[i % tests.length];
        if (test !== undefined) lists.push({ attempt: await run.attempt(test.title), requests: test.requests });
      }
      const measured = await measureWithCpu(running, {
        url: running.url,
        mount: '/openai',
        seconds,
        lists,
        again: false,
      });
      for (const { attempt } of lists) await run.close(attempt);
      return measured;
    },
    async ask(body) {
      const attempt = await run.attempt('test 0');
      const answer = await ask(`${running.url}/openai`, body, { baggage: `e2e-attempt=${attempt}` });
      await run.close(attempt);
      return answer;
    },
  };
}

/** The gateway as test runs use it: 16 tests at a time, each opens its recording, makes its calls and closes it; all of that is measured. */
export async function gatewayInUse(folder: string, count: number, seconds: number): Promise<Subject> {
  const loaded = await gateway(folder, count, EACH, seconds);
  const lists = cut(count, EACH).map((requests) => ({ title: `test ${requests[0]}`, requests }));
  const load = { url: loaded.running.url, mount: '/openai', seconds, lists, again: true };
  return {
    ...loaded,
    name: 'gateway, opening and closing included',
    measure: () => measureWithCpu(loaded.running, load),
  };
}

/** Sends the request of each recording once, all measured: how a server records. */
function recordAll(
  running: Running,
  count: number,
  connections: number,
  load: Partial<Load> = {},
): Promise<MeasuredWithCpu> {
  const lists = cut(count, Math.max(1, Math.ceil(count / connections))).map((requests) => ({ requests }));
  return measureWithCpu(running, { url: running.url, mount: '', seconds: 600, lists, again: false, ...load });
}

/** The measurement of recording, and the server that replays what was recorded. */
export interface Recorded {
  recording: MeasuredWithCpu;
  subject?: Subject;
}

export async function recordedByRelay(upstream: string, count: number): Promise<Recorded> {
  const relay = await start('relay.ts', { UPSTREAM: upstream });
  const recording = await recordAll(relay, count, 16);
  await relay.stop();
  return { recording };
}

export async function recordedByGateway(folder: string, upstream: string, count: number): Promise<Recorded> {
  const running = await start('gateway.ts', { RECORDINGS: folder, UPSTREAM: upstream });
  const lists = cut(count, EACH).map((requests) => ({ title: `test ${requests[0]}`, requests }));
  const recording = await recordAll(running, count, 16, { mount: '/openai', lists, mode: 'record' });
  await running.stop();
  return { recording };
}

export async function recordedByPeer(
  peer: Peer,
  folder: string,
  upstream: string,
  count: number,
  seconds: number,
): Promise<Recorded> {
  const recorder = await peer.record(folder, upstream);
  await ask(recorder.url, requestBody(0));
  const recording = await recordAll(recorder, count, peer.connections);
  // Some write what they recorded a moment after they answered.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await recorder.stop('SIGTERM');
  const subject = plain(peer.name, await peer.replay(folder, upstream), count, seconds, peer.warmUp);
  return { recording, subject };
}
