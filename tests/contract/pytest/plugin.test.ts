/** The pytest plugin: its own tests, and a suite of plain clients that is recorded and replayed with it on a real stack. */
import assert from 'node:assert/strict';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import { pythonVenv } from '../../builders/python-venv.ts';
import { fakeProvider, type FakeProvider } from '../../fakes/provider.ts';

const root = join(import.meta.dirname, '../../..');
const plugin = join(root, 'clients/pytest');
const folder = mkdtempSync(join(tmpdir(), 'e2e-pytest-'));
const project = join(folder, 'project');
const Asked = z.object({ messages: z.array(z.object({ content: z.string() })).min(1) });

let bin = '';
let provider: FakeProvider;
let stack: ChildProcess | undefined;

/** Our own variables are those of this test, and none of a test that may run it. */
function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { NODE_TEST_CONTEXT: _, STACK_CONFIG: __, INFERENCE_MODE: ___, ...inherited } = process.env;
  const path = [bin, dirname(process.execPath), inherited['PATH']].filter(Boolean).join(delimiter);
  return { ...inherited, PATH: path, OLLAMA_URL: provider.url, PYTHONDONTWRITEBYTECODE: '1', ...more };
}

function run(program: string, args: string[], cwd: string, more?: Record<string, string>) {
  return new Promise<{ code: number; output: string }>((done) => {
    execFile(program, args, { cwd, env: environment(more), maxBuffer: 50_000_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      done({ code, output: `${stdout}${stderr}` });
    });
  });
}

/** A copy of the package, so that what a build leaves behind is not in the repository. */
async function installPlugin(): Promise<void> {
  const copy = join(folder, 'plugin');
  cpSync(plugin, copy, { recursive: true, filter: (path) => !/__pycache__|\.egg-info|\.\w+_cache/.test(path) });
  const offline = ['--no-index', '--no-deps', '--quiet'];
  const built = await run(join(bin, 'pip'), ['wheel', ...offline, '--no-build-isolation', '-w', folder, copy], folder);
  assert.equal(built.code, 0, built.output);
  const [wheel = ''] = globSync('*.whl', { cwd: folder });
  assert.match(wheel, /^pytest_llama_stack_e2e-.*-py3-none-any\.whl$/);
  const installed = await run(join(bin, 'pip'), ['install', ...offline, wheel], folder);
  assert.equal(installed.code, 0, installed.output);
}

function makeProject(): void {
  const command = join(project, 'node_modules/.bin/llama-stack-e2e');
  mkdirSync(dirname(command), { recursive: true });
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'cli/main.ts')}" "$@"\n`);
  chmodSync(command, 0o755);
  writeFileSync(join(project, 'playwright.config.mjs'), 'export default {};\n');
  cpSync(join(import.meta.dirname, 'suite.py'), join(project, 'tests/test_suite.py'));
}

/** Keeps a stack for the runs of this file. */
async function keepStack(): Promise<void> {
  stack = spawn(process.execPath, [join(root, 'cli/main.ts'), 'stack', '--json'], {
    cwd: project,
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  assert.ok(stack.stdout !== null);
  const [line] = await Promise.race([once(createInterface(stack.stdout), 'line'), once(stack, 'exit')]);
  assert.match(String(line), /"stackUrl"/);
}

before(async () => {
  provider = await fakeProvider((_, response, asked) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    // What a recording says of the server.
    if (asked === '') return void response.end('{"version":"0.1"}');
    const text = Asked.parse(JSON.parse(asked)).messages.at(-1)?.content;
    const message = { role: 'assistant', content: `You said: ${text}` };
    const answer = { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'smollm2:135m' };
    response.end(JSON.stringify({ ...answer, choices: [{ index: 0, finish_reason: 'stop', message }] }));
  });
  makeProject();
  const venv = async (): Promise<void> => {
    bin = await pythonVenv(join(folder, 'venv'), join(plugin, 'tests/requirements.txt'));
    await installPlugin();
  };
  await Promise.all([venv(), keepStack()]);
});

after(async () => {
  if (stack?.exitCode === null) {
    stack.kill('SIGINT');
    await once(stack, 'exit');
  }
  await provider.close();
  rmSync(folder, { recursive: true, force: true });
});

const pytest = (args: string[], more?: Record<string, string>) =>
  run(join(bin, 'pytest'), ['-p', 'no:cacheprovider', ...args], project, more);

const RECORDINGS = 'recordings/ogx-1.5/ollama/external/pytest';

describe('a suite of plain clients', () => {
  test('is recorded, each test and each shared fixture by itself', async () => {
    const { code, output } = await pytest(['--e2e-setup=ollama', '--e2e-mode=record']);
    assert.equal(code, 0, output);
    assert.match(output, /provider calls: 8 recorded\nrecordings written: 8\n/);
    assert.match(output, /8 passed/);
    const at = join(project, RECORDINGS, 'tests/test_suite.py/fixture-greeting');
    assert.ok(existsSync(join(at, 'providers.json')));
    const manifest = readFileSync(join(project, RECORDINGS, 'tests/test_suite.py/test-openai/manifest.json'), 'utf8');
    assert.match(manifest, /"name": "tests\/test_suite.py::test_openai"/);
  });

  test('is replayed by two workers, without the provider', async () => {
    await provider.close();
    const { code, output } = await pytest(['--e2e-setup=ollama', '-n', '2']);
    assert.equal(code, 0, output);
    assert.match(output, /provider calls: \d+ answered from recordings\n/);
    assert.match(output, /8 passed/);
  });

  test('fails for a changed request, an id of its own, and what it does not ask any more', async () => {
    const changed = { WORD: 'bye', LESS: '1', ORDER: 'order-999e4567-e89b-12d3-a456-426614174000' };
    const { code, output } = await pytest(['--e2e-setup=ollama'], changed);
    assert.equal(code, 1);
    assert.match(output, /FAILED tests\/test_suite.py::test_openai/);
    assert.match(output, /body\.messages\[0\]\.content: recorded "hello", now "bye"/);
    assert.match(output, /\n {2}pytest tests\/test_suite.py::test_openai --e2e-setup=ollama --e2e-mode=record/);
    assert.match(output, /ERROR tests\/test_suite.py::test_an_id_of_its_own/);
    assert.match(output, /recorded "order-123e4567-\S+\n +now +"order-999e4567-/);
    assert.match(output, /ERROR tests\/test_suite.py::test_aiohttp/);
    assert.match(output, /A recorded exchange was not used: number 2 of/);
    assert.match(output, /1 failed, 7 passed, 2 errors/);
  });

  test('fails at the first provider call of a test that was never recorded', async () => {
    rmSync(join(project, RECORDINGS, 'tests/test_suite.py/test-httpx'), { recursive: true });
    const { code, output } = await pytest(['--e2e-setup=ollama', '-k', 'httpx or no_call']);
    assert.equal(code, 1);
    assert.match(output, /No recording: there is no recordings\S+test-httpx\/providers\.json/);
    assert.match(output, /1 failed, 1 passed/);
  });
});

test('its own tests pass, and its style and types hold', async () => {
  const copy = join(folder, 'plugin');
  for (const [program, ...args] of [
    ['ruff', 'check', '.'],
    ['ruff', 'format', '--check', '.'],
    ['mypy'],
    ['pytest', '-q', '-p', 'no:cacheprovider'],
  ]) {
    const { code, output } = await run(join(bin, program ?? ''), args, copy);
    assert.equal(code, 0, output);
  }
});
