import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { askedProviders, loadProvider, loadProviders, loadSetup, loadSetups } from '../../../setups/load.ts';
import { loadSuites } from '../../../setups/suites.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'setups-'));
after(() => rmSync(folder, { recursive: true }));

const valid = `
provider: ollama
providers: [ollama]
models: { text: { id: 'ollama/a' }, embedding: { id: 'ollama/b', dimension: 3 } }
capabilities: [json-schema]
`;

function write(name: string, text: string): string {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
  return text;
}

test('the setups of the project are valid, and their providers exist', () => {
  const providers = loadProviders().map(({ name }) => name);
  const setups = loadSetups();
  assert.deepEqual(
    setups.filter((setup) => setup.default).map(({ name }) => name),
    ['gpt', 'ollama', 'stack', 'vllm'],
  );
  for (const setup of setups)
    assert.deepEqual(
      setup.providers.filter((name) => !providers.includes(name)),
      [],
    );
});

test('every setup that the suites of the reference name is there', () => {
  const there = loadSetups().map(({ name }) => name);
  const wanted = Object.values(loadSuites().suites).map(({ setup }) => setup);
  const reference =
    'ollama ollama-vision ollama-reasoning ollama-postgres gpt gpt-reasoning vllm vllm-qwen3next llama-cpp-server tgi ' +
    'together groq fireworks cerebras anthropic gemini azure bedrock watsonx vertexai llama-api databricks';
  assert.deepEqual(
    [...wanted, ...reference.split(' ')].filter((name) => !there.includes(name)),
    [],
  );
});

test('a setup that is off by default says what it needs', () => {
  write('quiet.yaml', `${valid}default: false`);
  assert.throws(() => loadSetup('quiet', folder), /needs: a setup that is off by default says what it needs/);
});

test('a setup runs by default and has no gaps unless it says so', () => {
  write('plain.yaml', valid);
  const { name, default: byDefault, gaps } = loadSetup('plain', folder);
  assert.deepEqual({ name, byDefault, gaps }, { name: 'plain', byDefault: true, gaps: [] });
});

test('the providers that setups may ask are theirs, each once, and none where no provider takes part', () => {
  write('asking.yaml', valid);
  write('alone.yaml', `${valid}answers: none`);
  const [asking, alone] = ['asking', 'alone'].map((name) => loadSetup(name, folder));
  assert.ok(asking && alone);
  assert.deepEqual([asking.answers, alone.answers], ['recorded', 'none']);
  assert.deepEqual(askedProviders([asking, alone, asking]), ['ollama']);
  assert.deepEqual(askedProviders([alone]), []);
});

test('a line says what it lacks under every setup', () => {
  write('lined/plain.yaml', valid);
  write('lined/lines/old-1.yaml', 'lacks: [moderations]\ngaps: []');
  const { lacking } = loadSetup('plain', path.join(folder, 'lined'));
  assert.deepEqual(lacking, [{ line: 'old-1', capability: 'moderations' }]);
});

test("a line's gaps come after the setup's own, and name their line", () => {
  write('own/own.yaml', `${valid}gaps: [{ test: a.spec.ts › b, status: 400, why: y }]`);
  write('own/lines/old-1.yaml', 'gaps: [{ test: c.spec.ts › d, status: 400, why: y }]');
  const { gaps } = loadSetup('own', path.join(folder, 'own'));
  assert.deepEqual(
    gaps.map(({ test, line }) => [test, line]),
    [
      ['a.spec.ts › b', undefined],
      ['c.spec.ts › d', 'old-1'],
    ],
  );
});

const like = `
like: plain
stack: ogx::on-postgres.yaml
stores: postgres
default: false
needs: A server.
`;

test('a setup that is like another has what that states, its gaps before its own, and its recordings', () => {
  write('like/plain.yaml', `${valid}gaps: [{ test: a.spec.ts › b, status: 400, why: y }]`);
  write('like/other.yaml', `${like}gaps: [{ test: c.spec.ts › d, status: 400, why: y }]`);
  const plain = loadSetup('plain', path.join(folder, 'like'));
  const other = loadSetup('other', path.join(folder, 'like'));
  assert.deepEqual(other, {
    ...plain,
    name: 'other',
    stack: 'ogx::on-postgres.yaml',
    stores: 'postgres',
    default: false,
    needs: 'A server.',
    gaps: [...plain.gaps, { ...plain.gaps[0], test: 'c.spec.ts › d' }],
  });
  assert.deepEqual([plain.recordings, other.recordings], ['plain', 'plain']);
});

test('a setup that is like another says which of its known gaps pass under it, and restates others', () => {
  const gapsOf = (tests: string[], what: string) => tests.map((name) => `{ test: ${name}, status: 400, why: ${what} }`);
  mkdirSync(path.join(folder, 'like/lines'), { recursive: true });
  write('like/base.yaml', `${valid}gaps: [${gapsOf(['a.spec.ts › a', 'a.spec.ts › b'], 'base').join(', ')}]`);
  write(
    'like/lines/old-1.yaml',
    `gaps: [${gapsOf(['a.spec.ts › c', 'a.spec.ts › d', 'a.spec.ts › e'], 'line').join(', ')}]`,
  );
  const own = `passes: [a.spec.ts › a, a.spec.ts › c]\ngaps: [${gapsOf(['a.spec.ts › b', 'a.spec.ts › d'], 'own').join(', ')}]`;
  write('like/own.yaml', `${like.replace('plain', 'base')}${own}`);
  const { gaps } = loadSetup('own', path.join(folder, 'like'));
  assert.deepEqual(
    gaps.map(({ test: name, why }) => [name, why]),
    [
      ['a.spec.ts › b', 'own'],
      ['a.spec.ts › d', 'own'],
      ['a.spec.ts › e', 'line'],
    ],
  );
  rmSync(path.join(folder, 'like/lines'), { recursive: true });
});

const faults = [
  {
    what: 'an unknown capability',
    text: valid.replace('json-schema', 'flying'),
    says: /capabilities\.0: no capability "flying".*forced-tools/,
  },
  { what: 'an unknown field', text: `${valid}colour: red`, says: /colour/ },
  { what: 'a model without provider', text: valid.replace('ollama/a', 'a'), says: /models\.text\.id: a model is/ },
  {
    what: 'a model of another provider',
    text: valid.replace('ollama/a', 'vllm/a'),
    says: /models\.text\.id: "vllm" is not among the providers/,
  },
  {
    what: 'a provider that its calls do not reach',
    text: valid.replace('[ollama]', '[vllm]'),
    says: /providers: "ollama" is missing/,
  },
  {
    what: 'a gap without spec file',
    text: `${valid}gaps: [{ test: title, status: 400, why: y }]`,
    says: /gaps\.0\.test/,
  },
  {
    what: "a gap with a part of a failure's text",
    text: `${valid}gaps: [{ test: a.spec.ts › b, expect: x, why: y }]`,
    says: /gaps\.0: a gap does not `expect` a part of the failure's text: it states what the stack does instead/,
  },
  {
    what: 'a gap that states nothing',
    text: `${valid}gaps: [{ test: a.spec.ts › b, why: y }]`,
    says: /gaps\.0\.test: the gap does not state what the stack does instead, by status, error,/,
  },
  {
    what: 'a gap of all tests',
    text: `${valid}gaps: [{ test: '*', status: 400, why: y }]`,
    says: /gaps\.0\.test/,
  },
  {
    what: 'an exception from a gap of other tests',
    text: `${valid}gaps: [{ test: 'a/*', except: [b.spec.ts › c], status: 400, why: y }]`,
    says: /gaps\.0\.except: "b\.spec\.ts › c" is not among "a\/\*"/,
  },
  {
    what: 'an exception from a gap of one test',
    text: `${valid}gaps: [{ test: a.spec.ts › b, except: [a.spec.ts › b], status: 400, why: y }]`,
    says: /gaps\.0\.except/,
  },
  {
    what: 'a setup that is like another and has models of its own',
    text: `${like}models: { text: { id: 'ollama/z' } }`,
    says: /models/,
  },
  { what: 'a setup that is like another and runs by default', text: like.replace('false', 'true'), says: /default/ },
  {
    what: 'a setup that is like none',
    text: like.replace('plain', 'nobody'),
    says: /is like "nobody", and there is no such setup/,
  },
  { what: 'text that is no YAML', text: '{', says: /is not valid YAML/ },
];

for (const [at, { what, text, says }] of faults.entries()) {
  test(`${what} is refused by file and field`, () => {
    write(`fault-${at}.yaml`, text);
    assert.throws(() => loadSetup(`fault-${at}`, folder), says);
    assert.throws(() => loadSetup(`fault-${at}`, folder), new RegExp(`fault-${at}\\.yaml`));
  });
}

test('a setup that is not there is answered with those that are', () => {
  assert.throws(() => loadSetup('olama'), /Did you mean ollama\?/);
  assert.throws(() => loadSetup('claude'), /no setup "claude"\.\n.*gpt, .*ollama, .*vllm/);
});

test('a provider states where its server is and how the key is sent', () => {
  const { name, url, key, source } = loadProvider('openai');
  assert.deepEqual(
    { name, url, key, source },
    {
      name: 'openai',
      url: { variable: 'OPENAI_BASE_URL', default: 'https://api.openai.com' },
      key: { variable: 'OPENAI_API_KEY', optional: false, header: 'authorization', scheme: 'Bearer' },
      source: 'provider',
    },
  );
});

test('a provider may be reached by its own host, with the key in the body', () => {
  const { host, key } = loadProvider('tavily');
  assert.deepEqual(
    { host, key },
    { host: 'api.tavily.com', key: { variable: 'TAVILY_SEARCH_API_KEY', optional: false, body: 'api_key' } },
  );
});

test('a key that is in two places, or in none, is refused', () => {
  const provider = (key: string) => `
url: { variable: X_URL, default: 'http://x' }
key: { ${key} }
source: provider
server: X
start: x
`;
  for (const [at, key] of ['variable: X_KEY', 'variable: X_KEY, header: x-key, body: key'].entries()) {
    write(`keys/bad-${at}.yaml`, provider(key));
    assert.throws(
      () => loadProvider(`bad-${at}`, path.join(folder, 'keys')),
      /key: a key has a `variable`, and either/,
    );
  }
});
