/** Recordings of external tests, and links, below the recordings folder: what commands make of them. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { externalTest, manifestText } from '../../../replay/recording/external.ts';
import { chat, listing, RecordingsFolder, type Title } from '../../builders/recordings.ts';

const OWN: Title = ['a.spec.ts', 'says hello'];
const commandOf = (name: string) => `npx llama-stack-e2e exec --mode record --name ${name} -- npm test`;

describe('recordings of external tests', () => {
  let folder: RecordingsFolder;
  let tests: string;
  before(async () => {
    folder = await RecordingsFolder.make();
    tests = await folder.write('tests.json', listing([OWN]));
    await folder.record(OWN, [chat('own', 'a')]);
    for (const name of ['suite/first', 'suite/second', 'other']) await external(name);
  });
  after(() => folder.remove());

  async function external(name: string): Promise<string> {
    const { spec, titlePath } = externalTest(name);
    const at = await folder.record([spec, ...titlePath], [chat(name, 'a')]);
    await folder.write(
      `recordings/${at}/manifest.json`,
      manifestText({ name, command: commandOf(name), madeBy: 'exec' }),
    );
    return at;
  }
  const there = (path: string) => existsSync(folder.path('recordings/ogx-1.5/ollama/external', path));

  test('ls and show know them, and say the command that makes them again', async () => {
    const { out } = await folder.recordingsCommand('ls', 'external/');
    assert.equal(out.split('\n').filter((line) => line.includes('external/suite › ')).length, 2);
    const shown = await folder.recordingsCommand('show', 'external/other', '--line', 'ogx-1.5');
    assert.equal(shown.code, 0, shown.err);
    assert.match(shown.out, /external, made by exec: npx llama-stack-e2e exec --mode record --name other -- npm test/);
  });

  test('verify finds nothing wrong, and names their command for what is', async () => {
    const fine = await folder.recordingsCommand('verify', '--tests', tests, 'external');
    assert.deepEqual([fine.code, fine.out.trimEnd().split('\n').at(-1)], [0, '3 recordings: nothing is wrong.']);
    const file = 'recordings/ogx-1.5/ollama/external/other/providers.json';
    const good = await folder.read(file);
    await folder.write(file, good.slice(0, 50));
    const { code, out } = await folder.recordingsCommand('verify', '--tests', tests, 'external');
    await folder.write(file, good);
    assert.equal(code, 1);
    assert.match(out, /→ Make it again: npx llama-stack-e2e exec --mode record --name other -- npm test/);
  });

  test('prune deletes them by their names, and never because no spec has them', async () => {
    await folder.recordingsCommand('prune', '--tests', tests, '--yes', '--renamed');
    assert.deepEqual([there('suite/first'), there('other')], [true, true]);
    const unknown = await folder.recordingsCommand('prune', '--external', 'suite/frist', '--yes');
    assert.equal(unknown.code, 2);
    assert.match(unknown.err, /No recording is of an external test "suite\/frist"\.\nDid you mean suite\/first\?/);
    await folder.recordingsCommand('prune', '--external', 'suite/second', '--yes');
    assert.deepEqual([there('suite/first'), there('suite/second')], [true, false]);
    await folder.recordingsCommand('prune', '--external', 'suite', '--yes');
    assert.deepEqual([there('suite'), there('other')], [false, true]);
  });

  test('rename moves them, with what their manifest says', async () => {
    await external('suite/first');
    await external('suite/deep/second');
    const one = await folder.recordingsCommand('rename', 'suite/first', 'suite/primary');
    assert.equal(one.code, 0, one.err);
    assert.deepEqual([there('suite/first'), there('suite/primary')], [false, true]);
    const manifest = await folder.read('recordings/ogx-1.5/ollama/external/suite/primary/manifest.json');
    assert.match(manifest, /"name": "suite\/primary",\s+"command": ".* --name suite\/primary -- npm test"/);
    const all = await folder.recordingsCommand('rename', 'suite', 'set');
    assert.equal(all.code, 0, all.err);
    assert.deepEqual([there('suite'), there('set/primary'), there('set/deep/second')], [false, true, true]);
    assert.equal((await folder.recordingsCommand('verify', '--tests', tests, 'external')).code, 0);
    assert.equal((await folder.recordingsCommand('rename', 'set', '../out')).code, 2);
  });

  test('a pack takes the manifests along', async () => {
    const archive = folder.path('all.tar.gz');
    assert.equal((await folder.recordingsCommand('pack', archive)).code, 0);
    const other = await RecordingsFolder.make();
    assert.equal((await other.recordingsCommand('unpack', archive)).code, 0);
    assert.match(await other.read('recordings/ogx-1.5/ollama/external/other/manifest.json'), /"madeBy": "exec"/);
    await other.remove();
  });
});

describe('a link below the recordings folder', () => {
  let folder: RecordingsFolder;
  let outside: RecordingsFolder;
  before(async () => {
    [folder, outside] = [await RecordingsFolder.make(), await RecordingsFolder.make()];
    await folder.record(OWN, []);
    await outside.record(['b.spec.ts', 'is elsewhere'], []);
    await symlink(outside.path('recordings/ogx-1.5/ollama'), folder.path('recordings/ogx-1.5/gpt'));
  });
  after(async () => {
    await folder.remove();
    await outside.remove();
  });

  test('is a stray, and nothing behind it is listed, rewritten or deleted', async () => {
    const tests = await folder.write('tests.json', listing([OWN]));
    assert.doesNotMatch((await folder.recordingsCommand('ls')).out, /is elsewhere/);
    assert.match(
      (await folder.recordingsCommand('verify', '--tests', tests)).out,
      /files that belong to no recording: 1\n +ogx-1\.5\/gpt\n/,
    );
    for (const args of [['prune', '--tests', tests, '--yes', '--renamed'], ['normalize'], ['ls', '--setup', 'gpt']]) {
      await folder.recordingsCommand(args[0] ?? '', ...args.slice(1));
      assert.equal(existsSync(outside.path('recordings/ogx-1.5/ollama/b.spec.ts/is-elsewhere/stack.json')), true);
    }
  });

  test('is no way out for an import', async () => {
    const url = 'https://api.openai.com/v1/v1/chat/completions';
    const body = { __type__: 'openai.types.chat.ChatCompletion', __data__: {} };
    const call = { url, endpoint: '/v1/chat/completions', body: { model: 'm' } };
    await folder.write(
      'reference/a.json',
      JSON.stringify({ test_id: 'tests/a.py::t', request: call, response: { body, is_streaming: false } }),
    );
    const { code, err } = await folder.recordingsCommand('import', folder.path('reference'), '--line', 'ogx-1.5');
    assert.equal(code, 1);
    assert.match(err, /is not below .*: a link on the way to it leads to /);
    assert.equal(existsSync(outside.path('recordings/ogx-1.5/ollama/external')), false);
  });
});
