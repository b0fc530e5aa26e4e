/** `npm run gaps`: the command line itself, on the project's own gaps. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { before, test, type TestContext } from 'node:test';
import { z } from 'zod';

const command = join(import.meta.dirname, '../../../cli/gaps.ts');

async function gaps(...args: string[]) {
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { out, err, code };
}

/** A server that answers everything alike. Answers its address. */
async function answering(t: TestContext, status: number): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"detail":"no"}');
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  assert(address !== null && typeof address === 'object');
  return `http://127.0.0.1:${address.port}`;
}

const Listed = z.array(
  z.object({
    number: z.number(),
    tests: z.array(z.string()),
    source: z.string(),
    instead: z.record(z.string(), z.json()),
  }),
);

const UNKNOWN_STORE = 'vector-stores/stores.spec.ts › answers 404 when retrieving an unknown vector store';

let listed: z.infer<typeof Listed> = [];
before(async () => {
  listed = Listed.parse(JSON.parse((await gaps('list', '--json', '--line', 'ogx-1.5')).out));
});

const numberOf = (title: string) => String(listed.find(({ tests }) => tests.includes(title))?.number);

test('the pages in docs/gaps are what the command would write', async () => {
  const { code, out, err } = await gaps('--fresh');
  assert.equal(code, 0, out + err);
});

test('list names every gap once, with its source and what comes instead', () => {
  assert.deepEqual(
    listed.map(({ number }) => number),
    listed.map((_, at) => at + 1),
  );
  assert.ok(listed.length > 100);
  for (const { source, instead } of listed) assert.ok(source !== '' && Object.keys(instead).length > 0);
});

test('show has claim, source, script and answer of one gap', async () => {
  const { out, code } = await gaps('show', numberOf(UNKNOWN_STORE));
  assert.equal(code, 0);
  assert.match(out, /^# \d+\. answers 404 when retrieving an unknown vector store/);
  assert.match(
    out,
    /\*\*Instead\*\*: the status is 400[^]*\*\*Right\*\*: Open[^]*curl -s -i "\$STACK\/v1\/vector_stores[^]*→ 400/,
  );
});

test('show has what the provider answered, where a recording has it', async () => {
  const { out, code } = await gaps(
    'show',
    numberOf('chat/stored-completions.spec.ts › stores the usage of a completion'),
  );
  assert.equal(code, 0);
  assert.match(out, /What its provider answered:\n\n```text\nPOST \/v1\/chat\/completions \(\w+\)\n→ 200\n\{/);
});

test('check says whether a gap is still there', async (t) => {
  const number = numberOf(UNKNOWN_STORE);
  const there = await gaps('check', number, '--url', await answering(t, 400));
  assert.equal(there.code, 0, there.out + there.err);
  assert.match(there.out, /1 gap still there, 0 not/);
  const gone = await gaps('check', number, '--url', await answering(t, 404));
  assert.equal(gone.code, 1);
  assert.match(gone.out, /the answer has the status 404[^]*0 gaps still there, 1 not/);
});

test('diff names what only one of two lines breaks', async () => {
  const { out, code } = await gaps('diff', 'ogx-1.5', 'llama-stack-0.7');
  assert.equal(code, 0);
  assert.match(out, /Wrong on ogx-1\.5 only: \d+ claims\n {2}[^]*Wrong on llama-stack-0\.7 only: \d+ claims\n {2}/);
});

test('wrong usage is 2, and says where the usage stands', async () => {
  for (const args of [['show'], ['show', '9999'], ['--line', 'ogx-9'], ['diff', 'ogx-1.5'], ['what'], ['--silly']]) {
    const { code, err } = await gaps(...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(err, /See: npm run gaps -- --help/);
  }
});
