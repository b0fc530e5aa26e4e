/** Pointers to a stack that runs already: `server:` and a URL. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { freePort } from '../../../stack/process/port.ts';
import { foreignStack, keep, models, openai, run } from '../../fakes/distribution/pointed-run.ts';
import { about, isGone, supervisorsIn, temporaryFolder } from '../../fakes/distribution/world.ts';

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
  assert.deepEqual([live.told?.url, live.told?.direct], [url, true]);
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
  assert.deepEqual([told?.url, told?.gateway, told?.direct], [url, gateway, false]);
  assert.match(output, /The providers of fake 1\.0\.0 at \S+ point at the gateway that process \d+ keeps/);
});

test('so does one that has another name for a gateway that listens elsewhere', async (t) => {
  const folder = temporaryFolder(t);
  const port = await freePort();
  const { gateway } = await keep(t, folder, ['fake', '--listen', `127.0.0.2:${port}`]);
  assert.equal(gateway, `http://127.0.0.2:${port}`);
  const config = (at: string) => ({ models, providers: { inference: [openai(`http://${at}/openai/v1`)] } });
  const url = await foreignStack(t, folder, config(`gateway.internal:${port}`));
  const { code, output, told } = await run(folder, url, { INFERENCE_MODE: 'replay' });
  assert.equal(code, 0, output);
  assert.deepEqual([told?.url, told?.gateway, told?.direct], [url, gateway, false]);
  const other = await foreignStack(t, folder, config(`gateway.internal:${port - 1}`));
  assert.match((await run(folder, other, { INFERENCE_MODE: 'replay' })).output, /do not point at a gateway/);
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
