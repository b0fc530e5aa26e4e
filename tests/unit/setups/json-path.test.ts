import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JSON_PATH, parentOf, valueAt } from '../../../setups/json-path.ts';

const response = { output: [{ type: 'message', content: [{ text: 'One.' }] }, { type: 'last' }], 'a/b': { c: null } };

for (const [path, value] of [
  ['output[0].type', 'message'],
  ['output[-1].type', 'last'],
  ['output[0].content[0].text', 'One.'],
  ['["a/b"].c', null],
  ['output[2].type', undefined],
  ['output.type', undefined],
  ['nothing.at.all', undefined],
  ['["a/b"].c.d', undefined],
  ['constructor', undefined],
] as const) {
  test(`${path} leads to ${JSON.stringify(value)}`, () => {
    assert.match(path, JSON_PATH);
    assert.equal(valueAt(response, path), value);
  });
}

test('a path may begin in a list', () => {
  assert.equal(valueAt(['one', { two: 2 }], '[1].two'), 2);
});

test('the parent of a path is the path without its last step', () => {
  assert.deepEqual(['output[0].type', 'output[0]', 'a', 'a["b/c"]', '[1].b', '["b/c"]'].map(parentOf), [
    'output[0]',
    'output',
    '',
    'a',
    '[1]',
    '',
  ]);
});

for (const path of ['', '.a', 'a..b', 'a[b]', '$.a', 'a.', 'a b']) {
  test(`"${path}" is no path`, () => {
    assert.doesNotMatch(path, JSON_PATH);
  });
}
