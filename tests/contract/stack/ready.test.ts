import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { launch, PortTaken } from '../../../stack/launch/spawn.ts';
import { logContains } from '../../../stack/process/log-lines.ts';
import type { Plan } from '../../../stack/launch/plan.ts';
import { killGroup } from '../../../stack/process/process-group.ts';
import { waitUntilReady } from '../../../stack/launch/ready.ts';
import { temporaryFolder, until } from '../../fakes/distribution/world.ts';

/** A plan that runs a line of shell; `url` is whoever answers. */
function planOf(folder: string, script: string, url = 'http://127.0.0.1:9', seconds = 5): Plan {
  return {
    line: 'fake-1.0',
    version: 'fake-stack 1.0.0',
    command: '/bin/sh',
    arguments: ['-c', script],
    environment: { PATH: process.env['PATH'] ?? '' },
    cwd: folder,
    folders: [],
    port: 9,
    url,
    logFile: join(folder, 'stack.log'),
    ready: { path: '/v1/health', text: 'serving', seconds, first: [] },
    failures: [],
  };
}

test('a stranger that answers at the port is not taken for the stack', async (t) => {
  const stranger = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
  t.after(() => stranger.close());
  await once(stranger, 'listening');
  const address = stranger.address();
  assert(address !== null && typeof address === 'object');
  const script = 'sleep 0.4; echo "[Errno 98] address already in use"';
  const plan = planOf(temporaryFolder(t), script, `http://127.0.0.1:${address.port}`);
  await assert.rejects(waitUntilReady(plan, await launch(plan), { models: [] }), PortTaken);
});

test('a stack that never answers is given up, with its last lines', async (t) => {
  const plan = planOf(temporaryFolder(t), 'echo still loading; exec sleep 30', undefined, 0.3);
  const stack = await launch(plan);
  t.after(() => killGroup(stack.pid));
  await assert.rejects(waitUntilReady(plan, stack, { models: [] }), /did not answer .* within 0\.3 s[^]*still loading/);
});

test('a stack that ends for a reason which a person can mend says the reason and the fix', async (t) => {
  const failures = [
    { log: 'no such thing', why: 'Wrong.', fix: 'Wrong.' },
    { log: 'InvalidPasswordError', why: 'It is refused.', fix: 'Give another password.' },
    { log: 'could not connect', why: 'Nobody answers.', fix: 'Start it.' },
  ];
  const ended = async (said: string) => {
    const plan = { ...planOf(temporaryFolder(t), `echo "${said}"; echo could not connect`), failures };
    return waitUntilReady(plan, await launch(plan), { models: [] });
  };
  await assert.rejects(
    ended('InvalidPasswordError'),
    /ended while starting, with code 0\.\nIt is refused\.\nGive another password\.\nLast lines:/,
  );
  await assert.rejects(ended('hm'), /with code 0\.\nNobody answers\.\nStart it\./);
});

test('the first calls that a stack is to answer are made one after the other, whatever it answers', async (t) => {
  const paths: string[] = [];
  let open = 0;
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    open += 1;
    assert.equal(open, 1);
    setImmediate(() => {
      open -= 1;
      response.writeHead(request.url === '/v1/batches' ? 500 : 200).end('{}');
    });
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  assert(address !== null && typeof address === 'object');
  const plan = planOf(temporaryFolder(t), 'echo serving; exec sleep 30', `http://127.0.0.1:${address.port}`);
  plan.ready = { ...plan.ready, first: ['/v1/files', '/v1/batches', '/v1/responses'] };
  const stack = await launch(plan);
  t.after(() => killGroup(stack.pid));
  await waitUntilReady(plan, stack, { models: [] });
  assert.deepEqual([...new Set(paths)], ['/v1/health', '/v1/files', '/v1/batches', '/v1/responses']);
});

test('a command that is not there is an error that names it', async (t) => {
  const plan = { ...planOf(temporaryFolder(t), ''), command: '/nowhere/opentelemetry-instrument' };
  await assert.rejects(launch(plan), /could not be started\.\n.*nowhere.*ENOENT/);
});

test('Python’s resource tracker is let end by itself, all others of a group at once', async (t) => {
  const tracker = `sh -c 'echo tracking; sleep 0.2; echo cleaned up' multiprocessing.resource_tracker`;
  const plan = planOf(temporaryFolder(t), `${tracker} & exec sleep 30`);
  const stack = await launch(plan);
  await until(() => logContains(plan.logFile, 'tracking'), 'the tracker runs');
  await killGroup(stack.pid);
  assert.equal(await stack.ended, 'SIGKILL');
  assert(logContains(plan.logFile, 'cleaned up'));
});
