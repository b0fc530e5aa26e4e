import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertSame, normalized } from '../../../cli/recordings/rewrite.ts';
import { answerChunks } from '../../../replay/recording/body.ts';
import type { RecordedAnswer } from '../../../replay/recording/exchange.ts';
import { Matching } from '../../../replay/matching/matching.ts';
import { parseProviders } from '../../../replay/recording/format.ts';
import { Redaction } from '../../../replay/secrets/redaction.ts';
import { chat, pieces, providersOf, textOf } from '../../builders/recordings.ts';

const JSON_HEADERS = { 'content-type': 'application/json' };

function after(response: RecordedAnswer) {
  const { text, left } = normalized(providersOf('t', [chat('q', '', { response })]));
  return { answer: parseProviders(text, 't').exchanges[0]?.response, left };
}

test('JSON that was stored as text is kept by value, byte for byte', () => {
  const exact = '{"a":[1,2],"b":"é"}';
  for (const text of [exact, `${exact}\n`]) {
    const { answer } = after({ status: 200, headers: JSON_HEADERS, body: { text } });
    assert.ok(answer?.body && 'json' in answer.body);
    assert.equal(Buffer.concat(answerChunks(answer)).toString(), text);
  }
  for (const text of ['{"a": 1}', '{"a":1.0}', 'no json', '{"__proto__":1,"a":']) {
    const { answer } = after({ status: 200, headers: JSON_HEADERS, body: { text } });
    assert.deepEqual(answer?.body, { text });
  }
});

test('text that is JSON stays text where it was not sent as JSON, and in requests', () => {
  const answer: RecordedAnswer = { status: 200, headers: { 'content-type': 'text/plain' }, body: { text: '{"a":1}' } };
  assert.deepEqual(after(answer).answer, answer);
  const asked = chat('q', 'a', { request: { method: 'POST', path: '/v1/x', body: { text: '{"a":1}' } } });
  const { text } = normalized(providersOf('t', [asked]));
  assert.deepEqual(parseProviders(text, 't').exchanges[0]?.request, asked.request);
});

test('events become data where that is the same text; chunks go where they are one event each', () => {
  const stream: RecordedAnswer = {
    status: 200,
    headers: {},
    events: [{ raw: 'data: {"a":1}\n\n' }, { raw: 'data: {"a": 1}\n\n' }],
  };
  const [one, two] = answerChunks(stream).map(({ length }) => length);
  assert.ok(one !== undefined && two !== undefined);
  assert.deepEqual(after({ ...stream, chunks: [one, two] }).answer, {
    ...stream,
    events: [{ data: { a: 1 } }, { raw: 'data: {"a": 1}\n\n' }],
  });
  assert.deepEqual(after({ ...stream, chunks: [one + 1, two - 1] }).answer?.chunks, [one + 1, two - 1]);
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
  const { text } = normalized(parseProviders(textOf(Object.fromEntries(Object.entries(recording).reverse())), 't'));
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
