/**
 * What a model call costs more through a stack with the gateway behind it than with a bare server behind it: `npm run
 * stack -- [--calls 300]`. Two stacks of the default distribution run side by side, and the same call goes to one and to
 * the other in turn, with the same baggage.
 */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { baggage } from '../replay/control/baggage.ts';
import { recordingText } from '../replay/recording/file-text.ts';
import { recordingFolder } from '../replay/recording/location.ts';
import { PROVIDERS_FILE, readProviders } from '../replay/files/store.ts';
import { loadDistributions } from '../stack/pointer/distribution.ts';
import { GatewayRun } from './gateway-run.ts';
import { cpu, start, type Running } from './process.ts';
import { startStack, type StackUnderLoad } from './stack-under-load.ts';
import { headersOf, requestBody } from './workload.ts';

const { values } = parseArgs({ options: { calls: { type: 'string', default: '300' } } });
const CALLS = Number(values.calls);
const WARM_UP = 30;
const KINDS = ['whole', 'streamed'] as const;
type Kind = (typeof KINDS)[number];

const folder = await mkdtemp(join(tmpdir(), 'bench-'));
const ends: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
try {
  await compare();
} finally {
  for (const end of ends.reverse()) await end();
}

/** A stack, and the server that stands in for its providers. */
interface Side {
  name: string;
  stack: StackUnderLoad;
  provider: Running;
  agent: Agent;
}

async function compare(): Promise<void> {
  const [distribution] = loadDistributions();
  if (distribution === undefined) throw new Error('There is no distribution.');
  const startup = join(folder, 'bench/startup');
  await cp(join(import.meta.dirname, '../recordings', distribution.line, 'startup'), startup, { recursive: true });
  const authority = join(folder, 'authority.pem');
  const bare = await start('bare-provider.ts', { STARTUP: startup });
  ends.push(() => bare.stop());
  const gateway = await start('gateway.ts', { RECORDINGS: folder, UPSTREAM: bare.url, AUTHORITY: authority });
  ends.push(() => gateway.stop());
  const behind = async (name: string, provider: Running): Promise<Side> => {
    const stack = await startStack(distribution, provider.url, authority, join(folder, name));
    ends.push(() => stack.stop());
    return { name, stack, provider, agent: new Agent({ keepAlive: true }) };
  };
  const sides = [await behind('bare server', bare), await behind('gateway', gateway)];
  for (const { stack } of sides) await stack.settled();
  const run = await GatewayRun.open(gateway.url);
  console.log(
    `${distribution.package} ${distribution.version}, Node ${process.version}, ${CALLS} calls to each in turn\n`,
  );
  console.log(
    '| call | behind the stack | ms, median | p95 | ms more, median of pairs | stack CPU ms/call | CPU µs/call behind it |\n| --- | --- | --- | --- | --- | --- | --- |',
  );
  for (const kind of KINDS) await compareKind(kind, sides, run);
}

async function compareKind(kind: Kind, sides: readonly Side[], run: GatewayRun): Promise<void> {
  const recorder = await run.attempt(kind, 'record');
  for (const side of sides) await call(side, kind, recorder);
  const problems = await run.close(recorder, true);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  await repeat(kind, WARM_UP + CALLS);
  const attempt = await run.attempt(kind);
  for (let i = 0; i < WARM_UP; i++) for (const side of sides) await call(side, kind, attempt);
  const before = await Promise.all(sides.map(usage));
  const times = sides.map((): number[] => []);
  for (let i = 0; i < CALLS; i++) {
    const order = i % 2 === 0 ? [0, 1] : [1, 0];
    for (const at of order) {
      const side = sides[at];
      if (side !== undefined) times[at]?.push(await call(side, kind, attempt));
    }
  }
  const after = await Promise.all(sides.map(usage));
  const more = (times[1] ?? []).map((time, i) => time - (times[0]?.[i] ?? 0));
  for (const [at, { name }] of sides.entries()) {
    const own = times[at] ?? [];
    const spent = (what: 'stack' | 'provider'): number =>
      ((after[at]?.[what] ?? 0) - (before[at]?.[what] ?? 0)) / CALLS;
    const numbers = [share(own, 0.5), share(own, 0.95), at === 0 ? '' : share(more, 0.5)];
    const cpus = [(spent('stack') * 1e3).toFixed(2), (spent('provider') * 1e6).toFixed(0)];
    console.log(`| ${[kind, name, ...numbers, ...cpus].join(' | ')} |`);
  }
  await run.close(attempt);
}

function share(values: number[], at: number): string {
  return (values.toSorted((a, b) => a - b)[Math.floor(values.length * at)] ?? Number.NaN).toFixed(2);
}

async function usage({ stack, provider }: Side): Promise<{ stack: number; provider: number }> {
  return { stack: await cpu(stack), provider: await cpu(provider) };
}

/** Repeats the exchange of a recording as often as it is needed here. */
async function repeat(title: string, times: number): Promise<void> {
  const file = join(
    folder,
    'bench',
    recordingFolder({ setup: 'bench', spec: 'a.spec.ts', titlePath: [title] }),
    PROVIDERS_FILE,
  );
  const recording = await readProviders(file);
  const [exchange] = recording?.exchanges ?? [];
  if (exchange === undefined) throw new Error(`Nothing was recorded in ${file}.`);
  const repeated = { ...recording, exchanges: Array.from({ length: times }, () => exchange) };
  await writeFile(file, recordingText(repeated));
}

/** Milliseconds until the answer has come whole. */
function call({ stack, agent }: Side, kind: Kind, attempt: string): Promise<number> {
  const body = JSON.stringify({
    ...JSON.parse(requestBody(0)),
    model: 'openai/gpt-4o-mini',
    stream: kind === 'streamed',
    stream_options: undefined,
  });
  const headers = { ...headersOf(body), baggage: baggage({ attempt, call: 1 }) };
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const since = performance.now();
  request(`${stack.url}/v1/chat/completions`, { method: 'POST', agent, headers }, (response) => {
    text(response).then((text) => {
      const right = response.statusCode === 200 && !text.includes('"error"');
      if (right) resolve(performance.now() - since);
      else reject(new Error(`The stack answered ${response.statusCode}: ${text.slice(0, 500)}`));
    }, reject);
  })
    .on('error', reject)
    .end(body);
  return promise;
}
