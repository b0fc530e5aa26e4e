import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OpenAttempt } from '../../replay/open-attempt.ts';

test('a provider call that fails ends like any other, and brings down neither the gateway nor the closing', async () => {
  const identity = { id: 'run.1', run: 'run', setup: 's', providers: [], spec: 'a.spec.ts', titlePath: ['t'] };
  const attempt = new OpenAttempt({ ...identity, mode: 'record' }, { mode: 'record' });
  const { promise, reject } = Promise.withResolvers<void>();
  attempt.track(promise);
  assert.equal(attempt.running, 1);
  setImmediate(() => reject(new Error('the answer could not be written')));
  await attempt.quiet(1_000);
  assert.equal(attempt.running, 0);
});
