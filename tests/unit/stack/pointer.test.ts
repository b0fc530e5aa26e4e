import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadDistributions } from '../../../stack/pointer/distribution.ts';
import {
  parsePointer,
  type Pointer,
  pointerIn,
  portOf,
  type Target,
  withRunConfigOf,
} from '../../../stack/pointer/pointer.ts';

const known = loadDistributions();
const ogx: Target = { kind: 'distribution', base: 'ogx-1.5', line: 'ogx-1.5', version: '1.5.0' };
const onPostgres: Target = { ...ogx, file: 'run-with-postgres-store.yaml' };
const old: Target = { kind: 'distribution', base: 'llama-stack-0.3', line: 'llama-stack-0.3', version: '0.3.5' };
const llamaStack: Target = { kind: 'distribution', base: 'llama-stack-0.7', line: 'llama-stack-0.7', version: '0.7.3' };
const launch = (target: Target): Pointer => ({ kind: 'launch', target });

const table: Record<string, Pointer> = {
  '': { kind: 'unset' },
  '  ': { kind: 'unset' },
  recorded: { kind: 'recorded' },
  ogx: launch(ogx),
  ' ogx ': launch(ogx),
  'ogx@1.5.0': launch(ogx),
  starter: launch(ogx),
  'ci-tests': launch(ogx),
  'llama-stack': launch(llamaStack),
  'llama-stack@0.7.3': launch(llamaStack),
  'llama-stack@0.7': launch(llamaStack),
  'llama-stack-0.7': launch(llamaStack),
  'llama-stack@0.3.5': launch(old),
  'llama-stack@0.3': launch(old),
  'llama-stack-0.3': launch(old),
  'ogx@1.5': launch(ogx),
  'ogx-1.5': launch(ogx),
  'ogx@1.5.1': launch({ ...ogx, version: '1.5.1' }),
  'ogx@1.4.0': launch({ ...ogx, line: 'ogx-1.4', version: '1.4.0' }),
  'ogx@2.0.0rc1': launch({ ...ogx, line: 'ogx-2.0', version: '2.0.0rc1' }),
  'llama-stack@0.7.1': launch({ ...llamaStack, version: '0.7.1' }),
  'llama-stack@0.10.0': launch({ ...llamaStack, line: 'llama-stack-0.10', version: '0.10.0' }),
  'llama-stack@0.6.1': launch({ ...old, line: 'llama-stack-0.6', version: '0.6.1' }),
  'llama-stack@0.2.9': launch({ ...old, line: 'llama-stack-0.2', version: '0.2.9' }),
  'starter::run.yaml': launch(ogx),
  'server:starter::run.yaml:8321': { kind: 'server', target: ogx, port: 8321 },
  'ogx::run-with-postgres-store.yaml': launch(onPostgres),
  'ogx@1.4.0::mine.yml': launch({ ...ogx, line: 'ogx-1.4', version: '1.4.0', file: 'mine.yml' }),
  'server:ci-tests::run-with-postgres-store.yaml': { kind: 'server', target: onPostgres },
  'server:ci-tests::run-with-postgres-store.yaml:8321': { kind: 'server', target: onPostgres, port: 8321 },
  'run.yaml': launch({ kind: 'config', path: 'run.yaml' }),
  './my/run.yml': launch({ kind: 'config', path: './my/run.yml' }),
  '/a=b/run.yaml': launch({ kind: 'config', path: '/a=b/run.yaml' }),
  'inference=openai': launch({ kind: 'providers', providers: [{ api: 'inference', provider: 'openai' }] }),
  'inference=remote::openai,vector_io=faiss;files=localfs': launch({
    kind: 'providers',
    providers: [
      { api: 'inference', provider: 'remote::openai' },
      { api: 'vector_io', provider: 'faiss' },
      { api: 'files', provider: 'localfs' },
    ],
  }),
  'inference=remote::vllm?max_tokens=64&api_token=a=b,files=localfs': launch({
    kind: 'providers',
    providers: [
      { api: 'inference', provider: 'remote::vllm', settings: { max_tokens: '64', api_token: 'a=b' } },
      { api: 'files', provider: 'localfs' },
    ],
  }),
  'server:inference=openai:8321': {
    kind: 'server',
    target: { kind: 'providers', providers: [{ api: 'inference', provider: 'openai' }] },
    port: 8321,
  },
  'server:ogx': { kind: 'server', target: ogx },
  'server:ci-tests:8321': { kind: 'server', target: ogx, port: 8321 },
  'server:llama-stack@0.3.5:9000': { kind: 'server', target: old, port: 9000 },
  'server:llama-stack-0.3:9000': { kind: 'server', target: old, port: 9000 },
  'server:./run.yaml': { kind: 'server', target: { kind: 'config', path: './run.yaml' } },
  'server:./run.yaml:8321': { kind: 'server', target: { kind: 'config', path: './run.yaml' }, port: 8321 },
  'server:inference=remote::openai': {
    kind: 'server',
    target: { kind: 'providers', providers: [{ api: 'inference', provider: 'remote::openai' }] },
  },
  'http://127.0.0.1:8321': { kind: 'url', url: 'http://127.0.0.1:8321' },
  'https://stack.example/': { kind: 'url', url: 'https://stack.example' },
  'http://localhost:8321/v1/': { kind: 'url', url: 'http://localhost:8321' },
};

for (const [text, pointer] of Object.entries(table)) {
  test(`the pointer "${text}"`, () => assert.deepEqual(parsePointer(text, known), pointer));
}

const malformed: Record<string, RegExp> = {
  ogxx: /No distribution is called `ogxx`\. Did you mean `ogx`\?/,
  'lama-stack': /Did you mean `llama-stack`\?/,
  nothing: /No distribution is called `nothing`\. Known: ogx, /,
  'ogx@1.4': /`1\.4` is neither a full version such as 1\.5\.0 nor a line of ogx/,
  'ogx-1.4': /No distribution is called `ogx-1\.4`\. Did you mean `ogx-1\.5`\?/,
  'llama-stack-0.3@0.3.5': /No distribution is called `llama-stack-0\.3`/,
  'ogx@1.5.0@2': /A version is given once/,
  'starter@1.0.0': /No distribution is called `starter`/,
  'server:': /config behind `server:` is missing/,
  'server:ogx:': /`` is not a port/,
  'server:ogx:0': /`0` is not a port/,
  'server:ogx:70000': /`70000` is not a port/,
  'server:ogx:web': /`web` is not a port/,
  'http://': /not a URL/,
  'docker:starter': /Start it yourself, .*, and give its URL/,
  'ogxx::run.yaml': /No distribution is called `ogxx`/,
  'ogx::': /a run config of its folder: a file, without a path/,
  'ogx::run': /a run config of its folder/,
  'ogx::../run.yaml': /a run config of its folder/,
  'ogx::a.yaml::b.yaml': /a run config of its folder/,
  './run.yaml::b.yaml': /Before `::` stands a distribution/,
  'inference=vllm?max_tokens': /`max_tokens` of `inference=vllm\?max_tokens` is not of the form key=value/,
  'inference=vllm?': /is not of the form key=value/,
  'inference=': /`inference=` is not of the form api=provider/,
  'inference=openai,': /`` is not of the form api=provider/,
};

for (const [text, error] of Object.entries(malformed)) {
  test(`the pointer "${text}" is refused in three lines, the last with all forms`, () => {
    assert.throws(() => parsePointer(text, known), error);
    assert.throws(() => parsePointer(text, known), /^Fault: STACK_CONFIG=.*\n.*\n.*server:ogx:8321.*recorded.*$/);
  });
}

test('the first set variable says the pointer, and is named in the error', () => {
  assert.equal(pointerIn({ STACK_CONFIG: ' ' }), undefined);
  assert.deepEqual(pointerIn({ STACK_CONFIG: '', OGX_CONFIG: 'a' }), { text: 'a', variable: 'OGX_CONFIG' });
  assert.deepEqual(pointerIn({ STACK_CONFIG: 'a', LLAMA_STACK_CONFIG: 'b' }), { text: 'a', variable: 'STACK_CONFIG' });
  assert.throws(() => parsePointer('x y', known, 'LLAMA_STACK_CONFIG'), /^Fault: LLAMA_STACK_CONFIG=x y/);
});

const meant: [string, string][] = [
  ['ogx', 'ogx::a.yaml'],
  ['server:ci-tests', 'server:ci-tests::a.yaml'],
  ['server:ci-tests:8321', 'server:ci-tests::a.yaml:8321'],
  ['ogx@1.4.0', 'ogx@1.4.0::a.yaml'],
  ['server:ogx::b.yaml:8321', 'server:ogx::b.yaml:8321'],
  ['llama-stack', 'llama-stack'],
  ['http://127.0.0.1:8321', 'http://127.0.0.1:8321'],
  ['inference=remote::openai', 'inference=remote::openai'],
  ['recorded', 'recorded'],
];

for (const [text, pointer] of meant) {
  test(`"${text}" under a setup with a run config of ogx means "${pointer}"`, () => {
    assert.equal(withRunConfigOf('ogx::a.yaml', text, known), pointer);
    assert.equal(withRunConfigOf('', text, known), text);
  });
}

test('the port of `server:` without one comes from the environment, else it is 8321', () => {
  assert.equal(portOf({}), 8321);
  assert.equal(portOf({ LLAMA_STACK_PORT: '9000' }), 9000);
  assert.throws(() => portOf({ STACK_PORT: 'x' }), /STACK_PORT=x .*\nA port is a number/);
});
