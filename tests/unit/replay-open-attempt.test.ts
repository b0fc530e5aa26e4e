import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OpenAttempt } from '../../replay/open-attempt.ts';

const identity = { id: 'run.1', run: 'run', setup: 's', providers: [], spec: 'a.spec.ts', titlePath: ['t'] };

test('a provider call that fails ends like any other, and brings down neither the gateway nor the closing', async () => {
  const attempt = new OpenAttempt({ ...identity, mode: 'record' }, { mode: 'record' });
  const { promise, reject } = Promise.withResolvers<void>();
  attempt.track(promise, { headersSent: false, destroy: () => undefined });
  assert.equal(attempt.running, 1);
  setImmediate(() => reject(new Error('the answer could not be written')));
  await attempt.quiet(1_000);
  assert.equal(attempt.running, 0);
});

test('a provider call is being answered from the beginning of its answer until it ends or is broken off', async () => {
  const attempt = new OpenAttempt({ ...identity, mode: 'record' }, { mode: 'record' });
  const { promise, resolve } = Promise.withResolvers<void>();
  const answer = { headersSent: false, destroy: resolve };
  attempt.track(promise, answer);
  assert.equal(attempt.answering, 0);
  answer.headersSent = true;
  assert.equal(attempt.answering, 1);
  attempt.breakOff();
  await attempt.quiet(1_000);
  assert.equal(attempt.answering, 0);
});
