/** Stacks beside the one of a run, with real processes: the real supervisor and gateway, fake stacks. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { ControlClient } from '../../../replay/control/client.ts';
import { startSupervisor } from '../../../stack/supervisor/start-supervisor.ts';
import { about, fakeStack, isGone, supervisorsIn, temporaryFolder, until } from '../../fakes/distribution/world.ts';

async function supervised(t: TestContext, runConfig: object = {}) {
  const stack = await startSupervisor(fakeStack(temporaryFolder(t), runConfig, { program: undefined }));
  t.after(stack.stop);
  return { stack, control: new ControlClient(stack.gatewayUrl, stack.token) };
}

const mine = { pid: process.pid, environment: {}, packages: [] };

test('one has its own config, variables and folders, and the gateway of the run', async (t) => {
  const { stack, control } = await supervised(t, { models: ['openai/gpt'] });
  const own = await control.openStack({ ...mine, config: { worker: true }, environment: { COLOUR: 'red' } });
  const [runs, its] = [await about(stack.stackUrl), await about(own.url)];
  assert.equal(its.pids.length, 2, 'its worker is of its own config');
  const models = await (await fetch(`${own.url}/v1/models`)).json();
  assert.deepEqual(models, { data: [{ id: 'openai/gpt' }] }, 'its models are of the run’s config');
  assert.equal(its.environment['COLOUR'], 'red');
  assert.equal(its.environment['OPENAI_BASE_URL'], `${stack.gatewayUrl}/openai/v1`);
  assert.notEqual(its.environment['FILES_STORAGE_DIR'], runs.environment['FILES_STORAGE_DIR']);
  await control.closeStack(own.id);
  assert(its.pids.every(isGone));
  assert.equal(existsSync(dirname(its.cwd)), false);
  assert.equal(runs.pids.some(isGone), false, 'the run’s stack goes on');
});

test('one that is killed starts again at its address and on its data', async (t) => {
  const { control } = await supervised(t);
  const own = await control.openStack({ ...mine, config: { worker: true } });
  const before = await about(own.url);
  const kept = join(before.environment['FILES_STORAGE_DIR'] ?? '', 'kept.txt');
  writeFileSync(kept, 'here');
  await control.stopStack(own.id, 'SIGKILL');
  assert(before.pids.every(isGone));
  assert.equal((await control.startStack(own.id)).url, own.url);
  const after = await about(own.url);
  assert.equal(after.environment['FILES_STORAGE_DIR'], before.environment['FILES_STORAGE_DIR']);
  assert.equal(readFileSync(kept, 'utf8'), 'here');
});

test('one that does not start is told with its last lines, and leaves nothing', async (t) => {
  const { stack, control } = await supervised(t);
  const start = control.openStack({ ...mine, config: { leaves: 'bad key' } });
  await assert.rejects(start, /ended while starting, with code 0\.[^]*\| bad key[^]*Log: \S+own-1\.log/);
  const { cwd } = await about(stack.stackUrl);
  assert.equal(existsSync(join(dirname(cwd), 'own-1')), false);
  await assert.rejects(control.startStack('own-1'), /There is no stack own-1/);
});

test('packages for one without a Python environment are refused', async (t) => {
  const { control } = await supervised(t);
  const start = control.openStack({ ...mine, config: {}, packages: ['./greeter'] });
  await assert.rejects(start, /\.\/greeter cannot be installed.[^]*not started from a Python environment/);
});

test('one of a process that is killed goes, and the run’s stack stays', async (t) => {
  const { stack, control } = await supervised(t);
  const worker = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  t.after(() => worker.kill());
  const own = await control.openStack({ ...mine, pid: worker.pid ?? 0, config: { worker: true } });
  const { pids, cwd } = await about(own.url);
  worker.kill('SIGKILL');
  await until(() => pids.every(isGone), 'no process of it is left');
  await until(() => !existsSync(dirname(cwd)), 'no folder of it is left');
  assert((await fetch(`${stack.stackUrl}/v1/health`)).ok);
});

test('when the run is killed, it goes with supervisor and folders', async (t) => {
  const folder = temporaryFolder(t);
  const program = join(import.meta.dirname, '../../fakes/distribution/own-stack-runner.ts');
  const runner = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url]: unknown[] = await once(createInterface({ input: runner.stdout }), 'line');
  const { pids, cwd } = await about(String(url));
  const [entry] = supervisorsIn(join(folder, 'cache'));
  assert(entry);
  runner.kill('SIGKILL');
  await until(() => [...pids, entry.supervisor.pid].every(isGone), 'no process is left');
  await until(() => !existsSync(dirname(cwd)), 'no folder is left');
});

test('when the supervisor is killed, the run ends it too', async (t) => {
  const { stack, control } = await supervised(t);
  const { url } = await control.openStack({ ...mine, config: { worker: true } });
  const { pids, cwd } = await about(url);
  const cache = join(dirname(stack.logFile ?? ''), 'cache');
  const [entry] = supervisorsIn(cache);
  assert(entry);
  process.kill(entry.supervisor.pid, 'SIGKILL');
  await until(() => pids.every(isGone), 'no process is left');
  await until(() => !existsSync(dirname(cwd)), 'no folder is left');
});

test('a call without an owner is an error of the run once it has started', async (t) => {
  const { stack, control } = await supervised(t);
  await control.openRun({ id: 'run' });
  await control.openStack({ ...mine, config: {} });
  await fetch(`${stack.gatewayUrl}/openai/v1/models`);
  const { errors } = await control.closeRun('run');
  assert.match(errors[0] ?? '', /GET \/v1\/models/);
});
