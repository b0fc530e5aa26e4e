import assert from 'node:assert/strict';
import { test } from 'node:test';
import { portable, withoutInstallation } from '../../../replay/drift/installation.ts';
import type { ClientExchange } from '../../../replay/recording/exchange.ts';

const call = (message: string): ClientExchange => ({
  request: { method: 'POST', path: '/v1/x', body: { json: { input: '/a/site-packages/b.py' } } },
  response: { status: 400, headers: {}, body: { json: { error: { message } } } },
});

test('a stored answer names no folder of the machine, and keeps the file below it', () => {
  assert.deepEqual(
    portable(call('File "/home/ada/.venv/lib/python3.12/site-packages/ogx/x.py", line 7')),
    call('File "/environment/site-packages/ogx/x.py", line 7'),
  );
});

test('numbers of a stored answer keep their digits', () => {
  const body = { json: { temperature: 1, seed: 3 }, numbers: { 0: '1.0' } };
  const stored = portable({ ...call(''), response: { status: 200, headers: {}, body } });
  assert.deepEqual(stored?.response.body, body);
});

test('what names no packages stays as it is', () => {
  assert.equal(withoutInstallation('/home/ada/notes.txt and site-packages'), '/home/ada/notes.txt and site-packages');
});
