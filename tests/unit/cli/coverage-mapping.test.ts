import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mappingFaults, referenceName } from '../../../cli/coverage/mapping-faults.ts';
import {
  loadReferenceFunctions,
  loadReferenceTests,
  parseReferenceFunctions,
  type ReferenceFunction,
} from '../../../cli/coverage/reference-tests.ts';

const file = 'chat/test_chat.py';
const functions: ReferenceFunction[] = [
  { routes: 'A', file, name: 'test_one' },
  { routes: 'N', file, name: 'test_two' },
];
const one = { file, name: 'test_one', tests: ['chat/a.spec.ts › greets'] };
const two = { file, name: 'test_two', tests: [], none: 'native API' };
const titles = new Set(['chat/a.spec.ts › greets']);

describe('the mapping of reference functions', () => {
  test('is right when all functions and tests are there', () => {
    assert.deepEqual(mappingFaults(functions, [one, two], titles), []);
  });

  test('is wrong without an entry for a function', () => {
    assert.deepEqual(mappingFaults(functions, [one], titles), [
      'chat/test_chat.py::test_two has no entry: name the tests that carry its claim, or the reason why none does.',
    ]);
  });

  test('is wrong with an entry for a function that the reference does not have', () => {
    const [fault, ...more] = mappingFaults(functions, [one, two, { ...two, name: 'test_three' }], titles);
    assert.match(fault ?? '', /^chat\/test_chat\.py::test_three is no function/);
    assert.deepEqual(more, []);
  });

  test('is wrong with a test that is gone, and names the one that it may have become', () => {
    const [gone] = mappingFaults(functions, [one, two], new Set(['chat/a.spec.ts › says hello']));
    assert.match(gone ?? '', /test_one names a test that is gone: chat\/a\.spec\.ts › greets\. Name the test/);
    const [moved] = mappingFaults(functions, [one, two], new Set(['chat/a.spec.ts › in chat › greets']));
    assert.match(moved ?? '', /It may be: chat\/a\.spec\.ts › in chat › greets$/);
  });
});

describe('the list of reference functions', () => {
  test('is read line by line, and says which line is none', () => {
    assert.deepEqual(parseReferenceFunctions('# so\n\nA chat/test_chat.py::test_one\n', 'f'), [functions[0]]);
    assert.throws(
      () => parseReferenceFunctions('A chat/test_chat.py::test_one\nB chat/test_chat.py::test_one\n', 'list.txt'),
      /Line 2 of list\.txt is no reference function: B chat/,
    );
  });

  test('has all that the reference has, by class', () => {
    const all = loadReferenceFunctions();
    assert.equal(new Set(all.map(referenceName)).size, 220);
    const counts = Object.fromEntries(
      [...Map.groupBy(all, ({ routes }) => routes)].map(([routes, each]) => [routes, each.length]),
    );
    assert.deepEqual(counts, { A: 138, M: 13, N: 61, X: 8 });
  });

  test('is what docs/reference-tests.yaml has an entry for, one and all', () => {
    const mapping = loadReferenceTests();
    const anyTitle = new Set(mapping.flatMap(({ tests }) => tests));
    assert.deepEqual(mappingFaults(loadReferenceFunctions(), mapping, anyTitle), []);
  });
});
