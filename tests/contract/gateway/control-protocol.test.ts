/** The control protocol as `docs/reference/control-protocol.md` tells it, by a client that is not ours. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { gatewayOverEcho } from '../../fakes/echo.ts';

const { gateway, stop } = await gatewayOverEcho();
after(stop);

async function ask(path: string, body: unknown, token = gateway.token) {
  const response = await fetch(`${gateway.gateway.url}/-/${path}`, {
    method: 'POST',
    headers: { 'x-e2e-token': token, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  return { status: response.status, answer };
}

const attempt = (number: number, mode: string) => ({
  id: `myrun.${number}`,
  run: 'myrun',
  mode,
  setup: 'ollama',
  providers: ['fake'],
  spec: 'my-suite/test_chat.py',
  titlePath: ['test_hello'],
});

const say = (number: number, text: string) =>
  fetch(`${gateway.gateway.url}/fake/v1/chat`, {
    method: 'POST',
    headers: { baggage: `e2e-attempt=myrun.${number}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });

const END = { asExpected: true, complete: true };

test('a test of another suite is recorded and replayed, and a changed request is a problem', async () => {
  assert.deepEqual(await ask('runs', { id: 'myrun' }), { status: 200, answer: {} });

  assert.equal((await ask('attempts', attempt(1, 'record'))).status, 200);
  assert.equal((await say(1, 'hello')).status, 200);
  const recorded = JSON.stringify((await ask('attempts/myrun.1/close', END)).answer);
  assert.match(recorded, /"problems":\[\].*my-suite\/test_chat\.py\/test-hello\/providers\.json/);

  assert.equal((await ask('attempts', attempt(2, 'replay'))).status, 200);
  assert.equal((await say(2, 'hello')).status, 200);
  assert.match(JSON.stringify((await ask('attempts/myrun.2/close', END)).answer), /"problems":\[\]/);

  assert.equal((await ask('attempts', attempt(3, 'replay'))).status, 200);
  assert.equal((await say(3, 'good bye')).ok, false);
  assert.match(JSON.stringify((await ask('attempts/myrun.3/close', END)).answer), /"kind":"miss"/);

  assert.deepEqual(await ask('runs/myrun/close', {}), { status: 200, answer: { errors: [] } });
});

test('a test without a recording opens where that is asked for, and each of its provider calls is a miss', async () => {
  await ask('runs', { id: 'myrun' });
  const unrecorded = { ...attempt(4, 'replay'), titlePath: ['test_new'] };
  const refused = await ask('attempts', unrecorded);
  assert.match(JSON.stringify(refused.answer), /No recording: there is no .*test-new/);

  assert.equal((await ask('attempts', { ...unrecorded, unrecorded: 'miss' })).status, 200);
  assert.equal((await say(4, 'hello')).ok, false);
  const closed = JSON.stringify((await ask('attempts/myrun.4/close', END)).answer);
  assert.match(closed, /"kind":"miss".*asked fake for POST \/v1\/chat.*No recording.*Record it: npm run record/);

  assert.equal((await ask('attempts', { ...unrecorded, id: 'myrun.5', unrecorded: 'miss' })).status, 200);
  assert.match(JSON.stringify((await ask('attempts/myrun.5/close', END)).answer), /"problems":\[\]/);
});

test('a client for another version of the protocol is told', async () => {
  const status = async (protocol: string) => {
    const headers = { 'x-e2e-token': gateway.token, 'x-e2e-protocol': protocol };
    const response = await fetch(`${gateway.gateway.url}/-/status`, { headers });
    return { status: response.status, text: await response.text() };
  };
  assert.deepEqual(await status('1'), { status: 200, text: '{"ok":true,"protocol":1}' });
  const other = await status('2');
  assert.equal(other.status, 400);
  assert.match(other.text, /has version 1, and the client was written for 2/);
});

test('nobody is answered without the token', async () => {
  const { status } = await ask('runs', { id: 'other' }, 'guessed');
  assert.ok(status >= 400 && status < 500);
});
