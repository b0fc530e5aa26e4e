/** A stack's life, with real processes: the real supervisor, a fake stack, a gateway that does nothing. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { freePort } from '../../../stack/process/port.ts';
import { keptStacks } from '../../../stack/supervisor/registry.ts';
import { startSupervisor } from '../../../stack/supervisor/start-supervisor.ts';
import { about, fakeStack, isGone, supervisorsIn, temporaryFolder, until } from '../../fakes/distribution/world.ts';

test('a stack is ready when it lists the models, and leaves nothing behind when it is stopped', async (t) => {
  const options = fakeStack(temporaryFolder(t), { models: ['openai/gpt'], worker: true }, { models: ['openai/gpt'] });
  const stack = await startSupervisor(options);
  const { cwd, pids } = await about(stack.stackUrl);
  assert.equal(pids.length, 2);
  assert.equal(stack.version, 'fake-stack 1.0.0');
  await stack.stop();
  assert.deepEqual(pids.map(isGone), [true, true]);
  assert.equal(existsSync(dirname(cwd)), false);
  assert.deepEqual(supervisorsIn(options.cache), []);
});

test('a cache folder that cannot be written to is told in three lines', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'file'), '');
  const start = startSupervisor({ ...fakeStack(folder, {}), cache: join(folder, 'file/cache') });
  await assert.rejects(start, {
    name: 'Fault',
    message:
      /^The cache folder \S+\/file\/cache cannot be written to\.\nA part of its path is a file\.\nSet E2E_CACHE to .*$/,
  });
});

test('the stack sees nothing of the user’s environment', async (t) => {
  process.env['OPENAI_API_KEY'] = 'sk-the-real-one';
  process.env['HTTP_PROXY'] = 'http://127.0.0.1:1';
  t.after(() => ['OPENAI_API_KEY', 'HTTP_PROXY'].forEach((name) => Reflect.deleteProperty(process.env, name)));
  const stack = await startSupervisor(fakeStack(temporaryFolder(t), {}));
  t.after(stack.stop);
  const { environment } = await about(stack.stackUrl);
  const names = new Set(['PATH', 'LANG', 'TMPDIR', 'HOME', 'FILES_STORAGE_DIR', 'NODE_NO_WARNINGS', 'OPENAI_BASE_URL']);
  assert.deepEqual(
    Object.keys(environment).filter((name) => !names.has(name)),
    [],
  );
  assert.equal(environment['OPENAI_BASE_URL'], 'http://127.0.0.1:9/openai/v1');
});

test('a stack that leaves with code 0 before it serves is an error with its last lines', async (t) => {
  const start = startSupervisor(fakeStack(temporaryFolder(t), { leaves: 'bad provider type' }));
  await assert.rejects(
    start,
    /fake-stack 1\.0\.0 ended while starting, with code 0\.[^]*\| bad provider type[^]*Log: /,
  );
});

test('a problem with start-up recordings is named before the stack is blamed', async (t) => {
  process.env['FAKE_STARTUP_PROBLEM'] = 'No recording answers GET /models.';
  t.after(() => Reflect.deleteProperty(process.env, 'FAKE_STARTUP_PROBLEM'));
  const start = startSupervisor(fakeStack(temporaryFolder(t), { leaves: 'no model' }));
  await assert.rejects(
    start,
    /^Fault: No recording answers GET \/models\.\nSo the stack did not get ready: fake-stack/,
  );
});

test('a model that is not listed is named, with those that are', async (t) => {
  const options = fakeStack(temporaryFolder(t), { models: ['openai/gpt'] }, { models: ['openai/gpt', 'ollama/small'] });
  await assert.rejects(startSupervisor(options), /does not list ollama\/small\. It lists: openai\/gpt\./);
  assert.deepEqual(supervisorsIn(options.cache), []);
});

test('a demanded port that is taken is an error', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  assert(address !== null && typeof address === 'object');
  const options = fakeStack(temporaryFolder(t), {});
  assert(options.target.kind === 'launch');
  const start = startSupervisor({ ...options, target: { ...options.target, port: address.port } });
  await assert.rejects(start, new RegExp(`Port ${address.port} is taken`));
});

test('a free port that is taken meanwhile is tried once more', async (t) => {
  const lost = "[Errno 98] error while attempting to bind on address ('127.0.0.1', 1): address already in use";
  const stack = await startSupervisor(fakeStack(temporaryFolder(t), { leavesOnce: lost }));
  await stack.stop();
  await assert.rejects(startSupervisor(fakeStack(temporaryFolder(t), { leaves: lost })), /port \d+ is taken/);
});

test('a stream that is open does not hold up the end', async (t) => {
  const stack = await startSupervisor(fakeStack(temporaryFolder(t), {}));
  const { pids } = await about(stack.stackUrl);
  const stream = await fetch(`${stack.stackUrl}/v1/stream`);
  const before = performance.now();
  await stack.stop();
  assert(performance.now() - before < 2_000);
  assert(pids.every(isGone));
  await assert.rejects(stream.text());
});

test('a stack that dies in the middle is told with its last lines', async (t) => {
  const death = Promise.withResolvers<string>();
  const stack = await startSupervisor(fakeStack(temporaryFolder(t), {}, { died: death.resolve }));
  await fetch(`${stack.stackUrl}/die`).catch(() => undefined);
  assert.match(await death.promise, /ended in the middle of the run, with code 3\.[^]*\| serving/);
  await stack.stop();
});

/** A process that holds a stack, and what must be gone after it. */
async function killableRun(folder: string) {
  const runner = spawn(process.execPath, [join(import.meta.dirname, '../../fakes/distribution/runner.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [stackUrl]: unknown[] = await once(createInterface({ input: runner.stdout }), 'line');
  const { pids, cwd } = await about(String(stackUrl));
  const [entry] = supervisorsIn(join(folder, 'cache'));
  assert(entry);
  return { runner, pids, cwd, supervisor: entry.supervisor.pid };
}

test('when the run is killed, its supervisor, stack and state folder go', async (t) => {
  const { runner, pids, cwd, supervisor } = await killableRun(temporaryFolder(t));
  runner.kill('SIGKILL');
  await until(() => [...pids, supervisor].every(isGone), 'no process is left');
  await until(() => !existsSync(dirname(cwd)), 'no state folder is left');
});

test('when the supervisor is killed, the run ends its stack', async (t) => {
  const folder = temporaryFolder(t);
  const death = Promise.withResolvers<string>();
  const stack = await startSupervisor(fakeStack(folder, { worker: true }, { died: death.resolve }));
  const { pids, cwd } = await about(stack.stackUrl);
  const [entry] = supervisorsIn(join(folder, 'cache'));
  assert(entry);
  process.kill(entry.supervisor.pid, 'SIGKILL');
  assert.match(await death.promise, /ended by itself \(SIGKILL\)/);
  assert(pids.every(isGone));
  assert.equal(existsSync(dirname(cwd)), false);
  await stack.stop();
});

test('when both are killed, the next start sweeps up', async (t) => {
  const folder = temporaryFolder(t);
  const { runner, pids, cwd, supervisor } = await killableRun(folder);
  runner.kill('SIGSTOP');
  process.kill(supervisor, 'SIGKILL');
  runner.kill('SIGKILL');
  await until(() => isGone(supervisor), 'the supervisor is gone');
  assert(!pids.some(isGone), 'nobody is there to end them');
  const next = await startSupervisor(fakeStack(folder, {}));
  assert(pids.every(isGone));
  assert.equal(existsSync(dirname(cwd)), false);
  await next.stop();
  assert.deepEqual(supervisorsIn(join(folder, 'cache')), []);
});

test('a kept stack is found by its entry, which nobody else may read', async (t) => {
  const options = fakeStack(temporaryFolder(t), {}, { keep: true });
  const stack = await startSupervisor(options);
  const [kept] = keptStacks(options.cache);
  assert.equal(kept?.access.stackUrl, stack.stackUrl);
  assert.equal(kept?.project, options.project);
  const file = join(options.cache, 'running', `${kept?.supervisor.pid}.json`);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  await stack.stop();
  assert.deepEqual(keptStacks(options.cache), []);
});

test('a URL where nobody answers is an error that names it', async (t) => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const options = fakeStack(temporaryFolder(t), {}, { target: { kind: 'attach', url } });
  await assert.rejects(startSupervisor(options), new RegExp(`No stack answers at ${url}`));
});

test('a URL of a server that lists models and is no stack is attached to as one', async (t) => {
  const server = createServer(({ url }, response) => {
    const models = url === '/v1/models';
    response
      .writeHead(models ? 200 : 404, { 'content-type': 'application/json' })
      .end(JSON.stringify(models ? { object: 'list', data: [{ id: 'small' }] } : { error: 'no such path' }));
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  t.after(() => server.close());
  const target = { kind: 'attach', url: `http://127.0.0.1:${port}` } as const;
  const stack = await startSupervisor(fakeStack(temporaryFolder(t), {}, { target, models: ['small'] }));
  assert.deepEqual([stack.line, stack.version], ['server', `another server at 127.0.0.1:${port}`]);
  await stack.stop();
});
