import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cosine, decodeVector, norm } from '../../fixtures/vectors.ts';

test('vectors of one direction have the cosine 1, across directions 0', () => {
  assert.ok(Math.abs(cosine([1, 2], [2, 4]) - 1) < 1e-12);
  assert.equal(cosine([1, 0], [0, 3]), 0);
});

test('vectors of different lengths are not compared', () => {
  assert.throws(() => cosine([1], [1, 0]), /1 and 2 numbers/);
});

test('the norm is the Euclidean length', () => assert.equal(norm([3, 4]), 5));

test('base64 holds 32-bit floats, little endian', () => {
  assert.deepEqual(decodeVector(Buffer.from(new Float32Array([0.5, -2]).buffer).toString('base64')), [0.5, -2]);
});
