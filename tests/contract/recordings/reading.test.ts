/** `npm run recordings`: the command line itself, `ls` and `show`. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import { chat, pieces, RecordingsFolder } from '../../builders/recordings.ts';

describe('recordings ls and show', () => {
  let folder: RecordingsFolder;
  before(async () => {
    folder = await RecordingsFolder.make();
    const embedding = {
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: Array.from({ length: 99 }, () => 0.5) }],
    };
    await folder.record(
      ['chat/a.spec.ts', 'greets', 'says hello'],
      [
        chat('hello?', 'hello!'),
        chat('and again', '', { source: 'scripted', response: pieces('once ', 'more') }),
        chat('vector', '', { call: 3, response: { status: 200, headers: {}, body: { json: embedding } } }),
      ],
    );
    await folder.record(['chat/b.spec.ts', 'asks nobody'], []);
  });
  after(() => folder.remove());

  const run = (name: string, ...args: string[]) => folder.recordingsCommand(name, ...args);

  test('wrong usage is 2 and says what is right; help is 0', async () => {
    for (const [name = '', ...args] of [
      ['nonsense'],
      ['ls', '--nonsense'],
      ['show'],
      ['show', 'nothing-like-it'],
      ['show', 'spec.ts'],
      ['pack', 'x.zip'],
    ]) {
      const { code, err } = await run(name, ...args);
      assert.equal(code, 2, `${name} ${args.join(' ')}`);
      assert.match(err, /recordings -- /);
    }
    for (const name of [
      'ls',
      'show',
      'diff',
      'verify',
      'prune',
      'normalize',
      'pack',
      'unpack',
      'import',
      'accept-drift',
    ]) {
      const { code, out } = await run(name, '--help');
      assert.equal(code, 0, name);
      assert.match(out, /--json/, name);
    }
  });

  test('ls lists setup, test, exchanges, age and sources, without colours where nobody looks', async () => {
    const { code, out } = await run('ls');
    assert.equal(code, 0);
    assert.match(
      out,
      /^ogx-1\.5 +ollama +3 +3 +[\d.]+ KiB +\d+ d +local model, scripted +chat\/a\.spec\.ts › greets › says hello$/m,
    );
    assert.match(out, /^ogx-1\.5 +ollama +0 +0 +[\d.]+ (?:B|KiB) +\d+ d +- +chat\/b\.spec\.ts › asks nobody$/m);
    assert.match(out, /^2 recordings, /m);
    assert.equal(out.includes('\u001b'), false);
  });

  test('ls narrows by pattern, line and setup, and speaks JSON', async () => {
    const folders = async (...args: string[]): Promise<string[]> => {
      const rows = z.array(z.object({ folder: z.string() }));
      return rows.parse(JSON.parse((await run('ls', '--json', ...args)).out)).map(({ folder }) => folder);
    };
    const [a, b] = ['ogx-1.5/ollama/chat/a.spec.ts/greets-says-hello', 'ogx-1.5/ollama/chat/b.spec.ts/asks-nobody'];
    assert.deepEqual(await folders(), [a, b]);
    assert.deepEqual(await folders('SAYS hello'), [a]);
    assert.deepEqual(await folders('b.spec.ts'), [b]);
    assert.deepEqual(await folders(`recordings/${b}/`), [b]);
    assert.deepEqual(await folders('--setup', 'vllm'), []);
    assert.deepEqual(await folders('--project=ollama', '--line=ogx-1.5'), [a, b]);
    assert.deepEqual(await folders('--line=other'), []);
  });

  test('a damaged file is told, and makes the exit code 1', async () => {
    const file = 'recordings/ogx-1.5/ollama/chat/c.spec.ts/damaged/providers.json';
    await folder.write(file, '{"format": 1,');
    const { code, out } = await run('ls', 'damaged');
    assert.equal(code, 1);
    assert.match(out, /damaged\/providers\.json is not JSON/);
    await folder.shell(`rm -r ${folder.path('recordings/ogx-1.5/ollama/chat/c.spec.ts')}`);
  });

  test('show tells a recording as a conversation, streams joined, vectors short', async () => {
    const { code, out } = await run('show', 'says-hello');
    assert.equal(code, 0);
    assert.equal(
      out.replace(/ +/g, ' '),
      `chat/a.spec.ts › greets › says hello
ogx-1.5/ollama/chat/a.spec.ts/greets-says-hello
recorded 2026-01-02 through ogx 1.5.0
ollama: Ollama 1 [local model]

Call 1: POST /v1/chat/completions
 model tiny
 user hello?
← 200
 assistant hello!
 finish stop

 exchange 1: stack → ollama POST /v1/chat/completions [local model]
 model tiny
 user hello?
 ← 200
 assistant hello!
 finish stop

 exchange 2: stack → ollama POST /v1/chat/completions [scripted]
 model tiny
 user and again
 ← 200, stream of 3 events
 assistant once more

Call 2: POST /v1/chat/completions
 model tiny
 user and again
← 200, stream of 3 events
 assistant once more

Call 3: POST /v1/chat/completions
 model tiny
 user vector
← 200
 embedding 0 [0.5,0.5,0.5,0.5,"… 99 numbers"]
 object list

 exchange 3: stack → ollama POST /v1/chat/completions [local model]
 model tiny
 user vector
 ← 200
 embedding 0 [0.5,0.5,0.5,0.5,"… 99 numbers"]
 object list
`,
    );
  });

  test('show of a path and as JSON', async () => {
    const { code, out } = await run(
      'show',
      'recordings/ogx-1.5/ollama/chat/b.spec.ts/asks-nobody/providers.json',
      '--json',
    );
    assert.equal(code, 0);
    const { title, turns } = z.object({ title: z.string(), turns: z.unknown() }).parse(JSON.parse(out));
    assert.deepEqual([title, turns], ['chat/b.spec.ts › asks nobody', []]);
  });

  test('show takes the default line where none is named, and another where that has none', async () => {
    await folder.record(['chat/b.spec.ts', 'asks nobody'], [], 'llama-stack-0.3');
    await folder.record(['chat/d.spec.ts', 'is older'], [], 'llama-stack-0.3');
    const shown = async (...args: string[]) => (await run('show', ...args)).out.split('\n')[1];
    assert.equal(await shown('asks-nobody'), 'ogx-1.5/ollama/chat/b.spec.ts/asks-nobody');
    assert.equal(
      await shown('asks nobody', '--line=llama-stack-0.3'),
      'llama-stack-0.3/ollama/chat/b.spec.ts/asks-nobody',
    );
    assert.equal(await shown('IS older'), 'llama-stack-0.3/ollama/chat/d.spec.ts/is-older');
  });
});
