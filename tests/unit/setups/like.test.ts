/** What a run may not do under a setup that has the recordings of another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choiceOf } from '../../../cli/recordings/choice.ts';
import { borrowingFault, type Use } from '../../../setups/like.ts';
import { loadSetup } from '../../../setups/load.ts';

const replay: Use = { mode: 'replay', acceptsDrift: false, onRecordedStack: false };
const [ollama, like] = [loadSetup('ollama'), loadSetup('ollama-postgres')];

const refused: [Partial<Use>, RegExp][] = [
  [{ mode: 'record' }, /^Record under ollama: npm run record -- --project=ollama\.$/],
  [{ mode: 'record-if-missing' }, /^Record under ollama/],
  [{ acceptsDrift: true }, /accept-drift --project=ollama\. .* a gap of setups\/ollama-postgres\.yaml/],
  [{ onRecordedStack: true }, /STACK_CONFIG=recorded npx playwright test --project=ollama\.$/],
];

for (const [use, fix] of refused) {
  test(`${JSON.stringify(use)} is refused under ollama-postgres, also beside ollama, and said to be done under ollama`, () => {
    const fault = borrowingFault([ollama, like], { ...replay, ...use });
    assert.match(fault?.what ?? '', /setup ollama-postgres/i);
    assert.match(fault?.fix ?? '', fix);
    assert.equal(borrowingFault([ollama], { ...replay, ...use }), undefined);
  });
}

test('commands on recordings that choose it look at those that it replays', () => {
  assert.deepEqual(choiceOf({ project: ['ollama-postgres', 'ollama'], setup: ['gpt', 'x'] }, []).setups, [
    'ollama',
    'gpt',
    'x',
  ]);
});

test('it may replay, and ask live', () => {
  for (const mode of ['replay', 'live']) assert.equal(borrowingFault([like], { ...replay, mode }), undefined);
});
