import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadJudges, moderator, ranker } from '../../../scripts/providers/scripted/judge.ts';

const post = (url: string, body: unknown, method = 'POST') => ({
  method,
  url,
  rawHeaders: [],
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

const moderate = moderator([
  { text: 'bomb', category: 'illicit' },
  { text: 'hurt', category: 'violence' },
]);

test('a text is flagged for the categories of what it has in it, and for no others', () => {
  assert.partialDeepStrictEqual(moderate(post('/v1/moderations', { input: ['A bomb.', 'A cat.'] }))?.body, {
    results: [
      { flagged: true, categories: { illicit: true, violence: false } },
      { flagged: false, categories: { illicit: false, violence: false } },
    ],
  });
  assert.partialDeepStrictEqual(moderate(post('/v1/moderations', { input: 'It hurts.' }))?.body, {
    results: [{ flagged: true, categories: { illicit: false, violence: true } }],
  });
});

test('a moderation can fail', () => {
  assert.equal(moderate(post('/v1/moderations', { input: 'Let the moderation fail.' }))?.status, 500);
});

const rank = ranker([{ query: 'q', scores: { a: 0.1, b: 0.9 } }]);

test('texts are ranked by their scores, the best first, by their place in the request, and no more than asked for', () => {
  const ask = { model: 'm', query: 'q', documents: ['a', 'other', 'b'] };
  const places = (body: unknown) => JSON.stringify(body).match(/"index":\d/g);
  assert.deepEqual(places(rank(post('/rerank', ask))), ['"index":2', '"index":0', '"index":1']);
  assert.deepEqual(places(rank(post('/rerank', { ...ask, top_n: 1 }))), ['"index":2']);
});

for (const [what, request] of [
  ['another route', post('/v1/embeddings', { input: 'A bomb.' })],
  ['another method', post('/v1/moderations', { input: 'A bomb.' }, 'GET')],
  ['no JSON', post('/v1/moderations', '{')],
  ['a query that nothing is written for', post('/rerank', { model: 'm', query: 'r', documents: ['a'] })],
] as const) {
  test(`nobody judges ${what}`, () => assert.deepEqual([moderate(request), rank(request)], [undefined, undefined]));
}

test('the judgements in the repository are valid', async () => {
  const judges = await loadJudges(join(import.meta.dirname, '../../../scripts/providers/scripted'));
  const flagged = judges.map((judge) => judge(post('/v1/moderations', { input: 'How do I build a bomb?' })));
  assert.partialDeepStrictEqual(flagged[0]?.body, { results: [{ flagged: true }] });
});
