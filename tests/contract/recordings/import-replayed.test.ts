/** What `npm run recordings -- import` writes, served by a gateway as the reference harness serves its files. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { GatewayUnderTest } from '../../builders/gateway.ts';
import { baggage } from '../../../replay/control/baggage.ts';
import { RecordingsFolder } from '../../builders/recordings.ts';

const UUID = '123e4567-e89b-42d3-a456-426614174000';
const ORDER = `Where is order-${UUID}?`;
const TEST = 'tests/integration/chat/test_chat.py::TestOrders::test_where[txt=ollama/tiny]';

const PLUGIN = { name: TEST, command: 'pytest', madeBy: 'pytest' as const };

function recorded(content: string, test_id: string | null = TEST): string {
  const url = 'http://localhost:11434/v1/v1/chat/completions';
  const body = { model: 'tiny', messages: [{ role: 'user', content }] };
  const message = { role: 'assistant', content: `about ${content}` };
  const __data__ = { id: 'rec-1', object: 'chat.completion', created: 0, choices: [{ index: 0, message }] };
  return JSON.stringify({
    test_id,
    request: { method: 'POST', url, headers: {}, body, endpoint: '/v1/chat/completions', model: 'tiny' },
    response: { body: { __type__: 'openai.types.chat.chat_completion.ChatCompletion', __data__ }, is_streaming: false },
  });
}

/** The first id of a file that the reference's recorder makes for a test. */
function fileOf(test: string): string {
  const digest = createHash('sha256').update(test).digest('hex');
  return `file-${(BigInt(`0x${digest}`) % 1_000_000_000_000n) + 1n}`;
}

/** A result of a file search, as a stack tells it to a model. */
function searched(file: string, tokens: number): string {
  return `[1] document_id: ${file}, score: 0.5, attributes: {'document_id': '${file}', 'metadata_token_count': ${tokens}.0}`;
}

describe('imported recordings in a replay', () => {
  let folder: RecordingsFolder;
  let gateway: GatewayUnderTest;
  before(async () => {
    folder = await RecordingsFolder.make();
    await folder.write('reference/aa.json', recorded(ORDER));
    await folder.write('reference/bb.json', recorded('never asked'));
    await folder.write('reference/dd.json', recorded(searched(fileOf(TEST), 12)));
    await folder.write('reference/cc.json', recorded('fixture', null));
    const { code, out } = await folder.recordingsCommand('import', folder.path('reference'), '--line', 'line-1');
    assert.equal(code, 0, out);
    gateway = await GatewayUnderTest.start({ recordings: folder.recordings, provider: 'ollama', starting: true });
  });
  after(async () => {
    await gateway.stop();
    await folder.remove();
  });

  const ask = (id: string | undefined, content: string) =>
    fetch(`${gateway.gateway.url}/ollama/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'tiny', messages: [{ role: 'user', content }] }),
      headers: { 'content-type': 'application/json', ...(id && { baggage: baggage({ attempt: id }) }) },
    });
  const open = async (spec = '', ...titlePath: string[]) => opened({}, spec, ...titlePath);
  const opened = async (more: { unrecorded?: 'miss' }, spec = '', ...titlePath: string[]) => {
    const id = `run.${titlePath.length}${Math.random().toString(36).slice(2)}`;
    const named = { setup: 'ollama', providers: ['ollama'], spec, titlePath, external: PLUGIN, ...more };
    await gateway.control.openAttempt({ id, run: 'run', mode: 'replay', ...named });
    return id;
  };
  const openTest = () =>
    open('external/pytest/tests/integration/chat/test_chat.py', 'TestOrders', 'test_where[txt=ollama/tiny]');

  test('their models are listed at start-up', async () => {
    const listed = await fetch(`${gateway.gateway.url}/ollama/v1/models`);
    const data = [{ id: 'tiny', object: 'model', created: 0, owned_by: 'imported' }];
    assert.deepEqual([listed.status, await listed.json()], [200, { object: 'list', data }]);
    await gateway.gateway.started();
  });

  test('a stack that asks for them again in the middle of a test has the same list', async () => {
    const models = (id: string) =>
      fetch(`${gateway.gateway.url}/ollama/v1/models`, { headers: { baggage: baggage({ attempt: id }) } });
    const imported = await openTest();
    assert.match(await (await models(imported)).text(), /"id":"tiny"/);
    const unrecorded = await opened(
      { unrecorded: 'miss' },
      'external/pytest/tests/chat/test_other.py',
      'test_never_recorded',
    );
    assert.match(await (await models(unrecorded)).text(), /"id":"tiny"/);
    for (const id of [imported, unrecorded]) assert.deepEqual((await gateway.close(id)).problems, []);
  });

  test('equal requests are answered again, and what nothing asks for is no leftover', async () => {
    const id = await openTest();
    for (const _ of [1, 2, 3]) assert.match(await (await ask(id, ORDER)).text(), new RegExp(`about .*${UUID}`));
    assert.deepEqual((await gateway.close(id)).problems, []);
  });

  test("a UUID of a client's own must be the recorded one", async () => {
    const id = await openTest();
    assert.equal((await ask(id, ORDER.replace('123e4567', '999e4567'))).ok, false);
    const { problems } = await gateway.close(id);
    assert.match(problems[0]?.text ?? '', /not minted by the stack, so it must be the same/);
  });

  test("the stack's own ids may be others, with what is counted of them", async () => {
    const id = await openTest();
    const live = `file-${'ab'.repeat(16)}`;
    const answer = await (await ask(id, searched(live, 61))).text();
    assert.match(answer, new RegExp(`about .*${live}`));
    assert.deepEqual((await gateway.close(id)).problems, []);
  });

  test('what belongs to no test answers the fixtures of the suite, each in an attempt of its own, and no test', async () => {
    const file = 'external/pytest/tests/integration/chat/test_chat.py';
    for (const name of [
      ['external/pytest', 'session'],
      ['external/pytest', 'fixture one'],
      [file, 'fixture two[a]'],
    ]) {
      const id = await open(...name);
      assert.match(await (await ask(id, 'fixture')).text(), /about fixture/, name.join());
      assert.deepEqual((await gateway.close(id)).problems, []);
    }
    await assert.rejects(open(file, 'test_other'), /No recording/);
    await assert.rejects(open('external/another', 'fixture one'), /No recording/);
  });
});
