import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { differencesFromCi, notInCi } from '../../../cli/replayed-in-ci.ts';
import { resolveRun } from '../../../run/settings.ts';
import { loadSetups, type Setup } from '../../../setups/load.ts';
import { overridesIn, withModels } from '../../../setups/overrides.ts';
import type { Distribution } from '../../../stack/pointer/distribution.ts';
import { loadDistributions } from '../../../stack/pointer/distribution.ts';

const setup: Pick<Setup, 'name' | 'answers' | 'providers' | 'models'> = {
  name: 'local',
  answers: 'recorded',
  providers: ['ollama'],
  models: { text: { id: 'ollama/a' }, embedding: { id: 'ollama/e', dimension: 3 } },
};
const changed = (environment: Record<string, string>, of = setup) => withModels(of, overridesIn(environment));

describe('models of one run', () => {
  test('a setup keeps its own where none are named', () => assert.equal(changed({ E2E_TEXT_MODEL: '' }), setup));

  test('take the place of those that are named', () => {
    const environment = {
      E2E_TEXT_MODEL: 'ollama/b:1/x',
      E2E_EMBEDDING_MODEL: 'ollama/f',
      E2E_EMBEDDING_DIMENSION: '5',
    };
    assert.deepEqual(changed(environment).models, {
      text: { id: 'ollama/b:1/x' },
      embedding: { id: 'ollama/f', dimension: 5 },
    });
  });

  test('may give a role that the setup does not have', () => {
    assert.equal(changed({ E2E_VISION_MODEL: 'ollama/v' }).models.vision?.id, 'ollama/v');
  });

  test('are named as a server without providers lists them, its one model for safety too', () => {
    const of = { ...setup, models: { ...setup.models, safety: { id: 'ollama/a' } } };
    const { models } = withModels(of, { text: 'b:1', bare: true });
    assert.deepEqual([models.text.id, models.safety?.id], ['b:1', 'b:1']);
  });

  test('must be models of a provider of the setup', () => {
    for (const model of ['openai/x', 'x', 'ollama/']) {
      assert.throws(() => changed({ E2E_TEXT_MODEL: model }), /cannot be a model of setup local[^]*ollama\//);
    }
  });

  test('have vectors of a positive length', () => {
    for (const length of ['big', '0', '1.5'])
      assert.throws(() => changed({ E2E_EMBEDDING_DIMENSION: length }), /E2E_EMBEDDING_DIMENSION=\S+ is no length/);
  });

  test('are not those of a setup in which no provider takes part: nobody answers for them', () => {
    const alone = { ...setup, answers: 'none' as const };
    assert.equal(changed({ E2E_TEXT_MODEL: 'openai/x' }, alone), alone);
  });
});

const [template] = loadDistributions();
assert.ok(template);
const known = { ...template, recorded: ['stack', 'ollama'] };
const distributions: Distribution[] = [
  { ...known, name: 'new', line: 'new-1.5', package: 'new', aliases: { ci: 'x' }, folder: '/p/new-1.5' },
  { ...known, name: 'old', line: 'old-0.3', package: 'old', version: '0.3.5', aliases: {}, default: false },
];
const run = (environment: Record<string, string>, projects?: string[]) =>
  resolveRun(environment, loadSetups(), { project: '/p', distributions, projects });

const differences: { pointer: string; environment?: Record<string, string>; said: RegExp[] }[] = [
  { pointer: '', said: [] },
  { pointer: 'new', said: [] },
  { pointer: 'server:ci:8321', said: [] },
  { pointer: 'old@0.3.5', said: [] },
  { pointer: 'new@1.5.2', said: [/version is 1\.5\.2\. CI replays new 1\.5\.0/] },
  { pointer: 'new@1.6.0', said: [/line is new-1\.6, which CI does not replay/] },
  { pointer: 'my/run.yaml', said: [/run config is my\/run\.yaml/] },
  { pointer: 'new::on-postgres.yaml', said: [/run config is new-1\.5\/on-postgres\.yaml/] },
  { pointer: 'inference=openai', said: [/chosen providers only/] },
  {
    pointer: 'old',
    environment: { RECORDINGS_LINE: 'new-1.5' },
    said: [/version is 0\.3\.5\. CI replays new 1\.5\.0/],
  },
  { pointer: 'http://127.0.0.1:1', said: [/may be any version/] },
  { pointer: 'new', environment: { E2E_TEXT_MODEL: 'ollama/b' }, said: [/E2E_TEXT_MODEL is ollama\/b/] },
];

describe('what records is compared with what CI replays', () => {
  for (const { pointer, environment = {}, said } of differences) {
    test(`${pointer || 'no pointer'} ${Object.keys(environment).join(' ')}`, () => {
      const found = differencesFromCi(run({ STACK_CONFIG: pointer, ...environment }, ['ollama']));
      assert.equal(found.length, said.length);
      said.forEach((pattern, at) => assert.match(found[at] ?? '', pattern));
    });
  }

  test('a setup that the line is not recorded under is named, with where it would be', () => {
    assert.deepEqual(notInCi(run({}, ['ollama', 'stack'])), []);
    assert.deepEqual(notInCi(run({ STACK_CONFIG: 'http://127.0.0.1:1' }, ['gpt'])), []);
    const [note, ...more] = notInCi(run({}, ['ollama', 'gpt']));
    assert.match(
      note ?? '',
      /does not replay setup gpt on new-1\.5\..*`recorded` in \/p\/new-1\.5\/distribution\.yaml/,
    );
    assert.deepEqual(more, []);
  });
});
