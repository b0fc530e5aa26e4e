import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asJson, eachString, mapStrings, parseJson, wholeJson } from '../../../replay/recording/json.ts';

test('only what is nested counts as depth: neither what is side by side nor what stands in a string', () => {
  assert.throws(() => parseJson('['.repeat(501) + ']'.repeat(501)), /more than 500 levels/);
  assert.throws(() => parseJson('{"a":'.repeat(501) + '1' + '}'.repeat(501)), /more than 500 levels/);
  for (const text of [
    '['.repeat(500) + ']'.repeat(500),
    `[${Array.from({ length: 600 }, () => '[]').join()}]`,
    `[${Array.from({ length: 600 }, () => '{}').join()}]`,
    JSON.stringify('["{'.repeat(600)),
  ])
    assert.deepEqual(parseJson(text), JSON.parse(text));
});

test('a number that a double does not hold is no value to compare by, whatever strings hold', () => {
  for (const text of ['[9007199254740993]', '{"a":-12345678901234567890}', '[1e400]', '[1e+99, 1E999]'])
    assert.equal(wholeJson(text), undefined, text);
  for (const text of ['[9007199254740992]', '{"9007199254740993":"9007199254740993"}', '[1e99]', '"1e400"'])
    assert.deepEqual(wholeJson(text), JSON.parse(text));
  assert.equal(wholeJson('[1'), undefined);
});

test('strings are changed at every depth, and visited with the keys', () => {
  const value = { a: 'x', b: ['y', 1, null, { c: 'z' }] };
  assert.deepEqual(
    mapStrings(value, (text) => text + '!'),
    { a: 'x!', b: ['y!', 1, null, { c: 'z!' }] },
  );
  const seen: string[] = [];
  eachString(value, (text) => seen.push(text));
  assert.deepEqual(seen, ['a', 'x', 'b', 'y', 'c', 'z']);
});

test('a value becomes plain data, without what is undefined', () => {
  assert.deepEqual(asJson({ a: undefined, b: [{ c: 1 }] }), { b: [{ c: 1 }] });
});
