import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { differencesFromCi } from '../../../cli/replayed-in-ci.ts';
import { loadSetup, type Setup } from '../../../setups/load.ts';
import { withModels } from '../../../setups/overrides.ts';
import { parsePointer } from '../../../stack/pointer/pointer.ts';

const setup: Pick<Setup, 'name' | 'providers' | 'models'> = {
  name: 'local',
  providers: ['ollama'],
  models: { text: { id: 'ollama/a' }, embedding: { id: 'ollama/e', dimension: 3 } },
};

describe('models of one run', () => {
  test('a setup keeps its own where none are named', () =>
    assert.equal(withModels(setup, { E2E_TEXT_MODEL: '' }), setup));

  test('take the place of those that are named', () => {
    const environment = {
      E2E_TEXT_MODEL: 'ollama/b:1/x',
      E2E_EMBEDDING_MODEL: 'ollama/f',
      E2E_EMBEDDING_DIMENSION: '5',
    };
    assert.deepEqual(withModels(setup, environment).models, {
      text: { id: 'ollama/b:1/x' },
      embedding: { id: 'ollama/f', dimension: 5 },
    });
  });

  test('may give a role that the setup does not have', () => {
    assert.equal(withModels(setup, { E2E_VISION_MODEL: 'ollama/v' }).models.vision?.id, 'ollama/v');
  });

  test('must be models of a provider of the setup', () => {
    for (const model of ['openai/x', 'x', 'ollama/']) {
      assert.throws(() => withModels(setup, { E2E_TEXT_MODEL: model }), /cannot be a model of setup local[^]*ollama\//);
    }
  });

  test('have vectors of a positive length', () => {
    assert.throws(
      () => withModels(setup, { E2E_EMBEDDING_DIMENSION: 'big' }),
      /E2E_EMBEDDING_DIMENSION=big is no length/,
    );
  });

  test('reach the setup that specs see', () => {
    const seen = loadSetup('ollama', undefined, { E2E_TEXT_MODEL: 'ollama/other' });
    assert.equal(seen.models.text.id, 'ollama/other');
  });
});

const distributions: Parameters<typeof parsePointer>[1][number][] = [
  { name: 'new', line: 'new-1.5', package: 'new', version: '1.5.0', aliases: { ci: 'x' }, default: true },
  { name: 'old', line: 'old-0.3', package: 'old', version: '0.3.5', aliases: {}, default: false },
];

const differences: { pointer: string; environment?: Record<string, string>; said: RegExp[] }[] = [
  { pointer: '', said: [] },
  { pointer: 'new', said: [] },
  { pointer: 'server:ci:8321', said: [] },
  { pointer: 'old@0.3.5', said: [] },
  { pointer: 'new@1.5.2', said: [/version is 1\.5\.2\. CI replays new 1\.5\.0/] },
  { pointer: 'new@1.6.0', said: [/line is new-1\.6, which CI does not replay/] },
  { pointer: 'my/run.yaml', said: [/run config is my\/run\.yaml/] },
  { pointer: 'new::on-postgres.yaml', said: [/run config is on-postgres\.yaml/] },
  { pointer: 'inference=openai', said: [/chosen providers only/] },
  { pointer: 'http://127.0.0.1:1', said: [/may be any version/] },
  { pointer: 'new', environment: { E2E_TEXT_MODEL: 'ollama/b' }, said: [/E2E_TEXT_MODEL is ollama\/b/] },
];

describe('what records is compared with what CI replays', () => {
  for (const { pointer, environment = {}, said } of differences) {
    test(`${pointer || 'no pointer'} ${Object.keys(environment).join(' ')}`, () => {
      const found = differencesFromCi({ pointer: parsePointer(pointer, distributions), distributions, environment });
      assert.equal(found.length, said.length);
      said.forEach((pattern, at) => assert.match(found[at] ?? '', pattern));
    });
  }
});
