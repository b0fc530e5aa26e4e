/** The delay of a streamed event behind the provider in record mode: `node first-byte.ts`. The provider states when it wrote each. */
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayRun } from './gateway-run.ts';
import { start } from './process.ts';
import { headersOf, PATH, requestBody } from './workload.ts';

const CALLS = 20;
const recordings = await mkdtemp(join(tmpdir(), 'bench-'));
const provider = await start('provider.ts', { PAUSE: '5' });
const gateway = await start('gateway.ts', { RECORDINGS: recordings, UPSTREAM: provider.url });
const run = await GatewayRun.open(gateway.url);

/** Milliseconds from the writing of each event to its arrival, the first event apart. */
function delays(url: string, headers: Record<string, string>): Promise<{ first: number; later: number[] }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ first: number; later: number[] }>();
  const body = requestBody(0);
  request(url + PATH, { method: 'POST', headers: { ...headersOf(body), ...headers } }, (response) => {
    const all: number[] = [];
    response.on('data', (chunk: Buffer) => {
      const now = performance.timeOrigin + performance.now();
      for (const [, written] of chunk.toString().matchAll(/^: ([\d.]+)$/gm)) all.push(now - Number(written));
    });
    response.on('error', reject);
    response.on('end', () => resolve({ first: all[0] ?? Number.NaN, later: all.slice(1) }));
  })
    .on('error', reject)
    .end(body);
  return promise;
}

const seen: Record<string, { first: number[]; later: number[] }> = {};
for (let call = 0; call < CALLS; call++) {
  const attempt = await run.attempt(`call ${call}`, 'record');
  const asked = [
    ['provider itself', provider.url, {}],
    ['through the gateway, recording', `${gateway.url}/openai`, { baggage: `e2e-attempt=${attempt}` }],
  ] as const;
  for (const [what, url, headers] of asked) {
    const { first, later } = await delays(url, headers);
    const own = (seen[what] ??= { first: [], later: [] });
    own.first.push(first);
    own.later.push(...later);
  }
  await run.close(attempt, true);
}
const at = (values: number[], share: number): string =>
  (values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN).toFixed(2);
console.log('| | first event ms, median | p95 | later events ms, median | p95 |\n|---|---|---|---|---|');
for (const [what, { first, later }] of Object.entries(seen)) {
  console.log(`| ${what} | ${at(first, 0.5)} | ${at(first, 0.95)} | ${at(later, 0.5)} | ${at(later, 0.95)} |`);
}
await gateway.stop();
await provider.stop();
await rm(recordings, { recursive: true, force: true });
