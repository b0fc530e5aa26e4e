/**
 * How long a handful of tests takes on a kept stack: `npm run short-loop`, with a stack kept by `npm run stack`.
 * `node short-loop.ts <rounds> <arguments of playwright test…>`; without arguments `e2e/completions`, of which eight tests run
 * under `ollama`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { dirname } from 'node:path';
import { ofEndedChildren } from './suite/processor-time.ts';

const [rounds = '5', ...given] = process.argv.slice(2);
const args = given.length > 0 ? given : ['--project=ollama', 'e2e/completions'];

/** Seconds of wall, and of a processor, that one run takes with its workers and reports. */
async function run(): Promise<{ wall: number; processor: number }> {
  const before = ofEndedChildren();
  const since = performance.now();
  const child = spawn('npx', ['playwright', 'test', ...args], {
    cwd: dirname(import.meta.dirname),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`playwright test ${args.join(' ')} ended with ${code}.`);
  return { wall: (performance.now() - since) / 1_000, processor: ofEndedChildren() - before };
}

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

// The first fills caches, and does not count.
await run();
const runs = [];
for (let round = 0; round < Number(rounds); round += 1) runs.push(await run());
const walls = runs.map(({ wall }) => wall);
console.log(
  `${median(walls).toFixed(1)} s of wall (${Math.min(...walls).toFixed(1)} to ${Math.max(...walls).toFixed(1)}), ` +
    `${median(runs.map(({ processor }) => processor)).toFixed(1)} s of processor time; ${rounds} rounds, load ${loadavg()[0]?.toFixed(1)}`,
);
