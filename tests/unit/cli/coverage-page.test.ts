import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstOf, markdownTable } from '../../../cli/coverage/markdown.ts';
import { observe } from '../../../cli/coverage/observed.ts';
import { coveragePage } from '../../../cli/coverage/page.ts';
import { summaryLines, type Coverage } from '../../../cli/coverage/summary.ts';

const operations = [
  { method: 'POST', path: '/v1/responses', tags: ['Responses'] },
  { method: 'POST', path: '/v1/messages', tags: ['Messages'] },
  { method: 'GET', path: '/v1/health', tags: ['Inspect'] },
];
const title = 'responses/stream.spec.ts › streams';
const types = ['response.created', 'response.new', 'response.late'];
const file = 'responses/test_basic.py';
const coverage: Coverage = {
  served: { stack: 'ogx 1.5.0', operations },
  events: {
    sent: ['response.created', 'response.failed'],
    neverSent: { 'response.late': 'too late', 'response.never': 'no' },
  },
  observed: observe(operations, [
    {
      title,
      setup: 'gpt',
      calls: [
        {
          request: { method: 'POST', path: '/v1/responses' },
          response: { status: 200, headers: {}, events: types.map((type) => ({ data: { type } })) },
        },
      ],
    },
  ]),
  contracts: [
    {
      title: 'the types of openai 7.57.0',
      seen: {
        types: new Map([
          [
            'Response',
            new Map([
              ['id', 2],
              ['user', 0],
              ['image', 0],
            ]),
          ],
        ]),
        held: new Map([['POST /v1/responses', { answers: 1, events: 3 }]]),
      },
    },
  ],
  functions: [
    { routes: 'A', file, name: 'test_one' },
    { routes: 'A', file, name: 'test_two' },
    { routes: 'N', file, name: 'test_three' },
  ],
  mapping: [
    { file, name: 'test_one', tests: [title] },
    { file, name: 'test_two', tests: [], none: 'not yet covered: silence' },
    { file, name: 'test_three', tests: [], none: 'native API' },
  ],
};

test('the summary counts what was called, seen and carried', () => {
  assert.deepEqual(summaryLines(coverage), [
    "Operations of ogx 1.5.0: 1 of 3 called (1 of 1 OpenAI-compatible, 0 of 1 Anthropic-compatible, 0 of 1 the stack's own).",
    'Events of streamed responses: 1 of the 2 that it sends seen; 2 more are declared and never sent.',
    'Held against the types of openai 7.57.0: 1 answers and 3 events of 1 operations; ' +
      '1 of the 3 fields that these may have were there.',
    'Test functions of the reference: 1 of 3 carried, 2 with a reason why not, 1 of these not yet covered. ' +
      'Of the 2 on OpenAI-compatible routes (classes A and M), 1 are carried.',
  ]);
});

test('the page shows what was reached, what was not, and what nobody declared', () => {
  const rows = coveragePage(coverage)
    .split('\n')
    .map((line) => line.replace(/ +/g, ' '));
  for (const row of [
    '| `POST /v1/responses` | 1 | 1 | gpt | responses/stream |',
    '| `Response` | 3 | 1 | `user`, `image` |',
    '| `POST /v1/messages` | **0** | | | |',
    '| `response.created` | 1 | gpt | responses/stream |',
    '| `response.new` | 1 | gpt | responses/stream; not declared |',
    '| `response.late` | 1 | gpt | responses/stream; never sent: too late |',
    '| `response.never` | **0** | | never sent: no |',
    '| not yet covered: silence | 1 | responses/test_basic.py `test_two` |',
    '- `test_one` (A)',
    ' - responses/stream.spec.ts › streams',
  ]) {
    assert.ok(rows.includes(row), row);
  }
});

test('a table keeps a bar in its cell, and its columns in line', () => {
  assert.equal(
    markdownTable(['A', 'Long one'], [['x|y', '']]),
    ['| A    | Long one |', '| ---- | -------- |', String.raw`| x\|y |          |`].join('\n'),
  );
});

test('a long list is cut, but never for a single name', () => {
  assert.equal(firstOf(['a', 'b', 'c'], 2), 'a, b, c');
  assert.equal(firstOf(['a', 'b', 'c', 'd'], 2), 'a, b and 2 more');
});
