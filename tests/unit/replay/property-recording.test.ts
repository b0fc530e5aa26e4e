import assert from 'node:assert/strict';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { answerChunks } from '../../../replay/recording/body.ts';
import type { Json } from '../../../replay/recording/exchange.ts';
import { layout } from '../../../replay/recording/layout.ts';
import { Matching } from '../../../replay/matching/matching.ts';
import { BadRecording, FORMAT, parseProviders, parseStack } from '../../../replay/recording/format.ts';
import { json, mutate, mutation } from '../../builders/arbitraries.ts';

const valid: Json = {
  format: FORMAT,
  test: 'a.spec.ts › t',
  setup: 's',
  recorded: '2026-01-01',
  stack: 'ogx 1.5.0',
  seam: 'providers',
  from: { p: { server: 'P 1', models: ['m'], source: 'local model' } },
  literals: ['file-00000000000000000000000000000000'],
  exchanges: [
    {
      provider: 'p',
      call: 1,
      request: { method: 'POST', path: '/v1/x', query: 'a=1', body: { json: { a: [1, 'x'] } } },
      response: { status: 200, headers: { 'content-type': 'application/json' }, body: { json: {}, end: '\n' } },
    },
    {
      provider: 'p',
      request: { method: 'POST', path: '/v1/y', body: { form: [{ name: 'f', content: { sha256: 'x', bytes: 1 } }] } },
      response: {
        status: 200,
        headers: {},
        events: [{ data: { a: 1 } }, { raw: ': x\n\n' }],
        chunks: [3, 4],
        end: 'cut',
      },
    },
  ],
};

/** Reads the text; what is read must be of use: it can be matched, and each of its answers can be sent. */
function read(text: string): boolean {
  try {
    const { exchanges, literals } = parseProviders(text, 'the file');
    new Matching(exchanges, literals).match({ provider: 'p', request: { method: 'GET', path: '/' } });
    for (const { response } of exchanges) {
      assert.ok(response.status === 0 || (response.status >= 200 && response.status < 600));
      for (const [name, value] of Object.entries(response.headers)) {
        validateHeaderName(name);
        validateHeaderValue(name, value);
      }
      answerChunks(response);
    }
    return true;
  } catch (error) {
    if (!(error instanceof BadRecording)) throw error;
    assert.match(error.message, /^The recording the file .*(?:[Rr]ecord the test again)/s);
    return false;
  }
}

test('any text is a recording or a bad one', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    json.map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(text, (text) => {
      assert.equal(read(text), false);
      assert.throws(() => parseStack(text, 'the file'), BadRecording);
    }),
    { numRuns: 300 },
  );
});

test('a recording with anything changed in it is a recording that can be used, or a bad one', () => {
  assert.ok(read(layout(valid)));
  let used = 0;
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 2 }), (mutations) => {
      if (read(JSON.stringify(mutations.reduce<Json>(mutate, valid)))) used++;
    }),
    { numRuns: 1_500 },
  );
  assert.ok(used > 100, `${used} were of use`);
});

test('a recording that was cut off at any place is a bad one', () => {
  const text = layout(valid).trimEnd();
  for (let at = 0; at < text.length; at++) assert.equal(read(text.slice(0, at)), false);
});

test('a recording of thousands of levels is a bad one', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  assert.equal(read(deep), false);
  const inside = JSON.stringify(valid).replace('{"a":[1,"x"]}', deep);
  assert.equal(read(inside), false);
});

test('a header that recordings do not keep, and an answer that cannot be sent, are bad', () => {
  const changed = (from: string, to: string): string => JSON.stringify(valid).replace(from, to);
  for (const text of [
    changed('"content-type":"application/json"', '"content-length":"1"'),
    changed('"content-type":"application/json"', '"content-type":"a\\r\\nb: c"'),
    changed('"body":{"json":{},"end":"\\n"}', '"body":{"sha256":"x","bytes":1}'),
    changed('"status":200', '"status":101'),
  ]) {
    assert.notEqual(text, JSON.stringify(valid));
    assert.equal(read(text), false);
  }
});
