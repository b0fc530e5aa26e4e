/** Which tests each setup's project takes and leaves. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectOf } from '../../../run/configured.ts';
import { recordedFolders } from '../../../run/recorded-folders.ts';
import { loadSetups } from '../../../setups/load.ts';

const setup = { name: 'one', answers: 'recorded' as const, anyProvider: false, ownStack: false };

test('a claim that is the same whichever provider is asked runs where the setup says so, and nowhere else', () => {
  assert.deepEqual(projectOf(setup, []).leaves, ['@stack', '@any-provider', '@own-stack']);
  assert.deepEqual(projectOf({ ...setup, anyProvider: true }, []).leaves, ['@stack', '@own-stack']);
  assert.deepEqual(projectOf({ ...setup, answers: 'none' }, []).takes, ['@stack']);
});

test('tests on a stack of their own run in one worker, and under no other setup', () => {
  const project = projectOf({ ...setup, ownStack: true }, []);
  assert.deepEqual(project, { name: 'one', default: false, takes: ['@own-stack'], startsStacks: true });
});

test('one of the setups that run by default says so', () => {
  const names = loadSetups(undefined, []).filter((each) => each.default && each.anyProvider);
  assert.deepEqual(
    names.map(({ name }) => name),
    ['ollama'],
  );
});

test('a setup that is recorded for some suites runs the specs of their folders, and any other all', () => {
  const of = { specs: ['chat', 'files'], setup: 'one', needs: 'any' };
  const suites = () => ({ suites: { some: of, file: { ...of, specs: ['chat/a.spec.ts'] } } });
  const there = () => ['batches', 'chat', 'files'];
  const distribution = { name: 'fake', recordedSuites: { one: ['some'], two: ['file'], three: ['none'] } };
  assert.deepEqual(recordedFolders('one', distribution, suites, there), ['chat', 'files']);
  assert.equal(recordedFolders('other', distribution, suites, there), undefined);
  for (const name of ['two', 'three'])
    assert.throws(() => recordedFolders(name, distribution, suites, there), /none of folders/);
});
