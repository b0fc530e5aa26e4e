/** Which tests each setup's project takes and leaves. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectOf } from '../../../run/configured.ts';
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
