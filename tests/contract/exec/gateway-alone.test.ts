/** `llama-stack-e2e gateway`: the gateway without a stack, called as an application calls its providers. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { z } from 'zod';
import { freePort } from '../../../stack/process/port.ts';
import { environmentOf } from '../../fakes/distribution/pointed-run.ts';
import { temporaryFolder } from '../../fakes/distribution/world.ts';
import { fakeProvider, type FakeProvider } from '../../fakes/provider.ts';

const cli = join(import.meta.dirname, '../../../cli/main.ts');
const Ready = z.object({
  url: z.string(),
  token: z.string(),
  mode: z.string(),
  mounts: z.record(z.string(), z.string()),
  attempt: z.string().optional(),
});

let provider: FakeProvider;
const keys: (string | undefined)[] = [];
before(async () => {
  provider = await fakeProvider((message, response, body) => {
    keys.push(message.headers.authorization);
    response.writeHead(200, { 'content-type': 'application/json' }).end(`{"echo":${body || 'null'}}`);
  });
});
after(() => provider.close());

/** Starts it and answers when it is ready; `end` presses Ctrl-C. */
async function start(t: TestContext, folder: string, args: string[], more: Record<string, string> = {}) {
  const child = spawn(process.execPath, [cli, 'gateway', '--json', ...args], {
    cwd: folder,
    env: environmentOf(folder, more),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const closed = once(child, 'close').then(([code]: unknown[]) => ({ code, stderr }));
  const line = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), closed]);
  if (!Array.isArray(line)) throw new Error(`It ended with ${String(line.code)}: ${line.stderr}`);
  const ready = Ready.parse(JSON.parse(String(line[0])));
  return {
    ...ready,
    end: (): Promise<{ code: unknown; stderr: string }> => {
      child.kill('SIGINT');
      return closed;
    },
  };
}

/** A plain curl. */
async function curl(url: string, body: object, ...args: string[]): Promise<{ status: number; text: string }> {
  const data = ['-sS', '-H', 'content-type: application/json', '-d', JSON.stringify(body), '-w', '\n%{http_code}'];
  const { stdout } = await promisify(execFile)('curl', [...data, ...args, url], { env: { PATH: process.env['PATH'] } });
  const lines = stdout.split('\n');
  return { status: Number(lines.at(-1)), text: lines.slice(0, -1).join('\n') };
}

const CASE = ['--name', 'app/greets'];
const HELLO = { messages: ['hello'] };
const chat = (url: string, mount = 'openai') => `${url}/${mount}/v1/chat/completions`;

describe('gateway: alone, with one recording for all calls', () => {
  test('records what curl asks, writes it at Ctrl-C, and replays it', async (t) => {
    const folder = temporaryFolder(t);
    const of = ['--setup', 'gpt', ...CASE];
    const environment = { OPENAI_BASE_URL: provider.url, OPENAI_API_KEY: 'the-real-key' };
    const port = await freePort();
    const first = await start(t, folder, [...of, '--mode', 'record', '--port', String(port)], environment);
    assert.equal(first.url, `http://127.0.0.1:${port}`);
    assert.equal(first.mounts['openai'], `${first.url}/openai`);
    assert.equal((await curl(chat(first.url), HELLO)).text, JSON.stringify({ echo: HELLO }));
    assert.equal(keys.at(-1), 'Bearer the-real-key');
    const recorded = await first.end();
    assert.equal(recorded.code, 0, recorded.stderr);
    assert.match(recorded.stderr, /1 call to providers, 1 recorded[^]*Written: .*no-stack\/gpt\/external\/app\/greets/);
    const manifest = join(folder, 'recordings/no-stack/gpt/external/app/greets/manifest.json');
    assert.match(readFileSync(manifest, 'utf8'), /"madeBy": "gateway"/);

    const asked = provider.seen.length;
    const second = await start(t, folder, of);
    assert.equal((await curl(chat(second.url), HELLO)).text, JSON.stringify({ echo: HELLO }));
    assert.equal((await second.end()).code, 0);

    const third = await start(t, folder, of);
    const miss = await curl(chat(third.url), { messages: ['bye'] });
    assert.equal(miss.status, 501);
    assert.match(
      miss.text,
      /the application asked openai[^]*hello[^]*bye[^]*gateway --mode record --setup gpt --name app\/greets/,
    );
    const judged = await third.end();
    assert.equal(judged.code, 1);
    assert.match(judged.stderr, /No recorded answer[^]*gateway --mode record --setup gpt --name app\/greets/);
    assert.equal(provider.seen.length, asked);
  });

  test("an unknown provider at an address gets the application's own key, which no file has", async (t) => {
    const folder = temporaryFolder(t);
    const of = ['--upstream', `my-llm=${provider.url}`, ...CASE, '--mode', 'record-if-missing'];
    const gateway = await start(t, folder, of);
    const key = 'a-key-of-the-application';
    await curl(chat(gateway.url, 'my-llm'), { key }, '-H', `authorization: Bearer ${key}`);
    assert.equal(keys.at(-1), `Bearer ${key}`);
    assert.equal((await gateway.end()).code, 0);
    const file = join(folder, 'recordings/no-stack/custom/external/app/greets/providers.json');
    assert.equal(readFileSync(file, 'utf8').includes(key), false);
    const again = await start(t, folder, of);
    const asked = provider.seen.length;
    assert.equal((await curl(chat(again.url, 'my-llm'), { key }, '-H', `authorization: Bearer ${key}`)).status, 200);
    assert.equal((await again.end()).code, 0);
    assert.equal(provider.seen.length, asked);
  });

  test('nothing is written where nothing was called', async (t) => {
    const folder = temporaryFolder(t);
    const gateway = await start(t, folder, ['--upstream', `a=${provider.url}`, ...CASE, '--mode', 'record']);
    const { code, stderr } = await gateway.end();
    assert.equal(code, 1);
    assert.match(stderr, /no call of a client and no call to a provider[^]*call the gateway in place of its providers/);
    assert.equal(existsSync(join(folder, 'recordings/no-stack')), false);
  });

  test('what cannot be is told at once', async (t) => {
    const folder = temporaryFolder(t);
    const upstream = ['--upstream', `a=${provider.url}`];
    const port = new URL(provider.url).port;
    await assert.rejects(
      start(t, folder, [...upstream, ...CASE]),
      /ended with 1: No recording: .*no-stack\/custom[^]*gateway --mode record/,
    );
    await assert.rejects(start(t, folder, [...upstream, '--port', port]), /ended with 1: Port \d+ is taken/);
    const elsewhere = ['--listen', `192.0.2.1:${port}`];
    await assert.rejects(
      start(t, folder, [...upstream, ...elsewhere]),
      /ended with 1: The gateway cannot listen at 192/,
    );
    await assert.rejects(start(t, folder, [...upstream, '--listen', port]), /ended with 2: --listen \d+ is no address/);
    await assert.rejects(start(t, folder, CASE), /ended with 2: No provider is named/);
    await assert.rejects(start(t, folder, ['--upstream', 'a']), /ended with 2: --upstream a is no address/);
    await assert.rejects(start(t, folder, ['--setup', 'gtp']), /ended with 2: There is no setup gtp/);
    const own = String(await freePort());
    const loop = ['--upstream', `a=http://127.0.0.1:${own}/a`, '--port', own];
    await assert.rejects(start(t, folder, loop), /ended with 1: A_URL leads to this gateway itself/);
  });
});

describe('gateway: alone, with an identity for each call', () => {
  test('by base URL and by header, in attempts of the control protocol; a call without one is refused', async (t) => {
    const folder = temporaryFolder(t);
    const { url, token, attempt, end } = await start(t, folder, ['--upstream', `a=${provider.url}`]);
    assert.equal(attempt, undefined);
    const control = (path: string, body: object) => curl(`${url}/-/${path}`, body, '-H', `x-e2e-token: ${token}`);
    await control('runs', { id: 'r' });
    for (const [id, ask] of [
      ['r.1', () => curl(chat(`${url}/@r.1`, 'a'), HELLO)],
      ['r.2', () => curl(chat(url, 'a'), HELLO, '-H', 'baggage: e2e-attempt=r.2')],
    ] as const) {
      const of = { id, run: 'r', mode: 'record', setup: 'custom', providers: ['a'], spec: 'app', titlePath: [id] };
      assert.equal((await control('attempts', of)).status, 200);
      assert.equal((await ask()).status, 200);
      const verdict = await control(`attempts/${id}/close`, { asExpected: true, complete: true });
      assert.match(verdict.text, /"problems":\[\].*no-stack\/custom\/app\/r-\d\/providers\.json/);
    }
    const lost = await curl(chat(url, 'a'), HELLO);
    assert.match(lost.text, /An application called a .*for no test[^]*--name/);
    assert.match((await control('runs/r/close', {})).text, /for no test/);
    assert.equal((await end()).code, 0);
  });
});
