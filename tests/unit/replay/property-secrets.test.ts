import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { answerChunks, answerContent, requestBody } from '../../../replay/recording/body.ts';
import type { Json, RecordedAnswer, RecordedRequest } from '../../../replay/recording/exchange.ts';
import { eachString, parseJson } from '../../../replay/recording/json.ts';
import { recordingText } from '../../../replay/recording/file-text.ts';
import { Matching } from '../../../replay/matching/matching.ts';
import { FORMAT, parseProviders, type ProvidersRecording } from '../../../replay/recording/format.ts';
import { Redaction } from '../../../replay/secrets/redaction.ts';
import { splitEvents, splitLines } from '../../../replay/recording/sse.ts';
import { cut } from '../../builders/arbitraries.ts';

const runs = { numRuns: 300 };

const plainLetter = fc.constantFrom(...'abcXYZ019-_'.split(''));

/** Secrets as they are, and with signs that JSON, addresses and replacements treat in their own way. */
const canary = fc.oneof(
  fc.string({ unit: plainLetter, minLength: 8, maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom('a', 'b', '"', '\\', '/', '+', '%', '$', '&', '=', 'é', ' '),
    minLength: 8,
    maxLength: 12,
  }),
  fc.constantFrom('redacted', 'THE_API_KEY', '<redacted:THE_API_KEY>', 'aaaaaaaaaaaaaaaa'),
);

const around = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '"', 'ä', '\n'), maxLength: 4 });

/** What a recording file holds of these, as it is when it has been read again, and its text. */
function stored(redaction: Redaction, request: RecordedRequest, answer: RecordedAnswer): [ProvidersRecording, string] {
  const exchange = { provider: 'p', request: redaction.request(request), response: redaction.answer(answer) };
  const header = { format: FORMAT, test: 't', recorded: '2026-01-01', stack: 's', seam: 'providers' };
  const recording = { ...header, from: {}, literals: [], exchanges: [exchange] };
  const text = recordingText(recording);
  return [parseProviders(text, 'file'), text];
}

/** Takes the stand-ins out: they may well read like a part of an odd secret. */
const withoutStandIns = (text: string): string =>
  text.replaceAll('<redacted:THE_API_KEY>', '\u0001').replaceAll('<redacted>', '\u0001');

function assertAbsent(secret: string, text: string): void {
  assert.ok(!withoutStandIns(text).includes(secret), `${JSON.stringify(secret)} is in ${text.slice(0, 500)}`);
}

/** Fails when the secret is in a file, or in what any of its strings or bytes stand for. */
function assertKept(secret: string, [recording, text]: [ProvidersRecording, string]): void {
  // A secret of the recording's own words would be found in each of them.
  if (!['redacted', 'THE_API_KEY', '<redacted:THE_API_KEY>'].includes(secret))
    assertAbsent(JSON.stringify(secret).slice(1, -1), text);
  const plain: Json = parseJson(JSON.stringify(recording.exchanges));
  eachString(plain, (string) => assertAbsent(secret, string));
  for (const { request, response } of recording.exchanges) {
    const body = request.body;
    if (body !== undefined && 'base64' in body) assertAbsent(secret, Buffer.from(body.base64, 'base64').toString());
    assertAbsent(secret, Buffer.concat(answerChunks(response)).toString());
  }
}

test('a secret anywhere in a request reaches no file, and the same request still hits', () => {
  const place = fc.constantFrom(
    'path',
    'query',
    'encoded query',
    'value',
    'key',
    'nested',
    'text',
    'form',
    'bytes',
    'broken JSON',
  );
  fc.assert(
    fc.property(canary, around, around, place, (secret, before, after, place) => {
      const redaction = new Redaction({ THE_API_KEY: secret });
      const request = requestWith(`${before}${secret}${after}`, place);
      const file = stored(redaction, request, { status: 200, headers: {} });
      assertKept(secret, file);
      const matching = new Matching(file[0].exchanges, []);
      assert.ok(matching.match({ provider: 'p', request: redaction.request(request) }).hit);
    }),
    runs,
  );
});

function requestWith(text: string, place: string): RecordedRequest {
  const asked = { method: 'POST', path: '/v1/x' };
  const json = (value: Json): RecordedRequest =>
    withBody(asked, Buffer.from(JSON.stringify(value)), 'application/json');
  switch (place) {
    case 'path':
      return { ...asked, path: `/v1/${text}` };
    case 'query':
      return { ...asked, query: `key=${text}` };
    case 'encoded query':
      return { ...asked, query: `key=${encodeURIComponent(text)}` };
    case 'key':
      return json({ [text]: 1 });
    case 'nested':
      return json({ a: [{ api_key: 'x', b: text }] });
    case 'text':
      return withBody(asked, Buffer.from(text), 'text/plain');
    case 'broken JSON':
      return withBody(asked, Buffer.from(`{"a":${JSON.stringify(text)}`), 'application/json');
    case 'bytes':
      return withBody(asked, Buffer.concat([Buffer.from([0xff]), Buffer.from(text), Buffer.from([0xfe])]), 'audio/wav');
    case 'form':
      return withBody(
        asked,
        Buffer.from(`--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n${text}\r\n--b--\r\n`),
        'multipart/form-data; boundary=b',
      );
    default:
      return json({ a: text });
  }
}

function withBody(request: RecordedRequest, bytes: Buffer, type: string): RecordedRequest {
  const body = requestBody(bytes, type);
  return body === undefined ? request : { ...request, body };
}

/** How servers frame the pieces of a text. */
const framings: Record<string, (piece: string) => string> = {
  'compact data': (piece) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: piece } }] })}\n\n`,
  'spaced data': (piece) => `data: {"choices": [{"index": 0, "delta": {"content": ${JSON.stringify(piece)}}}]}\n\n`,
  'named event': (piece) => `event: delta\ndata: ${JSON.stringify({ type: 'delta', item_id: 'i', delta: piece })}\n\n`,
  'named event with other line ends': (piece) =>
    `id: 7\r\nevent: delta\r\ndata:${JSON.stringify({ delta: piece })}\r\n\r\n`,
  'line of JSON': (piece) => `${JSON.stringify({ message: { content: piece } })}\n`,
};

for (const [framing, frame] of Object.entries(framings)) {
  test(`a secret cut at any place over the events and chunks of a stream reaches no file: ${framing}`, () => {
    const type = framing === 'line of JSON' ? 'application/x-ndjson' : 'text/event-stream';
    const text = fc.tuple(around, canary, around, fc.array(fc.nat({ max: 60 }), { maxLength: 6 }));
    fc.assert(
      fc.property(
        text.chain(([before, secret, after, cuts]) => {
          const whole = `${before}${secret}${after}`;
          const ends = [...new Set(cuts.map((at) => at % (whole.length + 1)))].sort((a, b) => a - b);
          const pieces = [0, ...ends].map((from, i) => whole.slice(from, ends[i] ?? whole.length));
          return fc.tuple(fc.constant(secret), cut(fc.constant(Buffer.from(pieces.map(frame).join('')))));
        }),
        ([secret, chunks]) => {
          const redaction = new Redaction({ THE_API_KEY: secret });
          const answer = { status: 200, headers: { 'content-type': type }, ...answerContent(chunks, type) };
          const file = stored(redaction, { method: 'GET', path: '/' }, answer);
          assertKept(secret, file);
          const [exchange] = file[0].exchanges;
          assert.ok(exchange);
          assertAbsent(secret, joined(Buffer.concat(answerChunks(exchange.response)).toString(), type));
        },
      ),
      runs,
    );
  });
}

/** The text that a client makes of a stream. */
function joined(text: string, type: string): string {
  const pieces: string[] = [];
  for (const event of type === 'text/event-stream' ? splitEvents(text) : splitLines(text)) {
    const json = /(?:^|\n)(?:data: ?)?(\{.*)/.exec(event)?.[1];
    if (json !== undefined) eachString(parseJson(json.trim()), (string) => pieces.push(string));
  }
  return pieces
    .filter((piece) => !['choices', 'index', 'delta', 'content', 'message', 'type', 'item_id', 'i'].includes(piece))
    .join('');
}

test('a secret in an answer’s headers or bytes reaches no file', () => {
  fc.assert(
    fc.property(fc.string({ unit: plainLetter, minLength: 8 }), (secret) => {
      const redaction = new Redaction({ THE_API_KEY: secret });
      const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(secret)]);
      const headers = { 'content-type': `audio/wav; name=${secret}` };
      assertKept(
        secret,
        stored(
          redaction,
          { method: 'GET', path: '/' },
          { status: 200, headers, ...answerContent([bytes], 'audio/wav') },
        ),
      );
    }),
    { numRuns: 50 },
  );
});

test('redaction leaves a text without secrets as it is, and is done when it is done', () => {
  fc.assert(
    fc.property(canary, fc.string(), (secret, text) => {
      const redaction = new Redaction({ THE_API_KEY: secret });
      fc.pre(!text.includes(secret) && !text.includes(encodeURIComponent(secret)));
      assert.equal(redaction.text(text), text);
    }),
    runs,
  );
});
