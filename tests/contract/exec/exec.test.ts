/** `llama-stack-e2e exec`: any command in one attempt, on a fake stack and a fake provider. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { environmentOf } from '../../fakes/distribution/pointed-run.ts';
import { supervisorsIn, temporaryFolder, until } from '../../fakes/distribution/world.ts';
import { fakeProvider, type FakeProvider } from '../../fakes/provider.ts';

const cli = join(import.meta.dirname, '../../../cli/main.ts');

let provider: FakeProvider;
before(async () => {
  provider = await fakeProvider((_, response, body) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(`{"echo":${body || 'null'}}`);
  });
});
after(() => provider.close());

/** A client with no header and no seam: it asks the stack once for each of its arguments, and shows what it got. */
const CLIENT = `
for (const content of process.argv.slice(1)) {
  const answer = await fetch(process.env.OPENAI_BASE_URL + '/chat/completions', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ content }),
  });
  console.log(answer.status, await answer.text());
}
process.exitCode = Number(process.env.ENDS_WITH ?? 0);`;

const ask = (...contents: string[]) => ['--', process.execPath, '--input-type=module', '-e', CLIENT, ...contents];

function start(folder: string, args: string[], more: Record<string, string> = {}) {
  const child = spawn(process.execPath, [cli, 'exec', ...args], {
    cwd: folder,
    env: environmentOf(folder, { OPENAI_BASE_URL: provider.url, OPENAI_API_KEY: 'the-real-key', ...more }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, ...said }));
  return { child, said, ended };
}

const CASE = ['--setup', 'gpt', '--name', 'suite/case'];
const run = (folder: string, args: string[], more?: Record<string, string>) => start(folder, args, more).ended;
const recorded = (folder: string, name: string) => join(folder, 'recordings/fake-1.0/gpt/external/suite/case', name);

describe('exec: any command in one attempt', () => {
  test('records, and replays what is the same and nothing else', async (t) => {
    const folder = temporaryFolder(t);
    const order = (digits: string) => `Where is order-${digits}e4567-e89b-42d3-a456-426614174000?`;
    const first = await run(folder, ['--mode', 'record', ...CASE, ...ask(order('123'))]);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /^200 .*order-123e4567/);
    assert.match(first.stderr, /ended with 0; 1 call to providers, 1 recorded[^]*Written: .*providers\.json/);
    assert.match(
      readFileSync(recorded(folder, 'manifest.json'), 'utf8'),
      /exec --mode record --setup gpt --name suite\/case -- /,
    );
    for (const name of ['providers.json', 'stack.json', 'manifest.json'])
      assert(!readFileSync(recorded(folder, name), 'utf8').includes('the-real-key'), name);
    const asked = provider.seen.length;

    const second = await run(folder, [...CASE, ...ask(order('123'))]);
    assert.equal(second.code, 0, second.stderr);
    assert.match(second.stderr, /1 call to providers, 1 replayed \(local model\), recorded on \d{4}-/);

    const third = await run(folder, [...CASE, ...ask(order('999'))]);
    assert.equal(third.code, 120);
    assert.match(third.stdout, /^500 .*Internal server error\\nNo recorded answer[^]*order-999e4567/);
    assert.match(
      third.stderr,
      /No recorded answer[^]*order-123e4567[^]*order-999e4567[^]*exec --mode record[^]*'Where is order-999[^\n]*\n$/,
    );
    assert.equal(provider.seen.length, asked);

    const fourth = await run(folder, [...CASE, ...ask()]);
    assert.equal(fourth.code, 120);
    assert.match(fourth.stderr, /A recorded exchange was not used[^]*exec --mode record/);

    const without = await run(folder, [...CASE, ...ask(order('123'))], {
      STACK_CONFIG: 'recorded',
      RECORDINGS_LINE: 'fake-1.0',
    });
    assert.equal(without.code, 0, without.stderr);
    assert.match(without.stderr, /NO STACK IS TESTED/);
    assert.match(without.stdout, /^200 .*order-123e4567/);
  });

  test('a command that fails records nothing and its code stands, unless its failure is allowed', async (t) => {
    const folder = temporaryFolder(t);
    const failing = { ENDS_WITH: '3' };
    const first = await run(folder, ['--mode', 'record', ...CASE, ...ask('hello')], failing);
    assert.equal(first.code, 3, first.stderr);
    assert.match(first.stderr, /Nothing was written: the command ended with 3\. With --allow-failure/);
    assert(!existsSync(recorded(folder, 'providers.json')));
    const second = await run(folder, ['--mode', 'record', '--allow-failure', ...CASE, ...ask('hello')], failing);
    assert.equal(second.code, 3, second.stderr);
    assert(existsSync(recorded(folder, 'providers.json')));
    const third = await run(folder, ['--allow-failure', ...CASE, ...ask()], failing);
    assert.equal(third.code, 120);
    assert.match(third.stderr, /was not used/);
  });

  test('a call without identity, or no call at all, keeps a recording from being written, unless that is allowed', async (t) => {
    const folder = temporaryFolder(t);
    const lost = await run(folder, ['--mode', 'record', ...CASE, ...ask('lose identity')]);
    assert.equal(lost.code, 120);
    assert.match(lost.stderr, /a provider call came that belong/);
    const empty = await run(folder, ['--mode', 'record', ...CASE, ...ask()]);
    assert.equal(empty.code, 120);
    assert.match(empty.stderr, /no call of a client and no call to a provider[^]*the address in OPENAI_BASE_URL/);
    assert(!existsSync(recorded(folder, 'stack.json')));
    const allowed = await run(folder, ['--mode', 'record', '--allow-empty', ...CASE, ...ask()]);
    assert.equal(allowed.code, 0, allowed.stderr);
    assert(existsSync(recorded(folder, 'stack.json')));
  });

  test('--prove writes only what replays', async (t) => {
    const folder = temporaryFolder(t);
    const random = `await fetch('{stack}/v1/chat/completions', { method: 'POST', body: JSON.stringify({ at: RANDOM }) });`;
    const command = (value: string) => [
      '--',
      process.execPath,
      '--input-type=module',
      '-e',
      random.replace('RANDOM', value),
    ];
    const first = await run(folder, ['--mode', 'record', '--prove', ...CASE, ...command('performance.now()')]);
    assert.equal(first.code, 120, first.stderr);
    assert.match(first.stderr, /did not replay/);
    assert.equal(first.stderr.match(/No recorded answer/g)?.length, 1);
    assert(!existsSync(recorded(folder, 'providers.json')));
    const second = await run(folder, ['--mode', 'record', '--prove', ...CASE, ...command('1')]);
    assert.equal(second.code, 0, second.stderr);
    assert(existsSync(recorded(folder, 'providers.json')));
  });

  test('record-if-missing records once and replays then', async (t) => {
    const folder = temporaryFolder(t);
    const args = ['--mode', 'record-if-missing', ...CASE, ...ask('hello')];
    assert.match((await run(folder, args)).stderr, /1 recorded/);
    assert.match((await run(folder, args)).stderr, /1 replayed/);
  });

  test('{stack} leads to the stack in arguments and variables, and a real key stays with the gateway', async (t) => {
    const folder = temporaryFolder(t);
    const show = 'console.log(process.argv[1], process.env.MINE, process.env.OPENAI_API_KEY, process.env.OGX_BASE_URL)';
    const { stdout } = await run(folder, [
      '--mode',
      'live',
      '--env',
      'MINE=at {stack}/v1',
      ...CASE,
      '--',
      process.execPath,
      '-e',
      show,
      '{stack}/x',
    ]);
    const [, address] = /^(http:\/\/127\.0\.0\.1:\d+\/@[\w.]+)\/x /.exec(stdout) ?? [];
    assert.equal(stdout, `${address}/x at ${address}/v1 none ${address}\n`);
  });

  test('without a recording nothing is run', async (t) => {
    const { code, stdout, stderr } = await run(temporaryFolder(t), [...CASE, '--', 'echo', 'ran']);
    assert.equal(code, 125);
    assert.equal(stdout, '');
    assert.match(
      stderr,
      /No recording: there is no recordings\/fake-1\.0\/gpt\/external\/suite\/case[^]*Record it: .*exec --mode record .* -- echo ran/,
    );
  });

  test('a command that cannot be found, or that a signal ends, has the code of a shell', async (t) => {
    const folder = temporaryFolder(t);
    const missing = await run(folder, ['--mode', 'live', ...CASE, '--', './no-such-program']);
    assert.equal(missing.code, 127, missing.stderr);
    const ended = await run(folder, ['--mode', 'live', ...CASE, '--', 'sh', '-c', 'kill -TERM $$']);
    assert.equal(ended.code, 143, ended.stderr);
  });

  for (const [what, args] of [
    ['no command', CASE],
    ['no name', ['--setup', 'gpt', '--', 'true']],
    ['a name that leads out', ['--setup', 'gpt', '--name', '../../x', '--', 'true']],
    ['a mode that is none', ['--mode', 'reply', ...CASE, '--', 'true']],
    ['a setup that is none', ['--setup', 'gtp', '--name', 'x', '--', 'true']],
    ['an unknown option', ['--nmae', 'x', ...CASE, '--', 'true']],
  ] as const)
    test(`${what} is wrong usage`, async (t) => {
      const { code, stderr } = await run(temporaryFolder(t), [...args]);
      assert.equal(code, 2, stderr);
    });
});

/** Starts a command that asks once and waits, in the mode `record`, and answers when it waits. */
async function waiting(t: TestContext, folder: string) {
  const waits = `${CLIENT}\nconsole.log('WAITS');\nsetInterval(() => {}, 1000);`;
  const command = ['--', process.execPath, '--input-type=module', '-e', waits, 'hello'];
  const running = start(folder, ['--mode', 'record', ...CASE, ...command]);
  t.after(() => running.child.kill('SIGKILL'));
  await until(() => running.said.stdout.includes('WAITS'), 'the command waits', 30_000);
  return running;
}

describe('exec: signals', () => {
  test('a stack that dies ends the command, and says so', async (t) => {
    const folder = temporaryFolder(t);
    const dies = `await fetch('{stack}/die').catch(() => undefined);\nsetInterval(() => {}, 1000);`;
    const command = ['--', process.execPath, '--input-type=module', '-e', dies];
    const { code, stderr } = await run(folder, ['--mode', 'live', ...CASE, ...command]);
    assert.equal(code, 120, stderr);
    assert.match(stderr, /was ended by SIGTERM[^]*fake-stack 1\.0\.0 ended in the middle of the run, with code 3/);
  });

  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)
    test(`${signal} ends the command, then all else, and nothing is written`, async (t) => {
      const folder = temporaryFolder(t);
      const { child, ended } = await waiting(t, folder);
      child.kill(signal);
      const end = await ended;
      assert.equal(end.code, code, end.stderr);
      assert.match(end.stderr, new RegExp(`was ended by ${signal}; 1 call to providers`));
      assert(!existsSync(recorded(folder, 'providers.json')));
      assert.deepEqual(supervisorsIn(join(folder, 'cache')), []);
    });
});
