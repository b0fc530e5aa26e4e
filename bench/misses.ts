/**
 * How soon a miss is told, on the real recordings of a line: `node misses.ts <line> <setup>`. One recorded request of each
 * test is asked as recorded and with another temperature, each in an attempt of its own.
 */
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { baggage } from '../replay/control/baggage.ts';
import { ControlClient } from '../replay/control/client.ts';
import { PROVIDERS_FILE, readProviders } from '../replay/files/store.ts';
import { cpu, start } from './process.ts';

const [line = 'ogx-1.5', setup = 'ollama'] = process.argv.slice(2);
const project = dirname(import.meta.dirname);

interface Asked {
  spec: string;
  titlePath: string[];
  provider: string;
  path: string;
  body: object;
}

/** The first chat of each test of the setup. */
async function recorded(): Promise<Asked[]> {
  const folder = join(project, 'recordings', line, setup);
  const files = await readdir(folder, { recursive: true });
  const asked: Asked[] = [];
  for (const file of files.filter((each) => each.endsWith(PROVIDERS_FILE)).sort()) {
    const recording = await readProviders(join(folder, file));
    const first = recording?.exchanges[0];
    // The answer of one that was cut is held open, and would keep the bench waiting.
    if (first?.response.end !== undefined) continue;
    const body = first?.request.body;
    if (recording?.test === undefined || first === undefined || body === undefined || !('json' in body)) continue;
    if (!first.request.path.endsWith('/chat/completions') || typeof body.json !== 'object' || body.json === null)
      continue;
    const [spec = '', ...titlePath] = recording.test.split(' › ');
    asked.push({ spec, titlePath, provider: first.provider, path: first.request.path, body: body.json });
  }
  return asked;
}

const tests = await recorded();
const folder = await mkdtemp(join(tmpdir(), 'bench-'));
await cp(join(project, 'recordings', line), join(folder, 'bench'), { recursive: true });
const gateway = await start('gateway.ts', { RECORDINGS: folder });
const control = new ControlClient(gateway.url, 'the-token');
await control.openRun({ id: 'bench' });

/** Milliseconds from the request to the verdict that tells it, and of the gateway's processor for the whole attempt. */
async function timed({ spec, titlePath, provider, path, body }: Asked, id: string, change: object) {
  const before = await cpu(gateway);
  await control.openAttempt({
    id,
    run: 'bench',
    mode: 'replay',
    setup,
    providers: [provider],
    spec,
    titlePath,
    answers: 'recorded',
  });
  const since = performance.now();
  const response = await fetch(`${gateway.url}/${provider}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', baggage: baggage({ attempt: id }) },
    body: JSON.stringify({ ...body, ...change }),
    signal: AbortSignal.timeout(20_000),
  });
  await response.text();
  const { problems } = await control.closeAttempt(id, { asExpected: false, complete: false, calls: [] });
  const wall = performance.now() - since;
  const missed = problems.some(({ kind }) => kind === 'miss');
  return { wall, missed, processor: ((await cpu(gateway)) - before) * 1_000 };
}

type Timed = Awaited<ReturnType<typeof timed>>;

const at = (times: number[], share: number) =>
  times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * share)] ?? NaN;

function show(what: string, times: readonly Timed[]): void {
  const walls = times.map(({ wall }) => wall);
  const processor = times.reduce((sum, each) => sum + each.processor, 0) / times.length;
  console.log(
    `${what}: median ${at(walls, 0.5).toFixed(1)} ms, p95 ${at(walls, 0.95).toFixed(1)} ms, most ${at(walls, 1).toFixed(1)} ms; ` +
      `${processor.toFixed(1)} ms of processor time with opening`,
  );
}

const hits: Timed[] = [];
const misses: Timed[] = [];
// A hit of every test first, so that both find the recordings read.
for (const [index, test] of tests.entries()) hits.push(await timed(test, `bench.h${index}`, {}));
for (const [index, test] of tests.entries()) misses.push(await timed(test, `bench.m${index}`, { temperature: 0.123 }));
await gateway.stop();
await rm(folder, { recursive: true, force: true });

console.log(
  `${tests.length} tests of ${line} under ${setup}; ${availableParallelism()} processors, load ${loadavg()[0]?.toFixed(1)}`,
);
const [first, ...further] = misses;
if (first) show('first miss', [first]);
show(
  'further misses',
  further.filter(({ missed }) => missed),
);
show(
  'hits',
  hits.filter(({ missed }) => !missed),
);
const odd = hits.filter(({ missed }) => missed).length + misses.filter(({ missed }) => !missed).length;
if (odd > 0) console.log(`${odd} requests were no hit where recorded, or no miss where changed`);
