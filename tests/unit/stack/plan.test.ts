import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Distribution, loadDistributions, mountsOf } from '../../../stack/pointer/distribution.ts';
import { planLaunch } from '../../../stack/launch/plan.ts';
import { requirementsFor } from '../../../stack/python/requirements.ts';

const distributions = loadDistributions();

function distribution(line: string): Distribution {
  const found = distributions.find((each) => each.line === line);
  assert(found);
  return found;
}

const USER = {
  PATH: '/usr/bin',
  LANG: 'C.UTF-8',
  HOME: '/home/somebody',
  OPENAI_API_KEY: 'sk-real',
  HTTP_PROXY: 'http://proxy',
  ALL_PROXY: 'http://proxy',
  OGX_CONFIG: 'x',
  LLAMA_STACK_TEST_INFERENCE_MODE: 'replay',
  OGX_TEST_INFERENCE_MODE: 'replay',
  PYTHONPATH: '/elsewhere',
};

function plan(line: string, wanted: string[] = []) {
  return planOf(distribution(line), USER, wanted);
}

function planOf(of: Distribution, environment: Record<string, string>, wanted: string[] = []) {
  return planLaunch({
    distribution: of,
    mounts: mountsOf(of, wanted),
    version: of.version,
    line: of.line,
    config: '/p/run.yaml',
    port: 4321,
    gatewayUrl: 'http://127.0.0.1:9',
    folders: { state: '/tmp/state', venv: '/cache/venv', tokenizer: '/cache/tokenizer' },
    logFile: '/out/stack.log',
    environment,
  });
}

test('the plan of ogx 1.5', () => {
  const { environment, failures: _, ...rest } = plan('ogx-1.5');
  assert.deepEqual(rest, {
    line: 'ogx-1.5',
    version: 'ogx 1.5.0',
    command: '/cache/venv/bin/opentelemetry-instrument',
    arguments: ['/cache/venv/bin/ogx', 'run', '/p/run.yaml', '--port', '4321', '--insecure'],
    cwd: '/tmp/state/cwd',
    folders: ['cwd', 'home', 'tmp', 'config', 'sqlite', 'files'].map((name) => `/tmp/state/${name}`),
    port: 4321,
    url: 'http://127.0.0.1:4321',
    logFile: '/out/stack.log',
    ready: { path: '/v1/health', text: 'Uvicorn running on', seconds: 120, first: [] },
  });
  assert.equal(environment['OPENAI_BASE_URL'], 'http://127.0.0.1:9/openai/v1');
  assert.equal(environment['OLLAMA_URL'], 'http://127.0.0.1:9/ollama/v1');
  assert.equal(environment['TIKTOKEN_CACHE_DIR'], '/cache/tokenizer');
});

test('a provider that is off by default is mounted, with a dummy key, by a run that uses it and by no other', () => {
  assert.equal(plan('ogx-1.5').environment['GROQ_URL'], undefined);
  const { environment } = plan('ogx-1.5', ['groq', 'ollama']);
  assert.equal(environment['GROQ_URL'], 'http://127.0.0.1:9/groq/v1');
  assert.equal(environment['GROQ_API_KEY'], 'dummy');
  assert.equal(environment['CEREBRAS_API_KEY'], undefined);
});

test('llama-stack 0.3 calls Ollama at its root', () => {
  assert.equal(plan('llama-stack-0.3').environment['OLLAMA_URL'], 'http://127.0.0.1:9/ollama');
});

for (const { line, environment: own, mounts } of distributions) {
  test(`nothing of the user reaches ${line} but PATH, LANG and TMPDIR`, () => {
    const { environment } = plan(line);
    const always = Object.values(mounts).filter(({ optional }) => !optional);
    const declared = [...Object.keys(own), ...always.map(({ variable }) => variable), 'PATH', 'LANG'];
    assert.deepEqual(Object.keys(environment).sort(), [...new Set(declared)].sort());
    assert.equal(environment['HOME'], '/tmp/state/home');
    assert.equal(environment['OPENAI_API_KEY'], 'dummy');
  });

  test(`hosts that ${line} has no setting for are reached through the gateway as a proxy`, () => {
    const { environment, folders } = plan(line);
    const { HTTPS_PROXY, HTTP_PROXY, NO_PROXY, SSL_CERT_FILE, REQUESTS_CA_BUNDLE } = environment;
    assert.deepEqual([HTTPS_PROXY, HTTP_PROXY], ['http://127.0.0.1:9', 'http://127.0.0.1:9']);
    assert.equal(NO_PROXY, '127.0.0.1,localhost');
    assert.deepEqual([SSL_CERT_FILE, REQUESTS_CA_BUNDLE], ['/tmp/state/authority.pem', '/tmp/state/authority.pem']);
    assert(!folders.includes('/tmp/state/authority.pem'));
    assert.equal(environment['TAVILY_SEARCH_API_KEY'], 'dummy');
  });

  test(`every base URL in the run config of ${line} comes from a mount’s variable`, () => {
    const text = readFileSync(join(distribution(line).folder, 'run.yaml'), 'utf8');
    const found = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name);
    const ofMounts = (all: Distribution['mounts'][string][]) => all.map(({ variable }) => variable);
    const urls = found(/(?:base_url|url): ["']\$\{env\.(\w+)/g);
    assert.deepEqual(
      urls.filter((name) => !ofMounts(Object.values(mounts)).includes(name ?? '')),
      [],
    );
    const switches = found(/provider_id: ["']\$\{env\.(\w+):\+/g);
    const optional = Object.values(mounts).filter((mount) => mount.optional);
    assert.deepEqual(
      ofMounts(optional).filter((name) => !switches.includes(name)),
      [],
    );
  });

  test(`every requirement of ${line} is pinned`, () => {
    const lines = readFileSync(join(distribution(line).folder, 'requirements.txt'), 'utf8')
      .trim()
      .split('\n');
    assert.deepEqual(
      lines.filter((each) => !/^[A-Za-z0-9._-]+==[A-Za-z0-9.]+$/.test(each)),
      [],
    );
    const names = lines.map((each) => each.split('==')[0]);
    for (const needed of ['distro', 'instrumentation-fastapi', 'instrumentation-httpx'])
      assert(names.includes(`opentelemetry-${needed}`));
  });
}

test('another release of the line changes the pins of the distribution’s own packages only', () => {
  const pinned = 'numpy==2.0\nogx==1.5.0\nogx-api==1.5.0\nOgx_Api==1.5.0\nogx-extra==1.5.0\n';
  const of = distribution('ogx-1.5');
  assert.equal(requirementsFor(pinned, of, '1.5.0'), pinned);
  const changed = 'numpy==2.0\nogx==1.5.1\nogx-api==1.5.1\nOgx_Api==1.5.1\nogx-extra==1.5.0\n';
  assert.equal(requirementsFor(pinned, of, '1.5.1'), changed);
});

test('a release of another line takes no pins but its own, and is another environment than one as of today', () => {
  const lines = requirementsFor('numpy==2.0\nogx==1.5.0\n', distribution('ogx-1.5'), '1.4.1').split('\n');
  assert.deepEqual(
    lines.filter((line) => line.includes('==')),
    ['ogx==1.4.1', 'ogx-api==1.4.1'],
  );
  for (const needed of ['numpy', 'mcp', 'opentelemetry-distro']) assert(lines.includes(needed));
  assert.equal(lines[0], '# as published up to 3 days after ogx 1.4.1');
});

test('a release that is older than an argument is started without it', () => {
  const folders = { state: '/s', venv: '/v', tokenizer: '/t' };
  const rest = { config: '/run.yaml', port: 1, gatewayUrl: '', logFile: '', environment: {}, folders, line: 'x' };
  const ogx = distribution('ogx-1.5');
  const of = (version: string) =>
    planLaunch({ ...rest, distribution: ogx, mounts: mountsOf(ogx, []), version }).arguments;
  for (const version of ['1.5.0', '1.2.0', '1.10.0']) assert(of(version).includes('--insecure'), version);
  for (const version of ['1.0.0', '1.1.3']) assert(!of(version).includes('--insecure'), version);
});

test('the variables that a distribution inherits reach the stack, and no others', () => {
  const of = { ...distribution('ogx-1.5'), inherits: ['POSTGRES_HOST', 'POSTGRES_DB'] };
  const user = { POSTGRES_HOST: 'db.example', POSTGRES_DB: '', PGPASSWORD: 'x' };
  const { environment } = planOf(of, user);
  const reached = Object.entries(environment).filter(([name]) => /^P(OST)?G/.test(name));
  assert.deepEqual(reached, [['POSTGRES_HOST', 'db.example']]);
});

test('what may be wrong at the start is told with the values that the stack is given', () => {
  const why = '${env.POSTGRES_HOST:=127.0.0.1}:${env.POSTGRES_PORT:=5432} has no ${env.POSTGRES_DB:=ogx}';
  const of = { ...distribution('ogx-1.5'), failures: [{ log: 'x', why, fix: 'Set ${env.POSTGRES_DB:=ogx}.' }] };
  const { failures } = planOf(of, { POSTGRES_PORT: '5433', POSTGRES_DB: 'mine' });
  assert.deepEqual(failures, [{ log: 'x', why: '127.0.0.1:5433 has no mine', fix: 'Set mine.' }]);
});

test('a placeholder that nothing fills is an error', () => {
  const of = { ...distribution('ogx-1.5'), command: ['{nowhere}/run'] };
  const input = { version: '1', line: 'x', config: '', port: 1, gatewayUrl: '', logFile: '', environment: {} };
  const folders = { state: '/s', venv: '/v', tokenizer: '/t' };
  assert.throws(
    () => planLaunch({ ...input, distribution: of, mounts: of.mounts, folders }),
    /nothing to put for \{nowhere\}/,
  );
});
