import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timeline, type TimelineCall } from '../../../reports/timeline.ts';

const call = (changes: Partial<TimelineCall> = {}): TimelineCall => ({
  label: 'POST /v1/responses',
  start: 1000,
  end: 1040,
  first: 1030,
  events: [],
  answer: '200',
  kind: 'ok',
  caused: [],
  ...changes,
});

test('a client call has its provider calls under it, from the time at which they began', () => {
  const caused = [{ label: 'ollama /v1/chat/completions', start: 1010, end: 1030, outcome: 'hit', events: 4 }];
  const svg = timeline([call({ caused })]) ?? '';
  assert.match(svg, /POST \/v1\/responses/);
  assert.match(svg, /↳ ollama \/v1\/chat\/completions/);
  assert.match(svg, /hit, 4 events/);
  const at = (kind: string) => Number(new RegExp(`class="bar ${kind}" x="([\\d.]+)"`).exec(svg)?.[1]);
  assert.ok(at('provider') > at('wait ok'));
});

test('the wait for the first part of an answer is apart from the answer', () => {
  const svg = timeline([call()]) ?? '';
  const [, wait] = /class="bar wait ok"[^>]* width="([\d.]+)"/.exec(svg) ?? [];
  const [, answer] = /class="bar ok"[^>]* width="([\d.]+)"/.exec(svg) ?? [];
  assert.ok(Math.abs(Number(wait) / Number(answer) - 3) < 0.1, `${wait} ${answer}`);
});

test('an id is shown without its middle, so that the path behind it is seen', () => {
  const label = 'GET /v1/vector_stores/vs_8b819d74-cba5-49b1-a3f1-224fb23a90ff/files';
  assert.match(timeline([call({ label })]) ?? '', /vs_8b819d…\/files/);
});

test('a miss is an error, whatever the client was answered', () => {
  const caused = [{ label: 'ollama /v1/chat/completions', start: 1, end: 2, outcome: 'miss', events: undefined }];
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
  assert.match(svg, /10 earlier rows are left out/);
});
