import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitsOf, recordingFault } from '../../fixtures/limits.ts';
import { nodeFault } from '../../fixtures/node-version.ts';
import { modes } from '../../replay/control.ts';

test('a call times out before its test, and a test before the run', () => {
  for (const mode of modes) {
    const { call, expect, test, run } = limitsOf(mode);
    assert.ok(call < test && expect < test && test < run, mode);
  }
});

test('real models are asked by one test at a time', () => {
  assert.deepEqual(
    modes.map((mode) => limitsOf(mode).workers),
    [6, 1, 1, 1],
  );
});

for (const args of [
  ['test', '--repeat-each', '3'],
  ['test', '--project', 'gpt', '--repeat-each=3', 'chat'],
]) {
  test(`recording refuses ${args.join(' ')}`, () => {
    assert.match(recordingFault('record', args) ?? '', /--repeat-each=3.*Leave --repeat-each out/s);
    assert.match(recordingFault('record-if-missing', args) ?? '', /--repeat-each=3/);
  });

  test(`replay allows ${args.join(' ')}`, () => {
    assert.equal(recordingFault('replay', args), undefined);
    assert.equal(recordingFault('live', args), undefined);
  });
}

test('recording allows other options, and a single repeat', () => {
  assert.equal(
    recordingFault('record', ['test', '--repeat-each', '1', '--headed', '-g', 'stream', '--', 'x']),
    undefined,
  );
});

test('an older Node is told the cure', () => {
  for (const version of ['v20.20.2', 'v22.18.0', 'v18.0.0']) assert.match(nodeFault(version) ?? '', /npm ci.*npx/);
});

test('a newer Node passes', () => {
  for (const version of ['v22.19.0', 'v24.1.0', process.version]) assert.equal(nodeFault(version), undefined);
});
