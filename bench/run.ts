/**
 * The whole bench: `npm run bench`, or `node run.ts <seconds> <rounds> <sizes…>`. Every round measures each server once, one
 * after the other, so that a busy machine is busy for all of them; the table has the medians.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayRun } from './gateway-run.ts';
import type { Measured, Order } from './load.ts';
import { cpu, measure, memory, start, type Running } from './process.ts';
import { writeRecordings } from './recordings.ts';
import { headersOf, mutations, PATH, requestBody } from './workload.ts';

const [seconds = 2, rounds = 5, ...sizes] = process.argv.slice(2).map(Number);
const EACH = 20;
/** Calls a second that attempts are opened for; a faster gateway would run dry and be measured for less time. */
const FASTEST = 4_000;
/** Peers whose store cannot take as many in reasonable time are measured with fewer. */
const peers: Record<string, number> = { aimock: 500, talkback: 500, yakbak: 500, proxay: 20 };

interface Subject {
  name: string;
  running: Running;
  measure(): Promise<Measured & { cpu: number }>;
  ask(body: string): Promise<number>;
}

interface Row extends Measured {
  cpu: number;
  memory: number;
}

const agent = new Agent({ keepAlive: true });
const folders: string[] = [];
async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'bench-'));
  folders.push(made);
  return made;
}

/** Asks as the load maker does: some peers compare headers. */
function post(url: string, body: string, headers: Record<string, string> = {}): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const sent = { ...headersOf(body), ...headers };
  request(url + PATH, { method: 'POST', agent, headers: sent }, (response) => {
    response
      .resume()
      .on('end', () => resolve(response.statusCode ?? 0))
      .on('error', reject);
  })
    .on('error', reject)
    .end(body);
  return promise;
}

/** Measures a server, and the processor time that it took for an answer, in microseconds. */
async function clocked(running: Running, order: Order): Promise<Measured & { cpu: number }> {
  const before = await cpu(running);
  const measured = await measure(order);
  return { ...measured, cpu: (((await cpu(running)) - before) / Math.max(1, measured.answers)) * 1e6 };
}

function plain(name: string, running: Running, count: number): Subject {
  const lists = [{ requests: Array.from({ length: count }, (_, i) => i) }];
  return {
    name,
    running,
    measure: () => clocked(running, { url: running.url, mount: '', seconds, lists, again: true }),
    ask: (body) => post(running.url, body),
  };
}

/** The gateway with all recordings loaded: attempts on all of them are open before the clock runs. */
async function gateway(count: number, each: number): Promise<Subject> {
  const recordings = await folder();
  const tests = await writeRecordings(recordings, count, each);
  const running = await start('gateway.ts', { RECORDINGS: recordings });
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
      const measured = await clocked(running, { url: running.url, mount: '/openai', seconds, lists, again: false });
      for (const { attempt } of lists) await run.close(attempt);
      return measured;
    },
    async ask(body) {
      const attempt = await run.attempt('test 0');
      const status = await post(`${running.url}/openai`, body, { baggage: `e2e-attempt=${attempt}` });
      await run.close(attempt);
      return status;
    },
  };
}

/** The gateway as test runs use it: 16 tests at a time, each opens its recording, makes its calls and closes; all of it on the clock. */
async function gatewayInUse(count: number): Promise<Subject> {
  const loaded = await gateway(count, EACH);
  const requests = Array.from({ length: count }, (_, i) => i);
  const lists = Array.from({ length: Math.ceil(count / EACH) }, (_, i) => ({
    title: `test ${i * EACH}`,
    requests: requests.slice(i * EACH, (i + 1) * EACH),
  }));
  const order = { url: loaded.running.url, mount: '/openai', seconds, lists, again: true };
  return { ...loaded, name: 'gateway, opening and closing included', measure: () => clocked(loaded.running, order) };
}

async function peer(name: string, count: number, provider: Running): Promise<Subject> {
  const environment = { PEER: name, UPSTREAM: provider.url, FOLDER: await folder() };
  const recorder = await start('peer.cjs', { ...environment, RECORD: '1' });
  for (let i = 0; i < count; i++) await post(recorder.url, requestBody(i));
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await recorder.stop();
  return plain(name, await start('peer.cjs', environment), count);
}

/** Whether each changed request was answered. */
async function wrongAnswers(subject: Subject): Promise<string> {
  const wrong: string[] = [];
  for (const { what, hit = false, change } of mutations) {
    const answered = (await subject.ask(change(requestBody(0))).catch(() => 0)) === 200;
    if (answered !== hit) wrong.push(hit ? `misses ${what}` : `answers ${what}`);
  }
  return wrong.join(', ') || 'none';
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, ${seconds} s a run, medians of ${rounds} rounds\n`,
);
for (const size of sizes.length > 0 ? sizes : [20, 500, 5_000]) {
  const provider = await start('provider.ts', {});
  const subjects = [
    plain('bare server', await start('floor.ts', { COUNT: String(size) }), size),
    await gateway(size, EACH),
    await gatewayInUse(size),
  ];
  if (size > EACH && size <= 500) subjects.push(await gateway(size, size));
  for (const [name, most] of Object.entries(peers)) {
    if (size > most) continue;
    const made = await peer(name, size, provider).catch((error: unknown) => console.error(name, String(error)));
    if (made !== undefined) subjects.push(made);
  }
  const rows = new Map<string, Row[]>(subjects.map(({ name }) => [name, []]));
  // Round 0 warms up and does not count.
  for (let round = 0; round <= rounds; round++) {
    for (const subject of subjects) {
      const measured = await subject.measure();
      if (round === 0) continue;
      rows.get(subject.name)?.push({ ...measured, memory: await memory(subject.running) });
    }
  }
  const floor = median((rows.get('bare server') ?? []).map((row) => row.answers / row.seconds));
  console.log(`### ${size} recordings\n`);
  console.log(
    '| server | answers/s | of the floor | first byte ms | p99 ms | chunks of 54 | byte-exact | CPU µs/answer | MB, first and last round | wrong answers |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|---|');
  for (const subject of subjects) {
    const own = rows.get(subject.name) ?? [];
    const of = (key: keyof Row): number => median(own.map((row) => row[key]));
    const rates = own.map((row) => row.answers / row.seconds);
    const spread = `${Math.round(median(rates))} (${Math.round(Math.min(...rates))}–${Math.round(Math.max(...rates))})`;
    const wrong = subject.name.startsWith('bare') ? '' : await wrongAnswers(subject);
    const kept = `${Math.round(own[0]?.memory ?? 0)}, ${Math.round(own.at(-1)?.memory ?? 0)}`;
    console.log(
      `| ${subject.name} | ${spread} | ${(median(rates) / floor).toFixed(2)} | ${of('firstByte').toFixed(1)} | ${of('p99').toFixed(1)} | ${of('chunks').toFixed(0)} | ${Math.round(of('exact') * 100)} % | ${of('cpu').toFixed(0)} | ${kept} | ${wrong} |`,
    );
  }
  console.log('');
  for (const { running } of [...subjects, { running: provider }]) await running.stop();
  for (const made of folders.splice(0)) await rm(made, { recursive: true, force: true });
}
