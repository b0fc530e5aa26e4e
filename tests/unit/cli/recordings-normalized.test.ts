import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromFormat1 } from '../../../cli/recordings/format-1.ts';
import { assertSame, normalized } from '../../../cli/recordings/rewrite.ts';
import { answerChunks } from '../../../replay/recording/body.ts';
import type { RecordedAnswer } from '../../../replay/recording/exchange.ts';
import { Matching } from '../../../replay/matching/matching.ts';
import { parseProviders, parseStack } from '../../../replay/recording/format.ts';
import { Redaction } from '../../../replay/secrets/redaction.ts';
import { chat, pieces, providersOf, stackOf, textOf } from '../../builders/recordings.ts';

const JSON_HEADERS = { 'content-type': 'application/json' };

function after(response: RecordedAnswer) {
  const { text, left } = normalized(providersOf('t', [chat('q', '', { response })]));
  return { answer: parseProviders(text, 't').exchanges[0]?.response, left };
}

for (const [what, text, now] of [
  ['compact JSON', '{"a":[1,2],"b":"é"}', { json: { a: [1, 2], b: 'é' } }],
  ['JSON with a line end behind it', '{"a":1}\n', { json: { a: 1 }, end: '\n' }],
  ['JSON with numbers of Python', '{"a":1.0}', { json: { a: 1 }, numbers: { 0: '1.0' } }],
  ['JSON with blanks of Python', '{"a": 1}', { json: { a: 1 }, style: { spaced: true } }],
] as const) {
  test(`${what} that was stored as text is kept by value, byte for byte`, () => {
    const { answer } = after({ status: 200, headers: JSON_HEADERS, body: { text } });
    assert.deepEqual(answer?.body, now);
    assert.equal(Buffer.concat(answerChunks(answer)).toString(), text);
  });
}

test('text that is no JSON stays text, and so do requests', () => {
  for (const text of ['no json', '{"a":1,"a":2}', '{"__proto__":1,"a":']) {
    const { answer } = after({ status: 200, headers: JSON_HEADERS, body: { text } });
    assert.deepEqual(answer?.body, { text });
  }
  const asked = chat('q', 'a', { request: { method: 'POST', path: '/v1/x', body: { text: '{"a":1}' } } });
  const { text } = normalized(providersOf('t', [asked]));
  assert.deepEqual(parseProviders(text, 't').exchanges[0]?.request, asked.request);
});

test('events become data; chunks go where they are one event each', () => {
  const stream: RecordedAnswer = {
    status: 200,
    headers: {},
    events: [{ raw: 'data: {"a":1.0}\n\n' }, { raw: 'event: x\ndata: {"a": 1}\n\n' }, { raw: 'data: [DONE]\n\n' }],
  };
  const lengths = answerChunks(stream).map(({ length }) => length);
  assert.deepEqual(after({ ...stream, chunks: lengths }).answer, {
    ...stream,
    events: [
      { data: { a: 1 }, numbers: { 0: '1.0' } },
      { event: 'x', data: { a: 1 }, style: { spaced: true } },
      { raw: 'data: [DONE]\n\n' },
    ],
  });
  const [one = 0, ...more] = lengths;
  assert.deepEqual(after({ ...stream, chunks: [one + 1, ...more] }).answer?.chunks, [one + 1, ...more]);
});

test('a document of the stack is kept by its digest, and nothing else of it is', () => {
  const document = '{"paths":{"/v1/x":{"200":1.0}}}';
  const call = (path: string) => ({
    request: { method: 'GET', path },
    response: { status: 200, headers: JSON_HEADERS, body: { text: document } },
  });
  const recording = { ...stackOf('t', []), calls: [call('/openapi.json'), call('/v1/x')] };
  const { calls } = parseStack(normalized(recording).text, 't');
  assert.deepEqual(
    calls.map(({ response: { body } }) => Object.keys(body ?? {})),
    [
      ['sha256', 'bytes'],
      ['json', 'numbers'],
    ],
  );
  const again = parseStack(normalized(recording).text, 't');
  assert.equal(normalized(again).text, normalized(recording).text);
  const [was] = recording.calls;
  const other = { ...call('/openapi.json'), response: { ...call('').response, body: { sha256: 'x', bytes: 1 } } };
  assert.throws(() => assertSame(was ? [was] : [], [other]), /would not match or replay as before/);
});

test('format 1 says in format 2 what it said, numbers as JavaScript spells them', () => {
  const recording = { ...providersOf('t', [chat('q', 'a')]), format: 1 };
  const text = JSON.stringify(recording).replace('"created":1', '"created":1.0');
  assert.deepEqual(JSON.parse(fromFormat1(text)), { ...recording, format: 2 });
  assert.match(fromFormat1(text), /"created":1,/);
  for (const other of [text.replace('"format":1', '"format":3'), '{"format":1', 'no json', '[1]'])
    assert.equal(fromFormat1(other), other);
});

test('the value of a secret field goes from a request, which can be asked for again then', () => {
  const secret = chat('q', 'a', {
    request: { method: 'POST', path: '/v1/x', body: { json: { api_key: 'abc', q: 1 } } },
  });
  const live = { provider: 'ollama', request: new Redaction({}).request(secret.request) };
  assert.equal(new Matching([secret], []).match(live).hit, false);
  const { exchanges } = parseProviders(normalized(providersOf('t', [secret])).text, 't');
  assert.equal(new Matching(exchanges, []).match(live).hit, true);
});

test('the value of a secret field in an answer is told, not touched', () => {
  const answer: RecordedAnswer = { status: 200, headers: JSON_HEADERS, body: { json: { password: 'abc' } } };
  const result = after(answer);
  assert.deepEqual(result.answer, answer);
  assert.match(result.left.join(), /exchange 1 holds the value of a secret field/);
});

test('fields that say nothing go, the order is one, and a second run changes nothing', () => {
  const recording = providersOf('t', [chat('q', 'a', { source: 'local model' })]);
  const reversed = JSON.stringify(Object.fromEntries(Object.entries(recording).reverse()));
  const { text } = normalized(parseProviders(reversed, 't'));
  assert.equal(text, textOf(providersOf('t', [chat('q', 'a')])));
  assert.equal(normalized(parseProviders(text, 't')).text, text);
});

test('a result that would match or replay in another way is refused', () => {
  const was = chat('q', '', { response: pieces('a', 'b') });
  const different = [
    [],
    [chat('Q', '', { response: was.response })],
    [{ ...was, response: { ...was.response, status: 201 } }],
    [{ ...was, response: { ...was.response, headers: {} } }],
    [{ ...was, response: { ...was.response, end: 'cut' as const } }],
    [{ ...was, response: pieces('ab') }],
    [{ ...was, response: { ...was.response, chunks: [10] } }],
  ];
  for (const now of different) assert.throws(() => assertSame([was], now), /would not match or replay as before/);
  assert.doesNotThrow(() => assertSame([was], [structuredClone(was)]));
});
