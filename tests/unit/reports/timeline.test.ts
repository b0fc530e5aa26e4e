import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timeline, type TimelineCall } from '../../../reports/timeline.ts';

const call = (changes: Partial<TimelineCall> = {}): TimelineCall => ({
  label: 'POST /v1/responses',
  start: 1000,
  end: 1040,
  events: [],
  answer: '200',
  kind: 'ok',
  caused: [],
  ...changes,
});

test('a client call has its provider calls under it, from the time at which they began', () => {
  const caused = [{ label: 'ollama /v1/chat/completions', start: 1010, end: 1030, outcome: 'hit' }];
  const svg = timeline([call({ caused })]) ?? '';
  assert.match(svg, /POST \/v1\/responses/);
  assert.match(svg, /↳ ollama \/v1\/chat\/completions/);
  const [client, provider] = [...svg.matchAll(/class="bar (?:ok|provider)" x="([\d.]+)"/g)].map(([, x]) => Number(x));
  assert.ok((provider ?? 0) > (client ?? Infinity));
});

test('a miss is an error, whatever the client was answered', () => {
  const caused = [{ label: 'ollama /v1/chat/completions', start: 1, end: 2, outcome: 'miss' }];
  assert.match(timeline([call({ caused })]) ?? '', /class="bar error"[^>]*\/><text class="answer error"[^>]*>miss/);
});

test('stream events are ticks', () => {
  const svg = timeline([call({ events: [1001, 1002, 1003] })]) ?? '';
  assert.equal(svg.match(/class="tick"/g)?.length, 3 + 1);
});

test('no call makes no picture, and what a label holds is escaped', () => {
  assert.equal(timeline([]), undefined);
  assert.match(timeline([call({ label: 'GET /a?b=<c>&d' })]) ?? '', /GET \/a\?b=&lt;c&gt;&amp;d/);
});

test('of many calls the last are shown, and how many are left out', () => {
  const svg = timeline(Array.from({ length: 70 }, (_, at) => call({ start: at, end: at + 1 }))) ?? '';
  assert.match(svg, /10 earlier calls are left out/);
});
