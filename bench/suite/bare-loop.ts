/**
 * The suite's client calls and nothing else: no Playwright, no SDK, no claims, no report. A process of its own, that reads
 * its order from standard input and writes what it measured to standard output.
 */
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { Bindings } from '../../replay/matching/bindings.ts';
import { ControlClient } from '../../replay/control/client.ts';
import { baggage } from '../../replay/control/baggage.ts';
import { askedProviders, loadSetup } from '../../setups/load.ts';
import { recordedTests, type RecordedTest } from './recorded-tests.ts';
import { send } from './sending.ts';

export interface LoopOrder {
  stackUrl: string;
  gatewayUrl: string;
  token: string;
  recordings: string;
  line: string;
  setups: string[];
  workers: number;
}

export interface LoopResult {
  tests: number;
  leftOut: number;
  calls: number;
  /** Tests whose provider calls were not those of the recording. */
  unlike: string[];
  seconds: number;
  /** Processor time of the loop itself, in seconds. */
  processor: number;
}

const order: LoopOrder = JSON.parse(await text(process.stdin));
const { tests, leftOut } = recordedTests(order.recordings, order.line, order.setups);
const answering = new Map(
  order.setups.map((name) => {
    const setup = loadSetup(name);
    return [name, { answers: setup.answers, providers: askedProviders([setup]) }];
  }),
);
const control = new ControlClient(order.gatewayUrl, order.token);
const run = randomBytes(8).toString('hex');
const queue = [...tests];
const unlike: string[] = [];
let calls = 0;

await control.openRun({ id: run, pid: process.pid });
const before = process.cpuUsage();
const since = performance.now();
await Promise.all(Array.from({ length: order.workers }, work));
const seconds = (performance.now() - since) / 1_000;
const { user, system } = process.cpuUsage(before);
await control.closeRun(run);
const result: LoopResult = {
  tests: tests.length,
  leftOut,
  calls,
  unlike,
  seconds,
  processor: (user + system) / 1e6,
};
process.stdout.write(JSON.stringify(result));

async function work(): Promise<void> {
  for (let test = queue.shift(); test !== undefined; test = queue.shift()) await once(test);
}

async function once({ setup, spec, titlePath, calls: recorded }: RecordedTest): Promise<void> {
  const id = `${run}.${randomBytes(8).toString('hex')}`;
  await control.openAttempt({
    id,
    run,
    mode: 'replay',
    setup,
    ...(answering.get(setup) ?? { providers: [] }),
    spec,
    titlePath,
  });
  const bindings = new Bindings();
  let number = 0;
  for (const call of recorded) {
    number += 1;
    calls += await send(order.stackUrl, call, bindings, baggage({ attempt: id, call: number }));
  }
  const { problems } = await control.closeAttempt(id, { asExpected: true, complete: true, acceptDrift: false });
  if (problems.length > 0) unlike.push(`${setup} ${[spec, ...titlePath].join(' › ')}: ${problems[0]?.text ?? ''}`);
}
