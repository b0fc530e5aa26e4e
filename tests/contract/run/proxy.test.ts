import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';

const first = join(import.meta.dirname, '..', '..', '..', 'run', 'direct-loopback.ts');

/** What a process answers that asks a server of this machine, with the user's proxy at a port where nobody listens. */
async function asked(t: TestContext, imports: string): Promise<string> {
  const server = createServer((_, response) => response.end('reached directly')).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  assert(address !== null && typeof address === 'object');
  const script = `${imports}
    const text = await fetch('http://127.0.0.1:${address.port}').then((answer) => answer.text(), () => 'refused');
    console.log(text, process.env.NO_PROXY ?? 'nothing set');`;
  const { NO_PROXY: _, no_proxy: __, ...environment } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: {
      ...environment,
      NODE_USE_ENV_PROXY: '1',
      HTTP_PROXY: 'http://127.0.0.1:9',
      http_proxy: 'http://127.0.0.1:9',
    },
  });
  return stdout.trim();
}

test("a proxy of the user's is not asked for servers of this machine", async (t) => {
  assert.equal(await asked(t, `import ${JSON.stringify(first)};`), 'reached directly 127.0.0.1,localhost');
  assert.equal(await asked(t, ''), 'refused nothing set');
});
