/** A run brings addresses and keys of its own to a gateway that was started with others, as one that a person keeps. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { GatewayUnderTest } from '../../builders/gateway.ts';
import { fakeProvider, type FakeProvider } from '../../fakes/provider.ts';

const KEY = 'canary-of-the-run-0123456789';

async function textsBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
}

/** A provider that answers with what it was told; `keys` are those that it was asked with. */
async function echoing(keys: (string | undefined)[] = []): Promise<FakeProvider> {
  return fakeProvider((message, response, body) => {
    keys.push(message.headers.authorization);
    response.writeHead(200, { 'content-type': 'application/json', 'x-e2e-recorded-from': 'Fake of the run' }).end(body);
  });
}

test('the provider of the run is asked, with the key of the run, which no file holds', async () => {
  const keys: (string | undefined)[] = [];
  const provider = await echoing(keys);
  const kept = await GatewayUnderTest.start({ run: false });
  await kept.control.openRun({ id: 'run', environment: { FAKE_URL: provider.url, FAKE_API_KEY: KEY } });
  const verdict = await kept.record(async (id) => {
    const answer = await (await kept.post(id, { note: `my key is ${KEY}` })).text();
    assert.ok(!answer.includes(KEY), answer);
  });
  assert.deepEqual(verdict.problems, []);
  assert.deepEqual(keys, [`Bearer ${KEY}`]);
  const written = await textsBelow(kept.recordings);
  assert.match(written, /Fake of the run/);
  assert.match(written, /my key is <redacted:FAKE_API_KEY>/);
  assert.ok(!written.includes(KEY));
  await kept.stop();
  await provider.close();
});

test('what one run brings is for its own attempts only, and is gone with it', async () => {
  const provider = await echoing();
  const kept = await GatewayUnderTest.start({ run: false, environment: { FAKE_KEY_REQUIRED: '1' } });
  await kept.control.openRun({ id: 'other', environment: { FAKE_URL: provider.url, FAKE_API_KEY: KEY } });
  await kept.control.openRun({ id: 'run' });
  const demandsKey = async (mode: 'record' | 'live'): Promise<void> => {
    const id = await kept.open(mode);
    assert.equal((await kept.post(id, 1)).status, 501);
    assert.match((await kept.close(id)).problems[0]?.text ?? '', /FAKE_API_KEY is not set/);
  };
  await demandsKey('record');
  await kept.control.closeRun('run');
  await kept.control.openRun({ id: 'run', environment: { FAKE_URL: provider.url, FAKE_API_KEY: KEY } });
  assert.equal((await kept.post(await kept.open('live'), 1)).status, 200);
  await kept.control.closeRun('run');
  await kept.control.openRun({ id: 'run' });
  await demandsKey('live');
  await kept.stop();
  await provider.close();
});

test('a server at another address is asked anew what it is', async () => {
  const [one, two] = [await echoing(), await fakeProvider((_message, response) => void response.end('{}'))];
  const kept = await GatewayUnderTest.start({ upstream: one.url });
  await kept.record(async (id) => void (await kept.post(id, 1)), 'of one');
  await kept.control.closeRun('run');
  await kept.control.openRun({ id: 'run', environment: { FAKE_URL: two.url } });
  await kept.record(async (id) => void (await kept.post(id, 1)), 'of two');
  const servers = [...(await textsBelow(kept.recordings)).matchAll(/"server": "(.*?)"/g)].map(([, name]) => name);
  assert.deepEqual(new Set(servers), new Set(['Fake', 'Fake of the run']));
  await kept.stop();
  await Promise.all([one.close(), two.close()]);
});
