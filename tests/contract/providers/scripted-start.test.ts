import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { z } from 'zod';
import { demandFree, freePort } from '../../../scripts/providers/ports.ts';
import { listen } from '../../fakes/listening.ts';

const START = join(import.meta.dirname, '../../../scripts/providers/start.ts');
const LIMIT = { timeout: 30_000 };

/** Runs the real command with no server of the user's own but the given ones. */
function start(t: TestContext, args: string[], environment: Record<string, string> = {}) {
  const none = { OLLAMA_URL: '', VLLM_URL: '', OPENAI_BASE_URL: '', LLAMA_CPP_SERVER_URL: '' };
  const child = spawn(process.execPath, [START, ...args], {
    env: { ...process.env, ...none, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  const exit = once(child, 'exit').then(([code]: unknown[]) => code);
  return { child, exit, errors: text(child.stderr) };
}

async function fakeOllama(t: TestContext): Promise<string> {
  const models = ['smollm2:135m', 'all-minilm:l6-v2'].map((name) => ({ name }));
  const { origin } = await listen(t, ({ url }, response) => {
    if (url === '/api/version') response.end('{"version":"9.8.7"}');
    else if (url === '/api/tags') response.end(JSON.stringify({ models }));
    else response.end(`real ${url}`);
  });
  return origin;
}

const weather = {
  method: 'POST',
  body: JSON.stringify({
    model: 'm',
    messages: [{ role: 'user', content: 'What is the weather in Paris? Use the tool.' }],
    tools: [{ type: 'function', function: { name: 'get_weather' } }],
  }),
};

for (const { option, source } of [
  { option: [], source: 'scripted' },
  { option: ['--no-script'], source: 'local model' },
]) {
  test(`the front alone stands before the user's own server ${option.join('')}`, LIMIT, async (t) => {
    const [port, own] = [await freePort(), await fakeOllama(t)];
    const { child, exit } = start(t, ['ollama', '--port', String(port), ...option], { OLLAMA_URL: `${own}/v1/` });
    const [line]: unknown[] = await once(child.stdout.setEncoding('utf8'), 'data');
    assert.equal(line, `OLLAMA_URL=http://127.0.0.1:${port}\n`);
    const passed = await fetch(`http://127.0.0.1:${port}/v1/models?x=1`);
    assert.equal(await passed.text(), 'real /v1/models?x=1');
    assert.equal(passed.headers.get('x-e2e-recorded-from'), 'Ollama 9.8.7 (smollm2:135m, all-minilm:l6-v2)');
    const answer = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, weather);
    assert.equal(answer.headers.get('x-e2e-source'), source);
    child.kill('SIGTERM');
    assert.equal(await exit, 0);
    await demandFree(port);
  });
}

test('a port in use is named before anything is started', LIMIT, async (t) => {
  const own = await fakeOllama(t);
  const { exit, errors } = start(t, ['ollama', '--port', new URL(own).port], { OLLAMA_URL: own });
  assert.equal(await exit, 1);
  assert.match(await errors, /^Port \d+ of 127\.0\.0\.1 is in use\.\n.*\n.* choose another with --port\.\n$/);
});

test("the user's own server that does not answer is named with its variable", LIMIT, async (t) => {
  const port = String(await freePort());
  const { exit, errors } = start(t, ['vllm', '--port', port], { VLLM_URL: `http://127.0.0.1:${await freePort()}/v1` });
  assert.equal(await exit, 1);
  assert.match(await errors, /^VLLM_URL names .*, which does not answer as vLLM does\.\n.*\n.*unset VLLM_URL.*\n$/);
});

for (const args of [[], ['chatgpt'], ['ollama', 'vllm'], ['gpt', '--port', 'many'], ['gpt', '--prot', '1']]) {
  test(`a command that cannot be understood is told and ends with 2: "${args.join(' ')}"`, LIMIT, async (t) => {
    const { exit, errors } = start(t, args);
    assert.equal(await exit, 2);
    assert.match(await errors, /^.*\n(.*\n.*|See: npm run providers -- --help)\n$/);
  });
}

test('--help explains the command', LIMIT, async (t) => {
  const { child, exit } = start(t, ['--help']);
  assert.match(await text(child.stdout), /npm run providers -- ollama\|vllm\|gpt/);
  assert.equal(await exit, 0);
});

test('--json gives the environment as an object', LIMIT, async (t) => {
  const port = await freePort();
  const { child } = start(t, ['tavily', '--port', String(port), '--json']);
  const [line]: unknown[] = await once(child.stdout.setEncoding('utf8'), 'data');
  const variables = z.record(z.string(), z.string()).parse(JSON.parse(String(line)));
  assert.deepEqual(Object.values(variables), [`http://127.0.0.1:${port}`, 'none']);
});
