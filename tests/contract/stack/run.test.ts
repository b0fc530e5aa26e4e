/** Whole test runs: the real runner, global setup, supervisor and gateway, with a fake stack. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { loadSetup } from '../../../setups/load.ts';
import { environmentOf } from '../../fakes/distribution/pointed-run.ts';
import { about, isGone, supervisorsIn, temporaryFolder, until } from '../../fakes/distribution/world.ts';

const project = join(import.meta.dirname, '../../..');
const models = Object.values(loadSetup('gpt').models).map(({ id }) => id);

/** Starts a run of the specs whose title is `title`. */
function startRun(t: TestContext, title: string, { listed = models, args = [] as string[], mode = 'live' } = {}) {
  const folder = temporaryFolder(t);
  const runConfig = join(folder, 'run.yaml');
  writeFileSync(runConfig, JSON.stringify({ models: listed, worker: true }));
  const cli = join(project, 'node_modules/@playwright/test/cli.js');
  const config = join(import.meta.dirname, '../../fakes/distribution/playwright.config.ts');
  const child = spawn(process.execPath, [cli, 'test', '--config', config, '-g', title, ...args], {
    cwd: project,
    env: environmentOf(folder, { STACK_CONFIG: runConfig, INFERENCE_MODE: mode, OPENAI_API_KEY: 'k' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
  return { folder, child, ended, output: () => output };
}

/** A run that has got as far as its waiting test, with what must be gone after it. */
async function waitingRun(t: TestContext) {
  const run = startRun(t, 'waits');
  await until(() => /WAITING \S+/.test(run.output()), 'the test waits', 30_000);
  const [, stackUrl = ''] = /WAITING (\S+)/.exec(run.output()) ?? [];
  const { pids } = await about(stackUrl);
  const owned = supervisorsIn(join(run.folder, 'cache'));
  assert.equal(owned.length, 1);
  const nothingIsLeft = async () => {
    await until(() => [...pids, ...owned.map(({ supervisor }) => supervisor.pid)].every(isGone), 'no process is left');
    assert.deepEqual(supervisorsIn(join(run.folder, 'cache')), []);
    assert(owned.every(({ stateFolder }) => !existsSync(stateFolder)));
  };
  return { ...run, stackUrl, nothingIsLeft };
}

test('a run has its stack, its gateway and its log, and leaves no supervisor behind', async (t) => {
  const { ended, output, folder } = startRun(t, 'is told everything');
  assert.equal(await ended, 0, output());
  assert.deepEqual(supervisorsIn(join(folder, 'cache')), []);
  assert(existsSync(join(folder, 'results/stack.log')));
});

test('a provider call that belongs to no test fails the run, though every test passed', async (t) => {
  const { ended, output } = startRun(t, 'calls a provider for nobody');
  assert.equal(await ended, 1);
  assert.match(
    output(),
    /1 passed[^]*The run had 1 error\(s\) that belong to no test\.|The run had 1 error[^]*1 passed/,
  );
  assert.match(output(), /GET \/v1\/models/);
});

test('what is recorded and does not replay is not written, and fails the run with the reason', async (t) => {
  const { ended, output } = startRun(t, 'fails where it is replayed', { mode: 'record' });
  assert.equal(await ended, 1);
  assert.match(output(), /Replaying 1 recorded test\(s\)[^]*0 of 1 replayed and were written/);
  assert.match(output(), /was not written: it did not replay[^]*Expected: "record"\s+Received: "replay"/);
  assert.match(output(), /1 passed/);
  assert(!existsSync(join(project, 'recordings/fake-1.0/gpt')));
});

test('a start that fails ends the run, with nothing left', async (t) => {
  const { ended, output, folder } = startRun(t, 'is told everything', { listed: ['openai/other'] });
  assert.equal(await ended, 1);
  assert.match(output(), /does not list openai\/gpt-4o-mini.*It lists: openai\/other/);
  assert.deepEqual(supervisorsIn(join(folder, 'cache')), []);
});

test('a stack that dies ends the run at once, as a failure, with its report', async (t) => {
  const run = await waitingRun(t);
  const before = performance.now();
  await fetch(`${run.stackUrl}/die`).catch(() => undefined);
  assert.notEqual(await run.ended, 0);
  assert(performance.now() - before < 10_000, 'it did not wait for the test’s time-out');
  assert.match(run.output(), /fake-stack 1\.0\.0 ended in the middle of the run, with code 3/);
  assert(existsSync(join(run.folder, 'report/index.html')));
  await run.nothingIsLeft();
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
  test(`after ${signal} to the runner nothing is left`, async (t) => {
    const run = await waitingRun(t);
    run.child.kill(signal);
    assert.notEqual(await run.ended, 0);
    await run.nothingIsLeft();
  });
}

test('listing tests starts nothing', async (t) => {
  const { ended, folder } = startRun(t, 'waits', { args: ['--list'] });
  assert.equal(await ended, 0);
  assert.equal(existsSync(join(folder, 'cache')), false);
});
