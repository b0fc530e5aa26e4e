import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestStep } from '@playwright/test/reporter';
import { addCalls } from '../../../reports/enrichment/call-steps.ts';
import { tagsOf } from '../../../reports/enrichment/tags.ts';
import { missed, reported } from '../../builders/reported-tests.ts';

function step(title: string, at: number, steps: TestStep[] = []): TestStep {
  const own = { category: 'test.step', duration: 5, attachments: [], annotations: [], titlePath: () => [title] };
  return { ...own, title, startTime: new Date(at), steps };
}

const caused = { provider: 'ollama', method: 'POST', path: '/v1/chat/completions', status: 200, outcome: 'hit' };

test('a test has its surface as a tag, with dashes for spaces', () => {
  assert.deepEqual(tagsOf(reported({ surface: 'vector-stores' })), ['@vector-stores']);
  assert.deepEqual(tagsOf(reported({ surface: 'my own' })), ['@my-own']);
});

test('known gaps, drift, misses and the sources of answers have tags', () => {
  const answers = ['scripted by the spec', 'local model'].map((source) => ({ source, calls: 1 }));
  assert.deepEqual(tagsOf(reported({ outcome: 'known gap', drift: 'two fields' }, { answers })), [
    '@chat',
    '@known-gap',
    '@drift',
    '@scripted',
    '@local-model',
  ]);
  assert.deepEqual(tagsOf(missed()), ['@chat', '@miss']);
});

test('a call’s step says status, events and time, and holds the provider calls that it caused', () => {
  const [first, second] = [step('POST /v1/responses', 1), step('POST /v1/responses', 2)];
  const call = { method: 'POST', path: '/v1/responses', caused: [] };
  addCalls(
    [step('Before Hooks', 0), second, step('a group', 0, [first])],
    [
      {
        ...call,
        status: 200,
        events: 12,
        milliseconds: 34.4,
        caused: [{ ...caused, source: 'local model', events: 5, at: 3, milliseconds: 2 }],
      },
      { ...call, status: 404, milliseconds: 3 },
    ],
  );
  assert.equal(first.subtitle, '→ 200, 12 events, 34 ms');
  assert.equal(second.subtitle, '→ 404, 3 ms');
  const [provider] = first.steps;
  assert.equal(provider?.title, 'ollama POST /v1/chat/completions');
  assert.equal(provider.subtitle, '→ 200, hit, local model, 5 events, 2 ms');
  assert.equal(provider.error, undefined);
  assert.deepEqual(second.steps, []);
});

test('a miss is a failed step, and a call that was cut says so', () => {
  const cut = step('GET /v1/files', 1);
  const miss = { ...caused, outcome: 'miss', status: 501, at: 3, milliseconds: 2 };
  addCalls([cut], [{ method: 'GET', path: '/v1/files', end: 'cut', events: 1, caused: [miss] }]);
  assert.equal(cut.subtitle, '→ no whole answer, 1 event, cut');
  assert.equal(cut.steps[0]?.error?.message, 'No recorded answer.');
});
