/** The reference's command as a person types it; nothing here starts a stack. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadReferenceTests } from '../../../scripts/integration-tests/reference.ts';

const root = join(import.meta.dirname, '../../..');

function run(program: string, ...args: string[]): Promise<{ code: number; out: string; error: string }> {
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
  return new Promise((resolve) => {
    const child = execFile(program, args, { cwd: '/', env: environment }, (_error, out, error) =>
      resolve({ code: child.exitCode ?? -1, out, error }),
    );
  });
}

const script = join(root, 'scripts', 'integration-tests.sh');

test('lists the specs of a reference function, and prints the equivalent command', async () => {
  const { code, out, error } = await run(
    script,
    '--suite=responses',
    '--setup=gpt',
    '--collect-only',
    '--pattern=test_response_file_search_streaming_events',
  );
  assert.equal(code, 0, error);
  assert.match(
    error,
    /^npx playwright test --project=gpt --project=stack e2e\/file-search\/stream\.spec\.ts -g '.*' --list$/m,
  );
  const expected = loadReferenceTests().find(
    ({ name }) => name === 'test_response_file_search_streaming_events',
  )?.tests;
  assert.match(out, new RegExp(`Total: ${expected?.length} tests in 1 file`));
});

test('refuses a model that is none of the setup, before anything starts', async () => {
  const { code, error } = await run(script, '--setup=ollama', '--text-model=openai/x', '--print');
  assert.equal(code, 2);
  assert.match(error, /E2E_TEXT_MODEL=openai\/x cannot be a model of setup ollama[^]*ollama\/x/);
});

test('says what it can do', async () => {
  const { code, out } = await run(script, '--help');
  assert.equal(code, 0);
  for (const flag of ['--stack-config', '--subdirs', '--collect-only', '--vision-model', '--env', 'base-vllm-subset']) {
    assert.ok(out.includes(flag), flag);
  }
});

test('refuses unknown options and stacks with the nearest, and exit code 2', async () => {
  const [option, stack] = await Promise.all([
    run(script, '--patern', 'x'),
    run(script, '--stack-config', 'server:ci-test'),
  ]);
  assert.match(option.error, /Did you mean --pattern\?/);
  assert.match(stack.error, /Did you mean `ci-tests`\?/);
  assert.deepEqual([option.code, stack.code], [2, 2]);
});

test('starts nothing when nothing is selected', async () => {
  const { code, error } = await run(script, '--suite', 'responses', '--pattern', 'no title has these words');
  assert.equal(code, 2);
  assert.match(error, /Nothing is selected: suite responses, setup gpt, pattern no title has these words/);
});

test('the guard of re-recording bites before anything is asked or started', async () => {
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
  const environment = {
    ...inherited,
    STACK_CONFIG: 'ogx@1.5.999',
    OLLAMA_URL: 'http://127.0.0.1:9',
    // So that what gets past the guard ends there.
    STACK_PYTHON: '/nowhere/python3',
  };
  const record = (...args: string[]) =>
    new Promise<{ code: number; error: string }>((resolve) => {
      const child = execFile(
        process.execPath,
        [join(root, 'cli', 'record.ts'), '--project=ollama', ...args],
        { cwd: root, env: environment },
        (_error, _out, error) => resolve({ code: child.exitCode ?? -1, error }),
      );
    });
  const [refused, anyway] = await Promise.all([record(), record('--anyway')]);
  assert.match(refused.error, /not what CI replays\.[^]*1\.5\.999[^]*--anyway/);
  assert.doesNotMatch(refused.error, /does not answer/);
  assert.match(anyway.error, /1\.5\.999[^]*does not answer/);
  assert.deepEqual([refused.code, anyway.code], [1, 1]);
});

test('every test that the mapping of reference tests names is there', async () => {
  const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
  const { out } = await run(process.execPath, cli, 'test', '--list', '-c', root);
  const there = new Set(
    out.split('\n').map((line) =>
      line
        .trim()
        .replace(/^\[\w+\] › /, '')
        .replace(/:\d+:\d+ ›/, ' ›'),
    ),
  );
  const missing = loadReferenceTests().flatMap(({ file, name, tests }) =>
    tests.filter((each) => !there.has(each)).map((each) => `${file}::${name} → ${each}`),
  );
  assert.deepEqual(missing, []);
});
