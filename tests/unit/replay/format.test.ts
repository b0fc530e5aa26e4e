import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerChunks, answerContent, bytesToBody, requestBody } from '../../../replay/recording/body.ts';
import { layout } from '../../../replay/recording/layout.ts';
import { recordCommand, recordingFolder, slug } from '../../../replay/recording/location.ts';
import { BadRecording, FORMAT, parseProviders } from '../../../replay/recording/format.ts';
import { Redaction } from '../../../replay/secrets/redaction.ts';
import { equivalentExchanges } from '../../../replay/matching/equivalence.ts';
import type { Json, ProviderExchange } from '../../../replay/recording/exchange.ts';

const SSE = 'text/event-stream; charset=utf-8';
const answer = (chunks: Buffer[], type: string) => ({ status: 200, headers: {}, ...answerContent(chunks, type) });

const streams: [string, string[]][] = [
  ['one event a chunk', ['data: {"a":1}\n\n', 'data: [DONE]\n\n']],
  ['two events in a chunk', ['data: {"a":1}\n\ndata: {"b":2}\n\n']],
  ['an event over two chunks', ['data: {"a"', ':1}\n\n']],
  ['JSON that is not written compactly', ['data: {"a": 1.0, "b": 1e-07}\n\n']],
  ['other line ends and comments', [': ping\r\n\r\n', 'event: x\ndata: 1\n\n']],
  ['no blank line at the end', ['data: {"a":1}\n\ndata: {"b"']],
];

for (const [what, texts] of streams) {
  test(`a stream is kept byte for byte: ${what}`, () => {
    const chunks = texts.map((text) => Buffer.from(text));
    assert.deepEqual(answerChunks(answer(chunks, SSE)), chunks);
  });
}

test('a chunk that ends inside a letter is kept', () => {
  const bytes = Buffer.from('data: "é"\n\n');
  const chunks = [bytes.subarray(0, 8), bytes.subarray(8)];
  assert.deepEqual(answerChunks(answer(chunks, SSE)), chunks);
});

test('chunks are named only where they are not one event each', () => {
  assert.equal(answer([Buffer.from('data: 1\n\n'), Buffer.from('data: 2\n\n')], SSE).chunks, undefined);
  assert.deepEqual(answer([Buffer.from('data: 1\n\ndata: 2\n\n')], SSE).chunks, [18]);
});

for (const [what, type, bytes] of [
  ['compact JSON', 'application/json', '{"a":[1,2.5]}'],
  ['JSON with a newline behind it', 'application/json', '{"a":1}\n'],
  ['JSON with spaces', 'application/json', '{"a": 1}\n'],
  ['JSON with other number forms', 'application/json', '{"a":1.0}'],
  ['text', 'text/plain', 'hello'],
  ['broken JSON', 'application/json', '{"a":'],
] as const) {
  test(`a body is kept byte for byte: ${what}`, () => {
    assert.equal(Buffer.concat(answerChunks(answer([Buffer.from(bytes)], type))).toString(), bytes);
  });
}

test('binary answers are kept, also large ones', () => {
  const bytes = Buffer.alloc(100_000, 0xff);
  assert.deepEqual(Buffer.concat(answerChunks(answer([bytes], 'audio/wav'))), bytes);
});

test('the chunks of what is not text are kept where it is a stream, and nowhere else', () => {
  const chunks = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfd])];
  assert.deepEqual(answerContent(chunks, 'audio/wav'), { body: { base64: '//79' } });
  assert.deepEqual(answerContent(chunks, SSE), { body: { base64: '//79' }, chunks: [2, 1] });
});

test('a form inside a form stays the text that it is', () => {
  const inner = '--i\r\nContent-Disposition: form-data; name="deep"\r\n\r\nx\r\n--i--\r\n';
  const type = 'multipart/form-data; boundary=i';
  const outer = `--o\r\nContent-Disposition: form-data; name="part"\r\nContent-Type: ${type}\r\n\r\n${inner}\r\n--o--\r\n`;
  assert.deepEqual(bytesToBody(Buffer.from(outer), 'multipart/form-data; boundary=o'), {
    form: [{ name: 'part', type, content: { text: inner } }],
  });
});

test('a form is kept by its parts, without its random boundary', () => {
  const form = (boundary: string): Buffer =>
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nassistants\r\n` +
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhi\r\n--${boundary}--\r\n`,
    );
  const one = requestBody(form('xyz'), 'multipart/form-data; boundary=xyz');
  assert.deepEqual(one, requestBody(form('abc123'), 'multipart/form-data; boundary="abc123"'));
  assert.deepEqual(one, {
    form: [
      { name: 'purpose', content: { text: 'assistants' } },
      { name: 'file', filename: 'a.txt', type: 'text/plain', content: { text: 'hi' } },
    ],
  });
});

test('an empty body is no body', () => {
  assert.equal(bytesToBody(Buffer.alloc(0), 'application/json'), undefined);
});

test('a recording has one event a line and its numbers on one line, and is what it was when read again', () => {
  const value: Json = {
    events: [{ data: { a: 'x'.repeat(200) } }, { raw: 'data: [DONE]\n\n' }],
    vector: Array.from({ length: 100 }, (_, i) => i / 7),
  };
  const text = layout(value);
  assert.deepEqual(JSON.parse(text), value);
  assert.equal(text.split('\n').length, 8);
});

const file = (exchanges: Json[], format = FORMAT): string =>
  JSON.stringify({
    format,
    seam: 'providers',
    test: 't',
    recorded: '2026-01-01',
    stack: 's',
    from: {},
    literals: [],
    exchanges,
  });

for (const [what, text, message] of [
  ['no JSON', '{"format": 1, ', /is not JSON.*restore it with git/is],
  ['a later format', file([], 3), /has format 3, this version reads format 2\. Use the version that wrote it/],
  ['the old format', file([], 1), /has format 1, this version reads format 2\. .*npm run recordings -- normalize$/],
  ['no format', '{}', /has format none/],
  [
    'a field of the wrong type',
    file([{ provider: 'x', request: { method: 'GET', path: 7 }, response: {} }]),
    /exchanges\.0\.request\.path/,
  ],
  [
    'an unknown field',
    file([{ provider: 'x', extra: 1, request: { method: 'GET', path: '/' }, response: { status: 200, headers: {} } }]),
    /extra/,
  ],
] as const) {
  test(`a recording file with ${what} is a clear error`, () => {
    assert.throws(
      () => parseProviders(text, 'r.json'),
      (error) => error instanceof BadRecording && message.test(error.message),
    );
  });
}

test('the folder of a test is its words, of bounded length, and titles that are cut do not collide', () => {
  const name = { setup: 'gpt', spec: 'chat/a.spec.ts', titlePath: ['Chat', 'says "hello" (twice)'] };
  assert.equal(recordingFolder(name), 'gpt/chat/a.spec.ts/chat-says-hello-twice');
  const long = 'word '.repeat(60);
  assert.ok(slug(long).length <= 80);
  assert.notEqual(slug(`${long}a`), slug(`${long}b`));
  assert.notEqual(slug('!!!'), slug('???'));
});

test('the command that records a test again survives a shell', () => {
  const command = recordCommand({ setup: 'gpt', spec: 'a.spec.ts', titlePath: ['costs $5 (`x`) "y"'] });
  assert.equal(command, 'npm run record -- --project=gpt a.spec.ts -g "costs .5 \\(.x.\\) .y."');
});

test('the command that records a test again selects it, whatever tags its titles have, and no other', () => {
  const titlePath = ['GET /v1/files', 'lists one (the first)'];
  const pattern = /-g "(.*)"$/.exec(recordCommand({ setup: 'gpt', spec: 'a.spec.ts', titlePath }))?.[1] ?? '';
  const selects = (title: string) => new RegExp(pattern).test(title);
  // As Playwright lays a test's titles and tags out for `--grep`.
  assert.ok(selects('gpt a.spec.ts GET /v1/files lists one (the first)'));
  assert.ok(selects('gpt a.spec.ts GET /v1/files @stack @any-provider lists one (the first) @tools'));
  assert.ok(!selects('gpt a.spec.ts GET /v1/files/{id} @stack lists one (the first)'));
});

test('known secrets are replaced in texts, in JSON, and across the events of a stream', () => {
  const redaction = new Redaction({ OPENAI_API_KEY: 'canary-secret-value' });
  assert.equal(redaction.text('a canary-secret-value b'), 'a <redacted:OPENAI_API_KEY> b');
  assert.deepEqual(redaction.json({ api_key: 'whatever', note: 'x' }), { api_key: '<redacted>', note: 'x' });
  assert.deepEqual(redaction.json({ api_key: '********' }), { api_key: '********' });
  const event = (content: string): { data: Json } => ({ data: { choices: [{ index: 0, delta: { content } }] } });
  const clean = redaction.events([event('my canary-'), event('secret'), event('-value!')]);
  assert.deepEqual(clean, [event('my <redacted:OPENAI_API_KEY>'), event(''), event('!')]);
  const atStart = redaction.events([event('my '), event('canary-secret'), event('-value!')]);
  assert.deepEqual(atStart, [event('my '), event('<redacted:OPENAI_API_KEY>'), event('!')]);
});

let created = 1_700_000_000;
const exchange = (id: string, text: string): ProviderExchange => ({
  provider: 'p',
  request: { method: 'POST', path: '/x', body: { json: { q: 1 } } },
  response: { status: 200, headers: {}, body: { json: { id, created: ++created, text } } },
});

test('a re-recording that differs in answer ids and times only says the same', () => {
  assert.ok(equivalentExchanges([exchange('chatcmpl-1', 'a')], [exchange('chatcmpl-2', 'a')]));
  assert.ok(!equivalentExchanges([exchange('chatcmpl-1', 'a')], [exchange('chatcmpl-1', 'b')]));
  assert.ok(!equivalentExchanges([exchange('chatcmpl-1', 'a')], []));
  const streamed = (text: string): ProviderExchange => {
    const raw = `data: ${JSON.stringify({ created: ++created, choices: [{ text }] })}\n\n`;
    return { ...exchange('', ''), response: { status: 200, headers: {}, events: [{ raw }] } };
  };
  assert.ok(equivalentExchanges([streamed('a')], [streamed('a')]));
  assert.ok(!equivalentExchanges([streamed('a')], [streamed('b')]));
});

test('an answer id that later requests carry may be another one too', () => {
  const turns = (id: string): ProviderExchange[] => [
    exchange(id, 'a'),
    { ...exchange('chatcmpl-9', 'b'), request: { method: 'POST', path: '/x', body: { json: { tool_call_id: id } } } },
  ];
  assert.ok(equivalentExchanges(turns('call_11111111'), turns('call_22222222')));
});
