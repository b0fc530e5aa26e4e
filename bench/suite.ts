/**
 * What the harness costs over a bare loop that sends the same client calls with the same concurrency: `npm run suite`, with
 * a stack kept by `npm run stack`. `node suite.ts <rounds> <workers> <setups…>`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { cacheFolder } from '../stack/process/cache.ts';
import { keptStacks } from '../stack/supervisor/registry.ts';
import type { LoopOrder, LoopResult } from './suite/bare-loop.ts';
import { ofDescendants, ofEndedChildren, ofProcess } from './suite/processor-time.ts';
import { OWN_SERVERS } from './suite/recorded-tests.ts';

const project = dirname(import.meta.dirname);
const [rounds = '3', workers = '4', ...named] = process.argv.slice(2);
const setups = named.length > 0 ? named : ['stack', 'gpt', 'ollama', 'vllm'];

const kept = keptStacks(cacheFolder(process.env)).find((each) => each.project === project);
if (kept === undefined) {
  console.error('No stack is kept for this project. Start one in another terminal: npm run stack');
  process.exit(2);
}
const { access, supervisor } = kept;

interface Part {
  wall: number;
  tests: number;
  stack: number;
  gateway: number;
  /** The loop, or Playwright with its workers and reports. */
  client: number;
}

async function clocked(work: () => Promise<{ tests: number; wall?: number; client?: number }>): Promise<Part> {
  const before = {
    stack: ofDescendants(supervisor.pid),
    gateway: ofProcess(supervisor.pid),
    client: ofEndedChildren(),
  };
  const since = performance.now();
  const { tests, wall, client } = await work();
  return {
    tests,
    wall: wall ?? (performance.now() - since) / 1_000,
    stack: ofDescendants(supervisor.pid) - before.stack,
    gateway: ofProcess(supervisor.pid) - before.gateway,
    client: client ?? ofEndedChildren() - before.client,
  };
}

async function loop() {
  const order: LoopOrder = {
    ...access,
    recordings: join(project, 'recordings'),
    setups,
    workers: Number(workers),
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'suite', 'bare-loop.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(order));
  const result: LoopResult = JSON.parse(await text(child.stdout));
  for (const line of result.unlike.slice(0, 5)) console.error(`not as recorded: ${line}`);
  console.error(
    `bare loop: ${result.tests} tests, ${result.calls} calls, ${result.unlike.length} not as recorded, ${result.leftOut} left out`,
  );
  return { tests: result.tests, wall: result.seconds, client: result.processor };
}

async function harness() {
  const folders = readdirSync(join(project, 'e2e')).filter((name) => !OWN_SERVERS.includes(name));
  const child = spawn(
    'npx',
    [
      'playwright',
      'test',
      `--workers=${workers}`,
      ...setups.map((name) => `--project=${name}`),
      ...folders.map((name) => `e2e/${name}/`),
    ],
    { cwd: project, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, STACK_CONFIG: '' } },
  );
  const output = await text(child.stdout);
  if (child.exitCode === null) await once(child, 'exit');
  const passed = Number(/^ {2}(\d+) passed/m.exec(output)?.[1] ?? 0);
  const failed = /^ {2}\d+ failed/m.exec(output)?.[0] ?? '';
  console.error(`harness: ${passed} passed${failed}`);
  return { tests: passed };
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const parts = { 'bare loop': [] as Part[], harness: [] as Part[] };
for (let round = 0; round < Number(rounds); round += 1) {
  parts['bare loop'].push(await clocked(loop));
  parts.harness.push(await clocked(harness));
}
console.log(`${access.version}, ${setups.join(', ')}, ${workers} at a time, medians of ${rounds} rounds\n`);
console.log(
  '| | wall s | tests | wall s a test | stack CPU s | gateway CPU s | client CPU s |\n|---|---|---|---|---|---|---|',
);
for (const [name, own] of Object.entries(parts)) {
  const of = (key: keyof Part): number => median(own.map((part) => part[key]));
  const figures = [of('wall').toFixed(1), of('tests'), (of('wall') / of('tests')).toFixed(3)];
  const processor = [of('stack'), of('gateway'), of('client')].map((value) => value.toFixed(1));
  console.log(`| ${[name, ...figures, ...processor].join(' | ')} |`);
}
const wall = (own: Part[]): number => median(own.map((part) => part.wall / part.tests));
console.log(`\nharness / bare loop, wall of a test: ${(wall(parts.harness) / wall(parts['bare loop'])).toFixed(2)}`);
