import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { loadDistributions } from '../../../stack/pointer/distribution.ts';
import {
  databasesOf,
  keepProviders,
  pointAtGateway,
  providerTypesOf,
  storesOf,
  withoutApis,
} from '../../../stack/launch/run-config.ts';
import { requireStores } from '../../../stack/supervisor/used-setups.ts';
import { readRunConfig } from '../../../stack/launch/run-config-file.ts';

const RunConfig = z.looseObject({
  apis: z.array(z.string()),
  providers: z.record(
    z.string(),
    z.array(z.looseObject({ provider_type: z.string(), config: z.unknown().optional() })),
  ),
});
const Stored = z.looseObject({
  storage: z.looseObject({ backends: z.record(z.string(), z.looseObject({ password: z.string().optional() })) }),
});
const Vectors = z.looseObject({
  providers: z.record(z.string(), z.array(z.looseObject({ provider_id: z.string() }))),
  vector_stores: z.looseObject({ default_provider_id: z.string() }),
});
const configOf = (text: string) => RunConfig.parse(parse(text));

const distributions = loadDistributions();
const [distribution] = distributions;
assert(distribution);
const [ogx = '', old = ''] = distributions.map(({ folder }) => readFileSync(join(folder, 'run.yaml'), 'utf8'));
const pair = (api: string, provider: string, settings?: Record<string, string>) => ({
  api,
  provider,
  ...(settings && { settings }),
});

test('only the named providers stay, with what refers to them', () => {
  const wanted = [pair('inference', 'openai'), pair('files', 'inline::localfs'), pair('vector_io', 'faiss')];
  const config = configOf(keepProviders(ogx, wanted));
  assert.deepEqual(config.apis, ['inference', 'files', 'vector_io']);
  assert.deepEqual(Object.keys(config.providers), ['inference', 'files', 'vector_io']);
  assert.partialDeepStrictEqual(config.providers['inference'], [{ config: { base_url: '${env.OPENAI_BASE_URL}' } }]);
  assert.partialDeepStrictEqual(config, { vector_stores: { default_embedding_model: { provider_id: 'openai' } } });
});

test('a default that names a provider that is gone goes too', () => {
  const config = configOf(keepProviders(ogx, [pair('inference', 'ollama'), pair('vector_io', 'faiss')]));
  assert.equal(config['vector_stores'], undefined);
  const oldConfig = configOf(keepProviders(old, [pair('inference', 'ollama')]));
  assert.deepEqual(oldConfig['registered_resources'], { shields: [], tool_groups: [] });
});

test('what the named providers depend on comes with them', () => {
  const kept = (...wanted: { api: string; provider: string }[]) => {
    const { providers } = configOf(keepProviders(ogx, wanted, distribution.depends));
    return Object.keys(providers).sort();
  };
  assert.deepEqual(kept(pair('inference', 'openai')), ['inference']);
  assert.deepEqual(kept(pair('vector_io', 'faiss')), ['file_processors', 'files', 'inference', 'vector_io']);
  assert.deepEqual(kept(pair('tool_runtime', 'tavily-search')), ['tool_runtime']);
  const search = ['file_processors', 'files', 'inference', 'tool_runtime', 'vector_io'];
  assert.deepEqual(kept(pair('tool_runtime', 'file-search')), search);
  const everything = ['file_processors', 'files', 'inference', 'responses', 'skills', 'tool_runtime', 'vector_io'];
  assert.deepEqual(kept(pair('responses', 'builtin')), everything);
});

test('a named provider stays alone in its API, though others depend on that', () => {
  const wanted = [pair('inference', 'vllm'), pair('vector_io', 'faiss')];
  const { providers } = configOf(keepProviders(ogx, wanted, distribution.depends));
  assert.deepEqual(
    providers['inference']?.map((each) => each.provider_type),
    ['remote::vllm'],
  );
});

test('an API that a release does not know is gone with its providers, and all else stays', () => {
  const config = configOf(withoutApis(ogx ?? '', (api) => api === 'skills'));
  const whole = configOf(ogx ?? '');
  assert.deepEqual(
    config.apis,
    whole.apis.filter((api) => api !== 'skills'),
  );
  const { skills, ...others } = whole.providers;
  assert.ok(skills);
  assert.deepEqual(config.providers, others);
  assert.deepEqual(config['storage'], whole['storage']);
  assert.equal(
    withoutApis(ogx ?? '', () => false),
    ogx,
  );
});

test('settings of a pair go into the config of its provider', () => {
  const { providers } = configOf(keepProviders(ogx, [pair('inference', 'vllm', { max_tokens: '64' })]));
  assert.partialDeepStrictEqual(providers['inference'], [
    { config: { max_tokens: '64', base_url: '${env.VLLM_URL:=}' } },
  ]);
});

test('a provider that is off by default is on when it is named, and mounted', () => {
  const text = keepProviders(ogx, [pair('inference', 'groq')]);
  assert.partialDeepStrictEqual(configOf(text).providers['inference'], [{ provider_id: 'groq' }]);
  assert.deepEqual(pointAtGateway(text, distribution).mounts, ['groq']);
  const all = pointAtGateway(keepProviders(ogx, [pair('responses', 'builtin')], distribution.depends), distribution);
  assert.deepEqual(all.mounts, ['openai', 'ollama', 'vllm'], 'what others bring along is mounted as ever');
  // a variable that is not set stops the stack, unless the run config says what to do then
  assert.doesNotMatch(all.text, /base_url: \$\{env\.\w+\}/);
});

test('a provider that the run config does not have is refused, with the choices', () => {
  assert.throws(() => keepProviders(ogx, [pair('inference', 'oci')]), /names inference=oci[^]*inference=openai/);
});

const own = (inference: object[], more: object = {}) =>
  stringify({ apis: ['inference'], providers: { inference, ...more }, server: { port: 1 } });

test('every base URL of a run config is pointed at the gateway, whatever it is', () => {
  const text = own([
    {
      provider_id: 'one',
      provider_type: 'remote::openai',
      config: { base_url: 'https://api.openai.com/v1', api_key: 'k' },
    },
    { provider_id: 'two', provider_type: 'remote::ollama', config: { base_url: '${env.OLLAMA_URL:=http://host:1}' } },
    { provider_id: 'three', provider_type: 'remote::groq' },
    { provider_id: 'four', provider_type: 'remote::llama-openai-compat', config: {} },
  ]);
  const pointed = pointAtGateway(text, distribution);
  const { providers, server } = configOf(pointed.text);
  assert.deepEqual(
    providers['inference']?.map(({ config }) => config),
    [
      { base_url: '${env.OPENAI_BASE_URL:=}', api_key: 'k' },
      { base_url: '${env.OLLAMA_URL:=}' },
      { base_url: '${env.GROQ_URL:=}' },
      { base_url: '${env.LLAMA_API_BASE_URL:=}' },
    ],
  );
  assert.deepEqual(server, { port: 1 });
  assert.deepEqual(pointed.mounts, ['openai', 'ollama', 'groq', 'llama-api']);
  assert.deepEqual(pointed.notes, []);
});

test('what cannot be pointed at the gateway is named', () => {
  const text = own([{ provider_id: 'far', provider_type: 'remote::together', config: { base_url: 'x' } }], {
    vector_io: [
      { provider_id: 'qdrant', provider_type: 'remote::qdrant', config: {} },
      { provider_id: 'faiss', provider_type: 'inline::faiss' },
    ],
    tool_runtime: [{ provider_id: 'tavily', provider_type: 'remote::tavily-search' }],
    files: [{ provider_id: 'files', provider_type: 'remote::openai', config: {} }],
  });
  const { text: after, notes } = pointAtGateway(text, distribution);
  assert.deepEqual(configOf(after), configOf(text));
  assert.deepEqual(notes, [
    'Not pointed at the gateway, so neither recorded nor replayed: inference far (remote::together), vector_io qdrant (remote::qdrant), files files (remote::openai).',
  ]);
});

test('two providers of one type are one at the gateway, which is told', () => {
  const vllm = (id: string) => ({
    provider_id: id,
    provider_type: 'remote::vllm',
    config: { base_url: `http://${id}` },
  });
  const { notes } = pointAtGateway(own([vllm('small'), vllm('large')]), distribution);
  assert.deepEqual(notes, ['small and large are all taken for vllm, and asked at one address.']);
});

test('the run config of ogx with its stores in Postgres differs from the other in nothing else', () => {
  const text = readRunConfig(join(distribution.folder, 'run-with-postgres-store.yaml'));
  const { storage, ...rest } = Stored.parse(parse(text));
  const { storage: plain, ...expected } = Stored.parse(parse(ogx));
  assert.deepEqual(rest, expected);
  assert.deepEqual(Object.keys(storage), Object.keys(plain));
  assert.deepEqual(Object.keys(storage.backends), Object.keys(plain.backends));
  assert.equal(storage.backends['sql_default']?.password, '${env.POSTGRES_PASSWORD:=ogx}');
});

for (const [file, type] of [
  ['run-with-qdrant.yaml', 'inline::qdrant'],
  ['run-with-chroma.yaml', 'inline::chromadb'],
  ['run-with-milvus.yaml', 'inline::milvus'],
  ['run-with-sqlite-vec.yaml', 'inline::sqlite-vec'],
  ['run-with-pgvector.yaml', 'remote::pgvector'],
] as const) {
  test(`the run config of ogx with its vectors in ${type} differs from the other in nothing else`, () => {
    const text = readRunConfig(join(distribution.folder, file));
    const { providers, vector_stores: stores, ...rest } = Vectors.parse(parse(text));
    const { providers: plain, vector_stores: plainStores, ...expected } = Vectors.parse(parse(ogx));
    assert.deepEqual(rest, expected);
    assert.deepEqual({ ...providers, vector_io: plain['vector_io'] }, plain);
    assert.deepEqual({ ...stores, default_provider_id: 'faiss' }, plainStores);
    assert.deepEqual(providerTypesOf(text, 'vector_io'), [type]);
    assert.deepEqual(
      providerTypesOf(text, 'vector_io').map(() => stores.default_provider_id),
      providers['vector_io']?.map(({ provider_id: id }) => id),
    );
  });
}

test('a setup that is about vectors elsewhere than where a run config has them is refused', () => {
  const setup = { name: 'on-qdrant', recordings: 'plain', asks: true, providers: [], vectors: 'inline::qdrant' };
  assert.throws(
    () => requireStores([setup], ogx),
    /Setup on-qdrant is for a stack with its vectors in inline::qdrant, and this one has them in inline::faiss/,
  );
  requireStores([setup], readRunConfig(join(distribution.folder, 'run-with-qdrant.yaml')));
});

test('the run config of ogx with its files in S3 differs from the other in nothing else', () => {
  const text = readRunConfig(join(distribution.folder, 'run-with-s3-files.yaml'));
  const { providers, ...rest } = Vectors.parse(parse(text));
  const { providers: plain, ...expected } = Vectors.parse(parse(ogx));
  assert.deepEqual(rest, expected);
  assert.deepEqual({ ...providers, files: plain['files'] }, plain);
  assert.deepEqual(providerTypesOf(text, 'files'), ['remote::s3']);
});

test('a setup that is about files elsewhere than where a run config has them is refused', () => {
  const setup = { name: 'on-s3', recordings: 'plain', asks: true, providers: [], files: 'remote::s3' };
  assert.throws(
    () => requireStores([setup], ogx),
    /Setup on-s3 is for a stack with its files in remote::s3, and this one has them in inline::localfs/,
  );
  requireStores([setup], readRunConfig(join(distribution.folder, 'run-with-s3-files.yaml')));
});

test('a run config that extends none is read as it is', () => {
  assert.equal(readRunConfig(join(distribution.folder, 'run.yaml')), ogx);
});

test('a run config that extends one which is not there is refused by that name', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'run-config-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'a.yaml'), 'extends: b.yaml');
  assert.throws(() => readRunConfig(join(folder, 'a.yaml')), /There is no run config .*b\.yaml/);
});

test('a run config says where its stores are, each kind once', () => {
  const kinds = (...types: string[]) =>
    storesOf(stringify({ storage: { backends: Object.fromEntries(types.map((type, at) => [`b${at}`, { type }])) } }));
  assert.deepEqual(storesOf(ogx), ['sqlite']);
  assert.deepEqual(kinds('kv_postgres', 'sql_postgres'), ['postgres']);
  assert.deepEqual(kinds('kv_redis', 'sql_postgres'), ['redis', 'postgres']);
  assert.deepEqual(storesOf('a: 1'), ['unknown']);
});

test('the databases of a run config are known by host, port and name', () => {
  const onPostgres = readRunConfig(join(distribution.folder, 'run-with-postgres-store.yaml'));
  assert.deepEqual(databasesOf(onPostgres, {}), ['127.0.0.1:5432/ogx']);
  assert.deepEqual(databasesOf(onPostgres, { POSTGRES_HOST: 'localhost', POSTGRES_DB: 'other' }), [
    '127.0.0.1:5432/other',
  ]);
  assert.deepEqual(databasesOf(ogx, {}), []);
});
