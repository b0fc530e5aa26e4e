import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { loadDistributions } from '../../stack/distribution.ts';
import { keepProviders, withoutApis } from '../../stack/run-config.ts';

const [ogx, old] = loadDistributions().map(({ folder }) => readFileSync(join(folder, 'run.yaml'), 'utf8'));
const pair = (api: string, provider: string) => ({ api, provider });

test('only the named providers stay, with what refers to them', () => {
  const wanted = [pair('inference', 'openai'), pair('files', 'inline::localfs'), pair('vector_io', 'faiss')];
  const config = parse(keepProviders(ogx ?? '', wanted));
  assert.deepEqual(config.apis, ['inference', 'files', 'vector_io']);
  assert.deepEqual(Object.keys(config.providers), ['inference', 'files', 'vector_io']);
  assert.equal(config.providers.inference[0].config.base_url, '${env.OPENAI_BASE_URL}');
  assert.equal(config.vector_stores.default_embedding_model.provider_id, 'openai');
});

test('a default that names a provider that is gone goes too', () => {
  const config = parse(keepProviders(ogx ?? '', [pair('inference', 'ollama'), pair('vector_io', 'faiss')]));
  assert.equal(config.vector_stores, undefined);
  const oldConfig = parse(keepProviders(old ?? '', [pair('inference', 'ollama')]));
  assert.deepEqual(oldConfig.registered_resources, { shields: [], tool_groups: [] });
});

test('a provider that the run config does not have is refused, with the choices', () => {
  assert.throws(
    () => keepProviders(ogx ?? '', [pair('inference', 'groq')]),
    /names inference=groq[^]*inference=openai/,
  );
});

test('an API that a release does not know is gone with its providers, and all else stays', () => {
  const config = parse(withoutApis(ogx ?? '', (api) => api === 'skills'));
  const whole = parse(ogx ?? '');
  assert.deepEqual(
    config.apis,
    whole.apis.filter((api: string) => api !== 'skills'),
  );
  const { skills, ...others } = whole.providers;
  assert.ok(skills);
  assert.deepEqual(config.providers, others);
  assert.deepEqual(config.storage, whole.storage);
  assert.equal(
    withoutApis(ogx ?? '', () => false),
    ogx,
  );
});
