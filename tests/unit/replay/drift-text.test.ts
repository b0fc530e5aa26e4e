import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallDrift } from '../../../replay/drift/drift.ts';
import { driftOverview, driftSummary, driftText } from '../../../replay/drift/text.ts';

const changed = (title: string, ...differences: CallDrift['differences']): CallDrift => ({
  title,
  kind: 'changed',
  differences,
});
const audio = (n: number) => ({ path: `events[${n}].choices[0].delta.audio`, recorded: null, live: undefined });
const long = { path: 'body.error.message', recorded: 'a'.repeat(60), live: 'b'.repeat(60) };

test('a text of drift has each call with its paths and both values, and equal differences once', () => {
  const drift: CallDrift[] = [
    changed('POST /v1/x', { path: 'status', recorded: 200, live: 500 }, audio(0), audio(1), audio(2), long),
    { title: 'GET /v1/y', kind: 'not made', differences: [] },
  ];
  assert.deepEqual(driftText('recorded on s 1, now s 2', drift).split('\n'), [
    'The stack answers otherwise than recorded (recorded on s 1, now s 2):',
    'POST /v1/x: another answer',
    '  status: recorded 200, now 500',
    '  events[*].choices[*].delta.audio: recorded null, now nothing (at 3 places)',
    '  body.error.message:',
    `    recorded "${'a'.repeat(60)}"`,
    `    now      "${'b'.repeat(60)}"`,
    'GET /v1/y: not made',
  ]);
  assert.equal(
    driftSummary(drift),
    'POST /v1/x status, events[*].choices[*].delta.audio, body.error.message; GET /v1/y not made',
  );
});

test('equal places with other values are told apart, and a long list is cut, which is said', () => {
  const many = Array.from({ length: 30 }, (_, i) => ({ path: `body.data[${i}].n`, recorded: i, live: i + 1 }));
  const lines = driftText('s 1', [changed('GET /v1/x', ...many)]).split('\n');
  assert.equal(lines.length, 2 + 20 + 1);
  assert.deepEqual([lines[2], lines.at(-1)], ['  body.data[0].n: recorded 0, now 1', '  … and more']);
});

test('over many tests a call and path is told once, with how many tests it is in, the most frequent first', () => {
  const id = (sign: string) => `resp_${sign.repeat(8)}-0000-0000-0000-${sign.repeat(12)}`;
  const told = (test: string, ...drift: CallDrift[]) => ({ test, text: driftText('s 1', drift) });
  const status = { path: 'status', recorded: 200, live: 500 };
  const overview = driftOverview([
    told('one', changed(`GET /v1/responses/${id('a')}`, status, { path: 'body.data[3]', recorded: 1, live: 2 })),
    told('two', changed(`GET /v1/responses/${id('b')}`, status), {
      title: 'GET /v1/y',
      kind: 'not made',
      differences: [],
    }),
    told('three', changed(`GET /v1/responses/${id('c')}`, { ...status, live: 404 }, long)),
  ]);
  assert.deepEqual(
    overview.map(({ call, difference, tests }) => [call, difference.split('\n')[0], tests]),
    [
      ['GET /v1/responses/…: another answer', 'status: recorded 200, now 500', ['one', 'two', 'three']],
      ['GET /v1/responses/…: another answer', 'body.data[3]: recorded 1, now 2', ['one']],
      ['GET /v1/y: not made', '', ['two']],
      ['GET /v1/responses/…: another answer', 'body.error.message:', ['three']],
    ],
  );
});

test('over many tests items of a list that are others are told one by one', () => {
  const gone = (n: number) => ({ path: `body.data[${n}]`, recorded: { route: `/v1/${n}` }, live: undefined });
  const text = driftText('s 1', [changed('GET /v1/inspect/routes', gone(1), gone(2))]);
  const overview = driftOverview([
    { test: 'one', text },
    { test: 'two', text },
  ]);
  assert.deepEqual(
    overview.map(({ difference, tests }) => [difference, tests.length]),
    [
      ['body.data[1]: recorded {"route":"/v1/1"}, now nothing', 2],
      ['body.data[2]: recorded {"route":"/v1/2"}, now nothing', 2],
    ],
  );
});
