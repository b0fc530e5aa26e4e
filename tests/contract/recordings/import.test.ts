/** `npm run recordings -- import` on a folder of the reference harness's shape. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import { RecordingsFolder } from '../../builders/recordings.ts';

const Told = z.object({ written: z.array(z.string()), left: z.array(z.object({ why: z.string() })) });
const TEST = 'tests/integration/chat/test_chat.py::test_hello[txt=ollama/tiny]';

function recorded(question: string, answer: string): string {
  const url = 'http://localhost:11434/v1/v1/chat/completions';
  const body = { model: 'tiny', messages: [{ role: 'user', content: question }], stream: true };
  const chunk = (content: string) => ({
    __type__: 'openai.types.chat.chat_completion_chunk.ChatCompletionChunk',
    __data__: { id: 'rec-1', created: 0, choices: [{ index: 0, delta: { content } }] },
  });
  return JSON.stringify({
    test_id: TEST,
    request: { method: 'POST', url, headers: {}, body, endpoint: '/v1/chat/completions', model: 'tiny' },
    response: { body: answer.split('').map(chunk), is_streaming: true },
  });
}

describe('recordings import', () => {
  let folder: RecordingsFolder;
  before(async () => {
    folder = await RecordingsFolder.make();
    await folder.write('reference/chat/recordings/aa.json', recorded('hello', 'hi'));
    await folder.write('reference/chat/recordings/bb.json', recorded('bye', 'bye'));
    await folder.write(
      'reference/vector_io/recordings/cc.json',
      '{"request": {"tool_name": "search"}, "response": {}}',
    );
    await folder.write(
      'reference/key/dd.json',
      recorded(`sk-${'x'.repeat(40)}`, '').replaceAll('test_hello', 'test_key'),
    );
  });
  after(() => folder.remove());

  const folderOfTest =
    'llama-stack-0.3/ollama/external/pytest/tests/integration/chat/test_chat.py/test-hello-txt-ollama-tiny';
  const path = `${folderOfTest}/providers.json`;
  const models = 'llama-stack-0.3/startup/imported/ollama.json';

  test('a dry run tells what would come over and what stays behind', async () => {
    const { code, out } = await folder.recordingsCommand('import', folder.path('reference'), '--dry-run', '--json');
    assert.equal(code, 1);
    const told = Told.parse(JSON.parse(out));
    assert.deepEqual(told.written, [path, models]);
    assert.deepEqual(told.left.length, 2);
    assert.match(told.left[0]?.why ?? '', /shape is not known/);
    assert.match(told.left[1]?.why ?? '', /looks like a key: sk-xxxx…/);
    assert.equal((await folder.recordingsCommand('ls')).out.includes('external'), false);
  });

  test('what comes over reads as a recording, with its source and nothing made up', async () => {
    const { code, out } = await folder.recordingsCommand('import', folder.path('reference/chat'));
    assert.equal(code, 0, out);
    assert.match(out, /2 exchanges of 2 files came over, in 1 recording; 0 files left behind/);
    const shown = (await folder.recordingsCommand('show', 'test-hello')).out.replace(/ +/g, ' ');
    assert.match(
      shown,
      /recorded unknown through unknown\nexternal, made by import: npm run recordings -- import .*\nollama: unknown, at http:\/\/localhost:11434; imported from the reference harness \[local model\]/,
    );
    assert.match(shown, /user hello\n ← 200, stream of 3 events\n assistant hi\n/);
    const { out: listed } = await folder.recordingsCommand('ls');
    assert.match(listed, / \? +local model +external\/pytest\/tests\/integration\/chat\/test_chat\.py › test_hello/);
    assert.deepEqual(
      (await folder.recordingsCommand('normalize', '--dry-run')).out,
      '0 of 2 files would be rewritten.\n',
    );
  });

  test('what exists is replaced only by force', async () => {
    const again = await folder.recordingsCommand('import', folder.path('reference/chat'), '--recorded', '2025-10-11');
    assert.equal(again.code, 1);
    assert.match(again.out, /it exists; --force replaces it/);
    assert.match(await folder.read(`recordings/${path}`), /"recorded": "unknown"/);
    const forced = await folder.recordingsCommand(
      'import',
      folder.path('reference/chat'),
      '--recorded',
      '2025-10-11',
      '--force',
    );
    assert.equal(forced.code, 0);
    assert.match(await folder.read(`recordings/${path}`), /"recorded": "2025-10-11"/);
  });

  test('a folder, a setup or a day that is none is wrong usage', async () => {
    for (const args of [['nowhere'], ['reference', '--setup', 'nobody'], ['reference', '--recorded', 'today'], []]) {
      assert.equal((await folder.recordingsCommand('import', ...args)).code, 2, args.join(' '));
    }
  });
});
