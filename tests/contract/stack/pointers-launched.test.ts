/** Pointers that start a stack of the run's own, or none: a name, a path, pairs, `recorded`, and words that are none of them. */
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { stringify } from 'yaml';
import { models, openai, run } from '../../fakes/distribution/pointed-run.ts';
import { supervisorsIn, temporaryFolder } from '../../fakes/distribution/world.ts';

test('a name starts a private stack, which ends with the run', async (t) => {
  const folder = temporaryFolder(t);
  const { code, output, told } = await run(folder, 'fake');
  assert.equal(code, 0, output);
  assert.deepEqual([told?.stack, told?.direct], ['running', false]);
  assert.equal(told?.providers?.[0]?.config['base_url'], `${told?.gateway}/openai/v1`);
  assert.deepEqual(supervisorsIn(join(folder, 'cache')), []);
});

test('a path: every base URL is pointed at the gateway, and what cannot be is named', async (t) => {
  const folder = temporaryFolder(t);
  const config = join(folder, 'mine.yaml');
  const far = { provider_id: 'far', provider_type: 'remote::qdrant', config: { url: 'http://far' } };
  const providers = { inference: [openai('https://api.openai.com/v1')], vector_io: [far] };
  writeFileSync(config, stringify({ models, apis: ['inference', 'vector_io'], providers }));
  const { code, output, told } = await run(folder, config);
  assert.equal(code, 0, output);
  assert.deepEqual(
    told?.providers?.map((each) => each.config),
    [{ base_url: `${told?.gateway}/openai/v1` }, { url: 'http://far' }],
  );
  assert.match(
    output,
    /Not pointed at the gateway, so neither recorded nor replayed: vector_io far \(remote::qdrant\)/,
  );
});

test('pairs: a run config is made of the named providers, their settings and what they depend on', async (t) => {
  const folder = temporaryFolder(t);
  const short = await run(folder, 'files=localfs?table=t');
  assert.equal(short.code, 0, short.output);
  const seen = short.told?.providers?.map(({ provider_id, config }) => [provider_id, config]);
  assert.deepEqual(seen, [
    ['files', { table: 't' }],
    ['openai', { base_url: `${short.told?.gateway}/openai/v1` }],
  ]);
  const { told } = await run(folder, 'inference=remote::openai');
  assert.deepEqual(
    told?.providers?.map(({ provider_id }) => provider_id),
    ['openai'],
  );
  assert.match(
    (await run(folder, 'inference=nobody')).output,
    /names inference=nobody, which the distribution’s run config/,
  );
});

test('`recorded` starts nothing, and says that no stack is tested', async (t) => {
  const folder = temporaryFolder(t);
  const { code, output, told } = await run(folder, 'recorded', { INFERENCE_MODE: 'replay' });
  assert.equal(code, 0, output);
  assert.equal(told?.stack, 'recorded');
  assert.match(output, /NO STACK IS TESTED/);
});

for (const [pointer, error] of [
  ['fakee', /Did you mean `fake`\?/],
  ['docker:fake', /Containers are not started here/],
  ['server:fake::', /behind it a run config of its folder/],
] as const) {
  test(`${pointer} is refused with what to do, and starts nothing`, async (t) => {
    const folder = temporaryFolder(t);
    const { code, output } = await run(folder, pointer);
    assert.equal(code, 1);
    assert.match(output, error);
    assert.match(output, /server:ogx:8321[^]*http:\/\/127\.0\.0\.1:8321/);
  });
}

test('a setup that is off by default: its key is asked for before anything starts, and its provider is mounted', async (t) => {
  const folder = temporaryFolder(t);
  const config = join(folder, 'run.yaml');
  const needed = ['groq/llama-3.3-70b-versatile', 'ollama/all-minilm:l6-v2'];
  const groq = { provider_id: '${env.GROQ_URL:+groq}', provider_type: 'remote::groq', config: {} };
  writeFileSync(config, stringify({ models: needed, apis: ['inference'], providers: { inference: [groq] } }));
  const keyless = await run(folder, config, {}, ['--project=groq']);
  assert.equal(keyless.code, 1);
  assert.match(keyless.output, /not all of them can be asked\.\nGROQ_API_KEY is not set, and Groq answers no request/);
  assert.doesNotMatch(keyless.output, /OPENAI_API_KEY/);
  assert(!existsSync(join(folder, 'cache')));

  const { code, output, told } = await run(folder, config, { GROQ_API_KEY: 'gsk-real' }, ['--project=groq']);
  assert.equal(code, 0, output);
  assert.equal(told?.providers?.[0]?.config['base_url'], `${told?.gateway}/groq/v1`);
  assert.deepEqual([told?.environment?.['GROQ_API_KEY'], told?.environment?.['OPENAI_API_KEY']], ['dummy', undefined]);

  const replay = await run(folder, 'fake', { INFERENCE_MODE: 'replay', GROQ_API_KEY: '' }, ['--project=groq']);
  assert.match(replay.output, /There are no recordings of the line fake-1\.0/);
});
