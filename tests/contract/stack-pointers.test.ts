/** Every form of a stack config pointer: whole runs with the real runner, supervisor and gateway, and a fake stack. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { stringify } from 'yaml';
import { z } from 'zod';
import { freePort } from '../../stack/port.ts';
import { about, distributions, isGone, supervisorsIn, temporaryFolder } from './fake-stack/world.ts';

const project = join(import.meta.dirname, '../..');
const models = ['openai/gpt-4o-mini', 'openai/text-embedding-3-small'];

const Told = z.object({
  stack: z.string(),
  direct: z.string().optional(),
  url: z.string().optional(),
  gateway: z.string().optional(),
  providers: z.array(z.looseObject({ provider_id: z.string(), config: z.record(z.string(), z.unknown()) })).optional(),
  environment: z.record(z.string(), z.string()).optional(),
});

function environmentOf(folder: string, more: Record<string, string>) {
  return {
    PATH: process.env['PATH'],
    HOME: folder,
    STACK_DISTRIBUTIONS: distributions,
    E2E_CACHE: join(folder, 'cache'),
    FAKE_OUTPUT: folder,
    ...more,
  };
}

/** A run of one spec that tells about its stack; `told` is undefined when it did not come to that. */
async function run(folder: string, pointer: string, more: Record<string, string> = {}, args: string[] = []) {
  const cli = join(project, 'node_modules/@playwright/test/cli.js');
  const config = join(import.meta.dirname, 'fake-stack/playwright.config.ts');
  const child = spawn(process.execPath, [cli, 'test', '--config', config, '-g', 'tells about its stack', ...args], {
    cwd: project,
    env: environmentOf(folder, { STACK_CONFIG: pointer, INFERENCE_MODE: 'live', OPENAI_API_KEY: 'k', ...more }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = await once(child, 'close');
  const [, json] = /^TOLD (.*)$/m.exec(output) ?? [];
  return { code, output, told: json === undefined ? undefined : Told.parse(JSON.parse(json)) };
}

/** `npm run stack`, ready. */
async function keep(t: TestContext, folder: string, args: string[]) {
  const child = spawn(process.execPath, [join(project, 'cli/stack.ts'), ...args], {
    cwd: project,
    env: environmentOf(folder, {}),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url, gateway] = /is ready at (\S+), its gateway is (\S+) /.exec(line) ?? [];
    if (url !== undefined && gateway !== undefined) return { url, gateway };
  }
  throw new Error('It ended before it was ready.');
}

/** A stack that a person started without us. */
async function foreignStack(t: TestContext, folder: string, runConfig: object): Promise<string> {
  const [config, port] = [join(folder, 'foreign.yaml'), await freePort()];
  writeFileSync(config, stringify(runConfig));
  const child = spawn(process.execPath, [join(distributions, 'fake-1.0/server.ts'), config, String(port)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  await once(createInterface({ input: child.stdout }), 'line');
  return `http://127.0.0.1:${port}`;
}

const openai = (base_url: string) => ({ provider_id: 'openai', provider_type: 'remote::openai', config: { base_url } });

test('a name starts a private stack, which ends with the run', async (t) => {
  const folder = temporaryFolder(t);
  const { code, output, told } = await run(folder, 'fake');
  assert.equal(code, 0, output);
  assert.deepEqual([told?.stack, told?.direct], ['running', undefined]);
  assert.equal(told?.providers?.[0]?.config['base_url'], `${told?.gateway}/openai/v1`);
  assert.deepEqual(supervisorsIn(join(folder, 'cache')), []);
});

test('`server:` starts one at its port where nobody listens', async (t) => {
  const [folder, port] = [temporaryFolder(t), await freePort()];
  const at = `http://127.0.0.1:${port}`;
  const { output, told } = await run(folder, `server:fake:${port}`);
  assert.equal(told?.url, at, output);
  assert.equal((await run(folder, 'server:fake', { STACK_PORT: String(port) })).told?.url, at);
  assert.deepEqual(supervisorsIn(join(folder, 'cache')), []);
});

test('`server:` uses the one that is kept at its port, and leaves it running', async (t) => {
  const folder = temporaryFolder(t);
  const kept = await keep(t, folder, ['server:fake:' + (await freePort())]);
  const { pids } = await about(kept.url);
  const { code, output, told } = await run(folder, `server:fake:${new URL(kept.url).port}`);
  assert.equal(code, 0, output);
  assert.deepEqual([told?.url, told?.gateway], [kept.url, kept.gateway]);
  assert.match(output, /Using fake-stack 1\.0\.0 at .*, kept by process \d+/);
  assert(!pids.some(isGone));
});

test('`server:` refuses a kept stack of another version, and one of strangers', async (t) => {
  const folder = temporaryFolder(t);
  const { url } = await keep(t, folder, ['fake']);
  const other = await run(folder, `server:fake@1.0.1:${new URL(url).port}`);
  assert.equal(other.code, 1);
  assert.match(other.output, /Port \d+ has fake-stack 1\.0\.0, kept by process \d+, and not the stack of the pointer/);

  const stranger = createServer((_, response) => response.end('{"status":"OK"}')).listen(0, '127.0.0.1');
  t.after(() => stranger.close());
  await once(stranger, 'listening');
  const address = stranger.address();
  assert(address !== null && typeof address === 'object');
  const taken = await run(folder, `server:fake:${address.port}`);
  assert.equal(taken.code, 1);
  assert.match(taken.output, new RegExp(`Port ${address.port} is taken, and not by a stack that this project keeps`));
});

test('a URL is attached to live, without keys, and refused in other modes', async (t) => {
  const folder = temporaryFolder(t);
  const url = await foreignStack(t, folder, {
    models,
    providers: { inference: [openai('https://api.openai.com/v1')] },
  });
  const live = await run(folder, url, { OPENAI_API_KEY: '' });
  assert.equal(live.code, 0, live.output);
  assert.deepEqual([live.told?.url, live.told?.direct], [url, '1']);
  assert.match(
    live.output,
    /fake 1\.0\.0 at \S+ calls its providers itself, so only the calls of its clients are seen/,
  );
  for (const mode of ['replay', 'record']) {
    const { code, output } = await run(folder, url, { INFERENCE_MODE: mode });
    assert.equal(code, 1);
    assert.match(
      output,
      new RegExp(`cannot be used in the mode ${mode}\\.\n.*do not point at a gateway[^]*INFERENCE_MODE=live`),
    );
  }
  assert.equal((await fetch(`${url}/v1/health`)).status, 200);
});

test('a URL serves in any mode where its providers point at a gateway that is kept', async (t) => {
  const folder = temporaryFolder(t);
  const { gateway } = await keep(t, folder, ['fake']);
  const url = await foreignStack(t, folder, { models, providers: { inference: [openai(`${gateway}/openai/v1`)] } });
  const { code, output, told } = await run(folder, url, { INFERENCE_MODE: 'replay' });
  assert.equal(code, 0, output);
  assert.deepEqual([told?.url, told?.gateway, told?.direct], [url, gateway, undefined]);
  assert.match(output, /The providers of fake 1\.0\.0 at \S+ point at the gateway that process \d+ keeps/);
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
  ['server:fake::run.yaml', /give the path of the file itself/],
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

test('a kept stack without the provider of a run is not used for it', async (t) => {
  const folder = temporaryFolder(t);
  const kept = await keep(t, folder, ['fake']);
  const keys = { GROQ_API_KEY: 'k' };
  const { output } = await run(folder, 'fake', keys, ['--project=groq']);
  assert.match(output, /kept at \S+ does not have groq, ollama: this run starts its own/);
  const refused = await run(folder, `server:fake:${new URL(kept.url).port}`, keys, ['--project=groq']);
  assert.match(refused.output, /does not have groq, ollama\.\n[^]*npm run stack -- --project=<setup>/);
});
