/** `npm run coverage`: the command line itself, on the project and on small folders. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFile, mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { chat, listing, RecordingsFolder } from '../../builders/recordings.ts';

const root = join(import.meta.dirname, '../../..');
const distribution = join(root, 'stack', 'distributions', 'ogx-1.5');

async function coverage(args: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(root, 'cli', 'coverage.ts'), ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { out, err, code };
}

test('the mapping of the project names every reference function, and no test that is gone', async () => {
  const { code, err } = await coverage(['--check']);
  assert.equal(code, 0, err);
});

test('wrong usage is 2', async () => {
  for (const args of [['--silly'], ['--url', 'http://127.0.0.1:1'], ['what']]) {
    const { code, err } = await coverage(args);
    assert.equal(code, 2);
    assert.match(err, /See: npm run coverage -- --help/);
  }
});

describe('on a small folder', () => {
  let folder: RecordingsFolder;
  let tests: string;
  before(async () => {
    folder = await RecordingsFolder.make();
    await folder.record(['chat/a.spec.ts', 'greets'], [chat('hello?', 'hello!')]);
    await folder.record(['chat/a.spec.ts', 'is gone'], [chat('still there?', 'no')]);
    tests = await folder.write('tests.json', listing([['chat/a.spec.ts', 'greets']]));
  });
  after(() => folder.remove());

  test('a mapping without an entry, and one of a test that is gone, are 1', async () => {
    const mapping = await folder.write(
      'mapping.yaml',
      "files/test_files.py:\n  test_expires_after: ['chat/a.spec.ts › is gone']\n",
    );
    const { code, err, out } = await coverage(['--check', '--listing', tests, '--mapping', mapping]);
    assert.equal(code, 1);
    assert.match(err, /inspect\/test_inspect\.py::test_health has no entry/);
    assert.match(err, /test_expires_after names a test that is gone: chat\/a\.spec\.ts › is gone/);
    assert.equal(out, '');
  });

  test('the page counts the recordings of the tests that there are, and is written once', async () => {
    const options = ['--listing', tests, '--recordings', folder.recordings, '--out', folder.path('coverage.md')];
    const { out } = await coverage(options);
    assert.match(out, /Operations of ogx 1\.5\.0: 1 of \d+ called[^]*Written: /);
    assert.match(
      await folder.read('coverage.md'),
      /\| `POST \/v1\/chat\/completions` +\| 1 +\| 1 +\| ollama +\| chat\/a /,
    );
    assert.match((await coverage(options)).out, /says so already/);
    const { out: behind } = await coverage([...options, '--tests', 'chat/completions']);
    assert.match(behind, /POST \/v1\/chat\/completions \(1\)\n {2}chat\/a\.spec\.ts › greets\n/);
  });

  describe('a refresh', () => {
    let version = '1.5.0';
    const stack = createServer((request, response) => {
      const document = { paths: { '/v1/models': { get: { tags: ['Models'], summary: 'long' } } } };
      response.end(JSON.stringify(request.url === '/v1/version' ? { version } : document));
    });
    let url = '';
    let environment = {};
    before(async () => {
      await mkdir(folder.path('distributions', 'ogx-1.5'), { recursive: true });
      for (const file of ['distribution.yaml', 'response-events.yaml']) {
        await copyFile(join(distribution, file), folder.path('distributions', 'ogx-1.5', file));
      }
      environment = { STACK_DISTRIBUTIONS: folder.path('distributions') };
      await new Promise<void>((resolve) => stack.listen(0, '127.0.0.1', resolve));
      const address = stack.address();
      url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    });
    after(() => stack.close());
    const refresh = () => coverage(['--check', '--refresh', '--url', url, '--listing', tests], environment);

    test('keeps the method, path and tags of each operation', async () => {
      await refresh();
      assert.deepEqual(JSON.parse(await folder.read('distributions/ogx-1.5/openapi.json')), {
        stack: 'ogx 1.5.0',
        operations: [{ method: 'GET', path: '/v1/models', tags: ['Models'] }],
      });
    });

    test('is refused by a stack of another version', async () => {
      version = '1.4.1';
      const { code, err } = await refresh();
      assert.equal(code, 1);
      assert.match(err, /is of version 1\.4\.1\.\nThe distribution ogx is pinned to 1\.5\.0\./);
    });
  });
});
