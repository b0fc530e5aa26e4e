import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProviderExchange } from '../../../replay/recording/exchange.ts';
import { Matching } from '../../../replay/matching/matching.ts';
import { OpenAttempt } from '../../../replay/gateway/open-attempt.ts';

const identity = {
  answers: 'recorded' as const,
  id: 'run.1',
  run: 'run',
  setup: 's',
  providers: [],
  spec: 'a.spec.ts',
  titlePath: ['t'],
};

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

test('a miss is a problem of the attempt, a hit is none, and what was not used is left over', () => {
  const of = (json: string): ProviderExchange => ({
    provider: 'p',
    request: { method: 'POST', path: '/v1/chat', body: { json } },
    response: { status: 200, headers: {} },
  });
  const matching = new Matching([of('a'), of('b')], []);
  const attempt = new OpenAttempt(
    { ...identity, mode: 'replay' },
    { mode: 'replay', matching, from: {}, recorded: '2026-11-28' },
  );
  assert.equal(attempt.match(matching, of('a')).hit, true);
  assert.deepEqual(attempt.problems, []);
  assert.equal(attempt.match(matching, of('c')).hit, false);
  assert.deepEqual(
    attempt.problems.map(({ kind }) => kind),
    ['miss'],
  );
  assert.deepEqual(
    attempt.misses.map(({ live, problem }) => [live, problem]),
    [[of('c'), attempt.problems[0]]],
  );
  const left = attempt.leftovers(false);
  assert.deepEqual(
    left.map(({ kind }) => kind),
    ['leftover'],
  );
  assert.match(left[0]?.text ?? '', /not used: number 2 of "a\.spec\.ts › t", POST \/v1\/chat to p\./);
  assert.deepEqual(new OpenAttempt({ ...identity, mode: 'record' }, { mode: 'record' }).leftovers(false), []);
});
