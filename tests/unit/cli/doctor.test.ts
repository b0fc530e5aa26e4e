import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { checkCache, checkIndex, checkNode, checkPort } from '../../../cli/doctor/machine.ts';
import { checkProvider } from '../../../cli/doctor/providers.ts';
import { checkRecordings } from '../../../cli/doctor/recordings.ts';
import { loadProvider } from '../../../setups/load.ts';

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('an old Node is missing, with the command that mends it', () => {
  assert.equal(checkNode('v24.1.0').state, 'ok');
  const old = checkNode('v20.1.0');
  assert.equal(old.state, 'missing');
  assert.match(old.fix ?? '', /npm ci/);
});

test('an index that does not answer is missing where a run has to install first', async () => {
  assert.equal((await checkIndex('/nowhere/python3', false)).state, 'note');
  const { state, fix } = await checkIndex('/nowhere/python3', true);
  assert.equal(state, 'missing');
  assert.match(fix ?? '', /HTTPS_PROXY[^]*STACK_CONFIG=recorded/);
});

test('a cache that is a file is missing', async (t) => {
  const folder = await folderOf(t);
  assert.equal(checkCache({ E2E_CACHE: join(folder, 'cache') }).state, 'ok');
  await chmod(folder, 0o700);
  assert.equal(checkCache({ E2E_CACHE: '/dev/null/cache' }).state, 'missing');
});

test('recordings are counted by line and setup; a line without any is no fault', async (t) => {
  const folder = await folderOf(t);
  await mkdir(join(folder, 'line-1', 'ollama', 'chat', 'a.spec.ts', 'one'), { recursive: true });
  await mkdir(join(folder, 'line-1', 'ollama', 'chat', 'a.spec.ts', 'two'), { recursive: true });
  const [one, two] = checkRecordings(folder, ['line-1', 'line-2']);
  assert.equal(one?.found, 'tests by setup: ollama 2');
  assert.equal(two?.state, 'note');
  assert.equal(checkRecordings(join(folder, 'nowhere'), [])[0]?.state, 'missing');
});

test('a provider that answers is told without its key', async (t) => {
  const server = createServer((_request, response) => response.end('Ollama is running')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  assert(address !== null && typeof address === 'object');
  const environment = { OLLAMA_URL: `http://127.0.0.1:${address.port}`, OLLAMA_API_KEY: 'canary-0123456789' };
  const check = await checkProvider(loadProvider('ollama'), environment);
  assert.equal(check.state, 'ok');
  assert.match(check.found, /OLLAMA_API_KEY is set/);
  assert.doesNotMatch(JSON.stringify(check), /canary/);
  assert.equal((await checkPort(address.port)).state, 'note');
});
