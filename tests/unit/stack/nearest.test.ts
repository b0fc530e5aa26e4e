import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest } from '../../../errors/nearest.ts';

const known = ['ogx', 'llama-stack', 'llama-stack-0.3'];

for (const [name, near] of [
  ['ogy', 'ogx'],
  ['lama-stack', 'llama-stack'],
  ['stack', 'llama-stack'],
  ['llama-stack-0.4', 'llama-stack-0.3'],
  ['openai', undefined],
] as const) {
  test(`nearest to ${name} is ${near}`, () => assert.equal(nearest(name, known), near));
}

test('a name of one or two letters is near to nothing for being a part of it', () => {
  assert.equal(nearest('st', ['llama-stack']), undefined);
  assert.equal(nearest('sta', ['llama-stack']), 'llama-stack');
});
