import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exchangeDifferences } from '../../../cli/recordings/exchange-differences.ts';
import type { ProviderExchange } from '../../../replay/recording/exchange.ts';
import { chat, json, pieces } from '../../builders/recordings.ts';

function told(old: ProviderExchange[], now: ProviderExchange[]) {
  return exchangeDifferences(old, now, 'exchange').map(({ path, recorded, live, why }) => [path, recorded, live, why]);
}

test('ids, times, fingerprints and network chunks do not count', () => {
  const answer = (id: string, created: number, print: string) =>
    json({ id, created, system_fingerprint: print, choices: [{ index: 0, message: { content: `see ${id}` } }] });
  const [a, b] = [answer('chatcmpl-11111111', 1, 'a'), answer('chatcmpl-22222222', 2, 'b')];
  const later = (id: string) => chat(`what was ${id}?`, 'that');
  assert.deepEqual(
    told(
      [chat('q', '', { response: a }), later('chatcmpl-11111111')],
      [chat('q', '', { response: b }), later('chatcmpl-22222222')],
    ),
    [],
  );
  const stream = pieces('Hel', 'lo');
  assert.deepEqual(
    told([chat('q', '', { response: stream })], [chat('q', '', { response: { ...stream, chunks: [9, 9] } })]),
    [],
  );
});

test('a changed text is told by its path, streams as the text that they bring', () => {
  assert.deepEqual(told([chat('q', 'old')], [chat('q', 'new')]), [
    ['exchange 1.response.content.choices[0].message.content', 'old', 'new', undefined],
  ]);
  assert.deepEqual(
    told([chat('q', '', { response: pieces('Hel', 'lo') })], [chat('q', '', { response: pieces('Hel', 'lp') })]),
    [['exchange 1.response.content.choices[0].delta.content', 'Hello', 'Hellp', undefined]],
  );
});

test('the same text in other pieces is one difference, and said to be harmless', () => {
  const [was, is] = [chat('q', '', { response: pieces('Hello') }), chat('q', '', { response: pieces('Hel', 'lo') })];
  assert.deepEqual(told([was], [is]), [
    ['exchange 1.response.events', '2 events', '3 events', 'joined, they say the same'],
  ]);
});

test('an exchange that is put in or taken out leaves the others coupled', () => {
  const [a, b, c] = [chat('a', '1'), chat('b', '2'), chat('c', '3')];
  assert.deepEqual(told([a, c], [a, b, c]), [['exchange 2', undefined, 'POST /v1/chat/completions to ollama', 'new']]);
  assert.deepEqual(told([a, b, c], [b, c]), [['exchange 1', 'POST /v1/chat/completions to ollama', undefined, 'gone']]);
  assert.deepEqual(told([a, b], [a, { ...b, provider: 'vllm' }]).length, 2);
});

test('status, source and request count', () => {
  const was = chat('q', 'a');
  const is = chat('Q', 'a', { source: 'scripted', response: { ...was.response, status: 500 } });
  assert.deepEqual(
    told([was], [is]).map(([path]) => path),
    ['exchange 1.source', 'exchange 1.request.body.messages[0].content', 'exchange 1.response.status'],
  );
});

test('a vector that differs is one difference with the largest distance', () => {
  const vector = (step: number) =>
    chat('q', '', { response: json({ data: [{ embedding: Array.from({ length: 20 }, (_, i) => i * step) }] }) });
  const [only, ...more] = told([vector(1)], [vector(1.5)]);
  assert.deepEqual(more, []);
  assert.deepEqual(
    [only?.[0], only?.[3]],
    ['exchange 1.response.content.data[0].embedding[*]', '19 numbers differ, by 9.5 at most'],
  );
});
