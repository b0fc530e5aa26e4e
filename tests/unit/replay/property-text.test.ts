import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Bindings, Trial } from '../../../replay/matching/bindings.ts';
import { answerChunks, answerContent } from '../../../replay/recording/body.ts';
import type { Json } from '../../../replay/recording/exchange.ts';
import { sameKind, splitAtIds } from '../../../replay/matching/ids.ts';
import { parseJson } from '../../../replay/recording/json.ts';
import { recordingText } from '../../../replay/recording/file-text.ts';
import { layout } from '../../../replay/recording/layout.ts';
import { FORMAT, parseProviders } from '../../../replay/recording/format.ts';
import { eventText, splitEvents, splitLines, toEvent } from '../../../replay/recording/sse.ts';
import { cut, id, json } from '../../builders/arbitraries.ts';
import { written } from '../../builders/json-text.ts';

const runs = { numRuns: 500 };

/** Text with a good deal of what matters in event streams. */
const streamText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'data: ',
        'event: x',
        ': ping',
        '\n',
        '\n\n',
        '\r\n',
        '\r\n\r\n',
        '\r',
        '\r\r',
        '[DONE]',
        'é',
        '😀',
        '\u0000',
        '\u2028',
        '\uFEFF',
      ),
      json.map((value) => JSON.stringify(value)),
      json.map((value) => `data: ${JSON.stringify(value)}\n\n`),
      json.map((value) => `${JSON.stringify(value, null, 1)}\n`),
      written.map((text) => `event: x\ndata: ${text}\n\n`),
      written,
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''));

const bytes = fc.oneof(
  streamText.map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array)),
  fc.tuple(streamText, fc.uint8Array({ maxLength: 4 })).map(([text, tail]) => Buffer.concat([Buffer.from(text), tail])),
);

const contentType = fc.constantFrom(
  'text/event-stream',
  'text/event-stream; charset=utf-8',
  'application/x-ndjson',
  'application/jsonl',
  'application/json',
  'application/problem+json; charset=utf-8',
  'text/plain',
  'audio/wav',
  'multipart/form-data; boundary=x',
  '',
);

test('a text cut at its ids is the text again, and nothing but ids is cut out', () => {
  const text = fc
    .array(fc.oneof(id, fc.string({ maxLength: 6 }), fc.constantFrom('-', '_', '/', 'file-', 'a'.repeat(40))))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (text) => {
      const { literals, ids } = splitAtIds(text);
      assert.equal(literals.length, ids.length + 1);
      assert.equal(literals.map((literal, i) => literal + (ids[i] ?? '')).join(''), text);
      for (const id of ids) assert.match(id, /[0-9a-f]{8}-|[0-9a-f]{32}/);
    }),
    runs,
  );
});

test('bindings are one to one and of one kind, whatever is tried', () => {
  const few = fc.constantFrom(
    ...['a', 'b', 'c'].flatMap((digit) => [`file-${digit.repeat(32)}`, `vs_${digit.repeat(32)}`]),
  );
  fc.assert(
    fc.property(fc.array(fc.array(fc.tuple(few, few), { maxLength: 4 }), { maxLength: 6 }), (requests) => {
      const bindings = new Bindings(new Set([`file-${'c'.repeat(32)}`]));
      for (const pairs of requests) {
        const trial = new Trial(bindings);
        if (pairs.every(([recorded, live]) => trial.add(recorded, live) === undefined)) bindings.commit(trial.pairs);
      }
      const bound = [...bindings.entries()];
      assert.equal(new Set(bound.map(([, live]) => live)).size, bound.length);
      for (const [recorded, live] of bound) {
        assert.ok(sameKind(recorded, live));
        assert.equal(bindings.recordedOf(live), recorded);
        assert.ok(!bindings.isLiteral(recorded) && !bindings.isLiteral(live));
      }
    }),
    runs,
  );
});

test('a stream cut into events or lines is the stream again, and so is each event', () => {
  fc.assert(
    fc.property(streamText, (text) => {
      for (const pieces of [splitEvents(text), splitLines(text)]) {
        assert.equal(pieces.join(''), text);
        for (const piece of pieces) assert.equal(eventText(toEvent(piece)), piece);
      }
    }),
    runs,
  );
});

test('whatever was recorded is written again byte for byte, and a stream in its chunks', () => {
  fc.assert(
    fc.property(cut(bytes), contentType, (chunks, type) => {
      const response = { status: 200, headers: { 'content-type': type }, ...answerContent(chunks, type) };
      const exchange = { provider: 'p', request: { method: 'GET', path: '/' }, response };
      const header = { format: FORMAT, test: 't', recorded: '2026-01-01', stack: 's', seam: 'providers' };
      const recording = { ...header, from: {}, literals: [], exchanges: [exchange] };
      const [read] = parseProviders(recordingText(recording), 'file').exchanges;
      assert.ok(read);
      const again = answerChunks(read.response);
      assert.deepEqual(Buffer.concat(again), Buffer.concat(chunks));
      if (/event-stream|ndjson|jsonl/.test(type)) assert.deepEqual(again, chunks);
    }),
    { numRuns: 1_000 },
  );
});

test('a laid-out value is the value again, and equal values give equal text', () => {
  fc.assert(
    fc.property(json, (value) => {
      const plain: Json = parseJson(JSON.stringify(value));
      assert.equal(JSON.stringify(parseJson(layout(plain))), JSON.stringify(plain));
      assert.equal(layout(parseJson(layout(plain))), layout(plain));
    }),
    runs,
  );
});
