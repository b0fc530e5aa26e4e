/** Runs without a stack, by the real command line on the project's own specs and recordings: what they say, and when they are. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { compiled } from '../../builders/compiled.ts';
import { temporaryFolder } from '../../fakes/distribution/world.ts';

const project = join(import.meta.dirname, '../../..');
const LABEL = 'NO STACK IS TESTED: this run is on recorded answers of ogx-1.5.';

/** One test of the project, with nothing around that could start a stack: no Python, no uv, an empty cache. */
async function run(t: TestContext, environment: Record<string, string>) {
  const folder = temporaryFolder(t);
  const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');
  const args = ['e2e/chat/answer.spec.ts', '--project=gpt', '-g', 'returns one assistant choice', '--reporter=json'];
  const child = spawn(process.execPath, [cli, 'test', ...args, `--output=${join(folder, 'results')}`], {
    cwd: project,
    env: {
      ...compiled,
      CONTRACT_FINDINGS: 'off',
      PATH: '/nowhere',
      HOME: folder,
      E2E_CACHE: join(folder, 'cache'),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: child.exitCode, out, err, left: readdirSync(folder, { recursive: true }).map(String) };
}

test('a run on recorded answers needs no Python, and says before, in each test and after that it tests no stack', async (t) => {
  const { code, out, err, left } = await run(t, { STACK_CONFIG: 'recorded' });
  assert.equal(code, 0, out + err);
  assert.equal(err.split(LABEL).length - 1, 2);
  assert.match(out, /"description": "client and spec code only\. NO STACK WAS TESTED/);
  assert.deepEqual(
    left.filter((file) => file.includes('stack.log') || file.includes('environments')),
    [],
  );
});

test('without a pointer and without any Python a person’s run falls back on them, loudly', async (t) => {
  const { code, out, err } = await run(t, {});
  assert.equal(code, 0, out + err);
  assert.match(err, /No Python was found that can run the stack\.[^]*this run goes on without one\./);
  assert.equal(err.split(LABEL).length - 1, 2);
});

const withoutFallback: Record<string, Record<string, string>> = {
  'an automated run': { CI: '1' },
  'a run that asks for a stack': { STACK_CONFIG: 'ogx' },
};

for (const [what, environment] of Object.entries(withoutFallback)) {
  test(`${what} never falls back`, async (t) => {
    const { code, out, err } = await run(t, environment);
    assert.equal(code, 1);
    assert.match(out + err, /No Python was found that can run the stack/);
    assert.ok(!err.includes(LABEL));
  });
}

test('a Python that cannot provision is an error, and no reason to do without a stack', async (t) => {
  const { code, out, err } = await run(t, { STACK_PYTHON: '/nowhere/python3.12' });
  assert.equal(code, 1);
  assert.match(out + err, /STACK_PYTHON=\/nowhere\/python3\.12 cannot run the stack/);
  assert.ok(!err.includes(LABEL));
});
