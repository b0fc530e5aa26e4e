/** `npm run stack` and `npm run providers`: what becomes of them when npm is killed. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, portIsFree } from '../../../stack/process/port.ts';
import { environmentOf } from '../../fakes/distribution/pointed-run.ts';
import { about, isGone, supervisorsIn, temporaryFolder, until } from '../../fakes/distribution/world.ts';

const project = join(import.meta.dirname, '../../..');

/** `npm run`, and the first line of the command that fits. */
async function npmRun(t: TestContext, folder: string, args: string[], fits: RegExp) {
  const npm = spawn('npm', ['run', '--silent', ...args], {
    cwd: project,
    env: environmentOf(folder, { npm_config_cache: join(folder, 'npm') }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => npm.kill('SIGKILL'));
  for await (const line of createInterface({ input: npm.stdout })) if (fits.test(line)) return { npm, line };
  throw new Error(`npm run ${args.join(' ')} ended before it was ready.`);
}

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`a kept stack ends with the npm that started it (${signal})`, async (t) => {
    const folder = temporaryFolder(t);
    const { npm, line } = await npmRun(t, folder, ['stack'], /is ready at/);
    const { pids, cwd } = await about(/is ready at (\S+),/.exec(line)?.[1] ?? '');
    const [entry] = supervisorsIn(join(folder, 'cache'));
    assert(entry);
    const command = Number(
      execFileSync('ps', ['-o', 'ppid=', '-p', String(entry.supervisor.pid)], { encoding: 'utf8' }),
    );
    assert.equal(isGone(command), false);
    npm.kill(signal);
    await once(npm, 'exit');
    await until(() => [...pids, entry.supervisor.pid, command].every(isGone), 'no process is left');
    await until(() => supervisorsIn(join(folder, 'cache')).length === 0, 'no entry is left');
    assert.equal(existsSync(dirname(cwd)), false);
  });

  test(`a provider for recording ends with the npm that started it (${signal})`, { timeout: 60_000 }, async (t) => {
    const port = await freePort();
    const { npm } = await npmRun(t, temporaryFolder(t), ['providers', '--', 'tavily', '--port', String(port)], /=http/);
    assert.equal(await portIsFree(port), false);
    npm.kill(signal);
    await once(npm, 'exit');
    while (!(await portIsFree(port))) await delay(20);
  });
}
