/** JSON text and its value: what is kept of the text beside the value, and that it is the text again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { answerChunks } from '../../../replay/recording/body.ts';
import { parseCalls } from '../../../replay/recording/format.ts';
import { hasOddNumber, mapStrings, parseJson } from '../../../replay/recording/json.ts';
import { changeJson, readJson, writeJson } from '../../../replay/recording/json-text.ts';
import { written } from '../../builders/json-text.ts';

for (const [what, text, kept] of [
  ['compact', '{"a":[1,2.5],"b":"é"}', {}],
  ['numbers of Python', '{"a":0.0,"b":[1e-07,1.50,2]}', { numbers: { 0: '0.0', 1: '1e-07', 2: '1.50' } }],
  ['a number alone', '1.0', { numbers: { 0: '1.0' } }],
  ['more digits than a double has', '[9007199254740993]', { numbers: { 0: '9007199254740993' } }],
  ['a negative zero', '[-0,-0.0]', { numbers: { 0: '-0', 1: '-0.0' } }],
  ['blanks of Python', '{"a": [1, 2], "b": "x, y: z"}', { style: { spaced: true } }],
  ['letters of Python', '{"a": "\\u00e9\\ud83c\\udf8f"}', { style: { spaced: true, escapes: 'ascii' } }],
  ['letters of Go', '{"a":"\\u003cb\\u003e é"}', { style: { escapes: 'html' } }],
  [
    'a line for each member',
    '{\n  "a": [\n    1.0\n  ],\n  "b": {}\n}',
    { numbers: { 0: '1.0' }, style: { indent: '  ' } },
  ],
  ['a line for each member, by tabs', '[\n\t1\n]', { style: { indent: '\t' } }],
] as const) {
  test(`a text of JSON is its value and what the value does not say: ${what}`, () => {
    const read = readJson(text);
    assert.deepEqual(read, { json: JSON.parse(text), ...kept });
    assert.equal(writeJson(read), text);
  });
}

for (const [what, text] of [
  ['no JSON', '{"a":'],
  ['a key that is there twice', '{"a":1,"a":2}'],
  ['keys that a value lists in another order', '{"b":1,"1":2}'],
  ['blanks of no style', '{"a" :1}'],
  ['escapes of no style', '{"a":"\\u0061"}'],
  ['blanks around it', ' {}'],
  ['a number that no double holds', '[1e999]'],
] as const) {
  test(`what could not be written again is not read: ${what}`, () => {
    assert.equal(readJson(text), undefined);
  });
}

test('any text that is read is written again, byte for byte', () => {
  const text = fc.oneof(
    written,
    fc
      .tuple(written, fc.nat(), fc.constantFrom(' ', '\n', '0', '.0', 'e1', '-', '"', ',', '\\'))
      .map(
        ([text, at, piece]) => `${text.slice(0, at % (text.length + 1))}${piece}${text.slice(at % (text.length + 1))}`,
      ),
  );
  fc.assert(
    fc.property(text, (text) => {
      const read = readJson(text);
      if (read !== undefined) assert.equal(writeJson(read), text);
    }),
    { numRuns: 2_000 },
  );
});

test('whatever a server of a known style writes is read, with the value that it says', () => {
  fc.assert(
    fc.property(written, (text) => {
      const read = readJson(text);
      assert.ok(read !== undefined, text);
      assert.deepEqual(read.json, parseJson(text));
    }),
    { numRuns: 2_000 },
  );
});

test('what goes from one process to another is written as it was', () => {
  fc.assert(
    fc.property(written, (text) => {
      const read = readJson(text);
      assert.ok(read !== undefined);
      const { response } = { response: { status: 200, headers: {}, body: read } };
      const sent: unknown = JSON.parse(JSON.stringify([{ request: { method: 'GET', path: '/' }, response }]));
      const [call] = parseCalls(sent);
      assert.ok(call);
      assert.equal(Buffer.concat(answerChunks(call.response)).toString(), text);
    }),
  );
});

test('an odd number is one that would be written otherwise, and none that stands in a string', () => {
  fc.assert(
    fc.property(written, (text) => {
      const numbers = (readJson(text) ?? { numbers: {} }).numbers;
      assert.equal(hasOddNumber(text), numbers !== undefined, text);
    }),
    { numRuns: 1_000 },
  );
  for (const text of ['{"a\\"1.0":"1.0","\\\\":"\\\\\\"2.0"}', '"0.0"', '["-0",12,-3.5,1e+21]'])
    assert.equal(hasOddNumber(text), false, text);
});

test('a changed value keeps the digits of the numbers that are left, and the style', () => {
  const read = readJson('{"data": [{"a": 1.0}, {"a": 2.50}], "n": 3.0}');
  assert.ok(read);
  const changed = changeJson(read, (value) => {
    assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value) && Array.isArray(value.data));
    return { ...value, data: value.data.slice(1) };
  });
  assert.equal(writeJson(changed), '{"data": [{"a": 2.50}], "n": 3.0}');
});

test('its strings may change, and all around them stays as it was', () => {
  const aroundStrings = (text: string): string => text.replace(/"[^"\\]*(?:\\[^][^"\\]*)*"/g, '""');
  fc.assert(
    fc.property(written, (text) => {
      const read = readJson(text);
      assert.ok(read !== undefined);
      const changed = { ...read, json: mapStrings(read.json, (string) => `${string}é<`) };
      assert.equal(aroundStrings(writeJson(changed)), aroundStrings(text));
    }),
  );
});
