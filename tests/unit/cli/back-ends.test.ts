import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { checkBackEnd } from '../../../cli/doctor/back-ends.ts';
import { gapsPage } from '../../../cli/gaps/markdown.ts';
import { unservedSetups } from '../../../cli/gaps/unserved-setups.ts';
import { loadSetup, type Setup } from '../../../setups/load.ts';

const release = 'ogx@1.5.0';
const machine = { release, python: process.execPath, environment: {} };
const { broken: _, python: __, server: ___, ...plain } = loadSetup('ollama-chroma');
const broken = [{ release, what: 'It does not start.', fix: 'Take another.' }];
const demanding = { ...plain, python: { runs: 'process.exit(3)', else: 'It cannot store.', fix: 'Take another.' } };

const checked = async (setup: Setup, of = machine) => {
  const { state, found, fix } = await checkBackEnd(setup, of);
  return [state, found, fix];
};

test('a back end that nothing is known against can run', async () => {
  assert.deepEqual(await checked(plain), ['ok', 'can run', undefined]);
});

test('a back end that the release cannot start is noted, and that of another release is not', async () => {
  const note = ['note', 'cannot run on ogx@1.5.0. It does not start.', 'Take another.'];
  assert.deepEqual(await checked({ ...plain, broken }), note);
  assert.equal((await checked({ ...plain, broken }, { ...machine, release: 'ogx@1.5.1' }))[0], 'ok');
});

test('a back end whose demands the interpreter does not meet is noted', async () => {
  // Node takes code as -p, and -c only checks a file: whatever is asked of it fails.
  const [state, found, fix] = await checked(demanding);
  assert.deepEqual([state, fix], ['note', 'Take another.']);
  assert.match(found ?? '', /cannot run on .*node.*It cannot store\.$/);
});

test('a back end on a server is noted with what it needs until the server listens', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const setup = { ...plain, server: 'postgres://${env.DB_HOST}:${env.DB_PORT}', environment: { DB_HOST: '127.0.0.1' } };
  const at = (port: number) => checked(setup, { ...machine, environment: { DB_PORT: String(port) } });
  assert.deepEqual(await at(address.port), [
    'ok',
    `a server answers at postgres://127.0.0.1:${address.port}`,
    undefined,
  ]);
  assert.deepEqual(await at(1), ['note', 'no server answers at postgres://127.0.0.1:1', plain.needs]);
});

test('the page of a line tells of the setups that its release cannot serve', () => {
  const lines = [
    { line: 'ogx-1.5', release },
    { line: 'llama-stack-0.7', release: 'llama-stack@0.7.3' },
  ];
  const setups = [
    { ...plain, broken },
    { ...demanding, name: 'on-disk' },
    { ...plain, name: 'fine' },
  ];
  const of = (line: string) => unservedSetups(line, { setups, lines });
  assert.deepEqual(
    of('ogx-1.5').map(({ setup, what }) => [setup, what]),
    [
      ['ollama-chroma', 'It does not start.'],
      ['on-disk', 'On some machines: It cannot store.'],
    ],
  );
  assert.deepEqual(of('llama-stack-0.7'), []);
  assert.match(
    gapsPage('ogx-1.5', [], of('ogx-1.5')),
    /cannot serve\n\n- `ollama-chroma`: It does not start\. Take another\./,
  );
  assert.doesNotMatch(gapsPage('ogx-1.5', [], []), /cannot serve/);
});
