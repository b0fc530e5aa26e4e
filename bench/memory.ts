/** Whether memory stays flat: attempts are opened, used up and closed, one after the other: `node memory.ts`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayRun } from './gateway-run.ts';
import { measure, memory, start } from './process.ts';
import { writeRecordings } from './recordings.ts';

const [ROUNDS, ATTEMPTS, EACH] = [12, 100, 20];
const recordings = await mkdtemp(join(tmpdir(), 'bench-'));
const tests = await writeRecordings(recordings, 500, EACH);
const gateway = await start('gateway.ts', { RECORDINGS: recordings });
const run = await GatewayRun.open(gateway.url);
const kept: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  for (let i = 0; i < ATTEMPTS; i++) {
    const test = tests[i % tests.length];
    if (test === undefined) continue;
    const attempt = await run.attempt(test.title);
    if (i % 10 === 0) {
      const lists = [{ attempt, requests: test.requests }];
      await measure({ url: gateway.url, mount: '/openai', seconds: 5, lists, again: false });
    }
    await run.close(attempt);
  }
  kept.push(Math.round(await memory(gateway)));
}
console.log(`MB after each ${ATTEMPTS} attempts of ${EACH} exchanges: ${kept.join(', ')}`);
await gateway.stop();
await rm(recordings, { recursive: true, force: true });
