/** What stands in a recording's file: JSON as JSON, whatever its server writes, and text for what is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { answerChunks, answerContent } from '../../../replay/recording/body.ts';
import type { ProviderExchange, RecordedAnswer } from '../../../replay/recording/exchange.ts';
import { recordingText } from '../../../replay/recording/file-text.ts';
import { parseProviders } from '../../../replay/recording/format.ts';
import { Matching } from '../../../replay/matching/matching.ts';
import { Redaction } from '../../../replay/secrets/redaction.ts';
import { chat, providersOf } from '../../builders/recordings.ts';
import { written } from '../../builders/json-text.ts';

const JSON_TYPE = 'application/json';
const SSE = 'text/event-stream';

const answer = (text: string, type: string): RecordedAnswer => ({
  status: 200,
  headers: { 'content-type': type },
  ...answerContent([Buffer.from(text)], type),
});
const file = (response: RecordedAnswer): string => recordingText(providersOf('t', [chat('q', '', { response })]));

/** The answer as it is when its file has been read again. */
function read(response: RecordedAnswer): RecordedAnswer {
  const [exchange] = parseProviders(file(response), 't').exchanges;
  assert.ok(exchange);
  return exchange.response;
}

const bytesOf = (response: RecordedAnswer): string => Buffer.concat(answerChunks(response)).toString();

test('numbers stand in the file as their server spelled them, and a vector on one line', () => {
  const vector = Array.from({ length: 40 }, (_, i) => (i / 16).toFixed(3)).join();
  const text = `{"temperature":0.0,"tiny":1e-07,"data":[{"embedding":[${vector}]}]}`;
  const now = file(answer(text, JSON_TYPE));
  assert.match(now, /^ +"temperature": 0\.0,$/m);
  assert.match(now, /^ +"tiny": 1e-07,$/m);
  assert.ok(now.split('\n').some((line) => line.trim() === `"embedding": [${vector}]`));
  assert.doesNotMatch(now, /numbers/);
  assert.equal(bytesOf(read(answer(text, JSON_TYPE))), text);
});

for (const [what, event, stored] of [
  ['data alone', 'data: {"a":1.0}\n\n', '{"data":{"a":1.0}}'],
  ['a name', 'event: response.created\ndata: {"a":1}\n\n', '{"event":"response.created","data":{"a":1}}'],
  ['blanks of Python', 'data: {"a": 1}\n\n', '{"data":{"a":1},"style":{"spaced":true}}'],
  ['other line ends', 'data: {"a":1}\r\n\r\n', '{"data":{"a":1},"after":"\\r\\n\\r\\n"}'],
  ['more fields', 'id: 7\ndata:{"a":1}\n\n', '{"before":"id: 7\\ndata:","data":{"a":1}}'],
  ['a stream that was cut behind its JSON', 'data: {"a":1}', '{"data":{"a":1},"after":""}'],
  ['no JSON', 'data: [DONE]\n\n', '{"raw":"data: [DONE]\\n\\n"}'],
  ['a comment', ': ping\n\n', '{"raw":": ping\\n\\n"}'],
  ['a piece of text that reads as a number', '12', '{"raw":"12"}'],
] as const) {
  test(`an event is one line of the file, by its JSON where it has any: ${what}`, () => {
    const response = answer(event, SSE);
    assert.ok(file(response).split('\n').includes(`          ${stored}`), file(response));
    assert.equal(bytesOf(read(response)), event);
  });
}

test('a line of a stream of JSON is JSON too', () => {
  const text = '{"message":{"content":"a"},"n":1.0}\n{"done":true}\n';
  const response = answer(text, 'application/x-ndjson');
  assert.match(file(response), /^ +\{"before":"","data":\{"message":\{"content":"a"\},"n":1\.0\},"after":"\\n"\},$/m);
  assert.equal(bytesOf(read(response)), text);
});

test('an answer is JSON whatever its type says, but a word or a number of another type is text', () => {
  assert.deepEqual(answer('{"a": 1}\n', 'application/octet-stream').body, {
    json: { a: 1 },
    style: { spaced: true },
    end: '\n',
  });
  assert.deepEqual(answer('12', 'text/plain').body, { text: '12' });
  assert.deepEqual(answer('null', JSON_TYPE).body, { json: null });
});

test('no JSON of a server stands as text, neither as an answer nor as an event', () => {
  fc.assert(
    fc.property(written, fc.constantFrom('', '\n'), (text, end) => {
      const { body } = answer(text + end, JSON_TYPE);
      assert.ok(body && 'json' in body, text);
      for (const event of [`data: ${text}\n\n`, `event: x\ndata: ${text}\n\n`]) {
        // A server has a line of data for each line of a text, which is not one JSON.
        if (/[\r\n]/.test(text)) continue;
        const { events } = answer(event, SSE);
        assert.ok(
          events?.every((one) => 'data' in one),
          event,
        );
      }
    }),
    { numRuns: 500 },
  );
});

test('whatever a server writes is the same bytes when its file has been read', () => {
  fc.assert(
    fc.property(written, fc.constantFrom(JSON_TYPE, SSE, 'application/x-ndjson', 'text/plain'), (text, type) => {
      const sent = type === SSE ? `event: x\ndata: ${text}\n\ndata: ${text}\n\n` : `${text}\n`;
      assert.equal(bytesOf(read(answer(sent, type))), sent);
    }),
    { numRuns: 500 },
  );
});

test('ids and secrets in an answer change, and its numbers keep their digits', () => {
  const [was, is] = ['file-0123456789abcdef0123456789abcdef', 'file-fedcba98765432100123456789abcdef'];
  const asking = (id: string): ProviderExchange['request'] => ({
    method: 'POST',
    path: '/v1/x',
    body: { json: { id } },
  });
  for (const [text, type] of [
    [`{"id": "${was}", "score": 0.50}`, JSON_TYPE],
    [`event: x\ndata: {"id":"${was}","score":0.50}\n\n`, SSE],
  ] as const) {
    const matching = new Matching([chat('q', '', { request: asking(was), response: read(answer(text, type)) })], []);
    const match = matching.match({ provider: 'ollama', request: asking(is) });
    assert.ok(match.hit);
    assert.equal(bytesOf(match.answer), text.replace(was, is));
    const redacted = new Redaction({ THE_KEY: was }).answer(answer(text, type));
    assert.equal(bytesOf(redacted), text.replace(was, '<redacted:THE_KEY>'));
  }
});

test('what a file cannot hold of an answer makes it a bad one', () => {
  const good = file(answer('event: x\ndata: {"a": 1}\n\n', SSE));
  const stored = '{"event":"x","data":{"a":1},"style":{"spaced":true}}';
  assert.ok(good.includes(stored));
  for (const bad of [
    '{"event":"x","before":"","data":1}',
    '{"event":"x"}',
    '{"event":1,"data":1}',
    '{"data":1,"style":{"spaced":false}}',
    '{"data":1,"style":{"indent":"x"}}',
    '{"data":1,"raw":"x"}',
    '{"data":1,"toString":"x"}',
  ])
    assert.throws(() => parseProviders(good.replace(stored, bad), 't'), /is neither \{ data \} nor \{ raw \}/, bad);
});
