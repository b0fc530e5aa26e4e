/** Recorded answers that go out otherwise than they came: bent by a spec, or as a whole run wants it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Bend } from '../../../replay/answers/bend.ts';
import type { Mode } from '../../../replay/control/protocol.ts';
import { GatewayUnderTest } from '../../builders/gateway.ts';
import { fakeProvider, type FakeProvider } from '../../fakes/provider.ts';

const EVENTS = ['data: {"n":1}\n\n', 'data: {"n":2}\n\n', 'data: {"n":3}\n\n'];

describe('gateway: bent answers', { timeout: 60_000 }, () => {
  let provider: FakeProvider;
  let gateway: GatewayUnderTest;

  before(async () => {
    provider = await fakeProvider((message, response) => {
      if (message.url === '/reset') return void message.socket.resetAndDestroy();
      if (message.url === '/close') return void message.socket.destroy();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const event of EVENTS) response.write(event);
      response.end();
    });
    gateway = await GatewayUnderTest.start({ upstream: provider.url });
  });
  after(async () => {
    await gateway.stop();
    await provider.close();
  });

  /** An attempt of a test that takes the fixture `provider`, and bends. */
  async function bending(mode: Mode, title: string, bend: Bend, of = gateway): Promise<string> {
    const id = await of.open(mode, title);
    await of.control.giveAnswers(id, { answers: [] });
    await of.control.giveAnswers(id, { answers: [], recorded: bend });
    return id;
  }
  const recordingOf = (title: string, of = gateway) =>
    readFile(join(of.recordings, 'line-1/setup/a.spec.ts', title, 'providers.json'), 'utf8');

  test('end early, in record and in replay, and are recorded whole', async () => {
    for (const mode of ['record', 'replay'] as const) {
      const id = await bending(mode, 'cut', { cutAfter: 1 });
      assert.equal(await read(await gateway.post(id, {})), EVENTS[0]);
      assert.deepEqual((await gateway.close(id, [])).problems, []);
    }
    assert.match(await recordingOf('cut'), /"n":\s*3/);
  });

  test('break inside an event, have another status and headers, and come in chunks of another size', async () => {
    await gateway.close(await recordedAs('many'), []);
    const inside = await bending('replay', 'many', { cutInside: 1 });
    assert.match(await read(await gateway.post(inside, {})), /^data: \{"n":1\}\n\ndata: \{"$/);
    const refused = await bending('replay', 'many', { status: 503, headers: { 'x-should-retry': 'false' } });
    const { status, headers } = await gateway.post(refused, {});
    assert.deepEqual([status, headers.get('x-should-retry')], [503, 'false']);
    const small = await bending('replay', 'many', { rechunk: 2, delay: 40 });
    const asked = performance.now();
    assert.equal(await (await gateway.post(small, {})).text(), EVENTS.join(''));
    assert.ok(performance.now() - asked >= 35);
    for (const id of [inside, refused, small]) assert.deepEqual((await gateway.close(id)).problems, []);
  });

  test('are those of the calls that the bend is for', async () => {
    const id = await gateway.open('record', 'some');
    await gateway.post(id, { a: 1 }, '/one');
    await gateway.post(id, { a: 1 }, '/two');
    await gateway.close(id, []);
    const bent = await bending('replay', 'some', { when: { path: '/two' }, status: 500 });
    assert.equal((await gateway.post(bent, { a: 1 }, '/one')).status, 200);
    assert.equal((await gateway.post(bent, { a: 1 }, '/two')).status, 500);
    assert.deepEqual((await gateway.close(bent)).problems, []);
  });

  test('and answers of the spec are for different tests', async () => {
    const content = { kind: 'message' as const, text: 'One.' };
    const one = await bending('live', 'both', { status: 500 });
    await assert.rejects(gateway.control.giveAnswers(one, { answers: [{ content }] }), /are for different tests/);
    const two = await gateway.open('live', 'both');
    await gateway.control.giveAnswers(two, { answers: [{ content }] });
    await assert.rejects(gateway.control.giveAnswers(two, { answers: [], recorded: {} }), /are for different tests/);
  });

  for (const path of ['/reset', '/close']) {
    test(`a provider that answers with ${path.slice(1)} is recorded so, and replayed as a reset`, async () => {
      const title = `provider ${path.slice(1)}`;
      for (const mode of ['record', 'replay'] as const) {
        const id = await gateway.open(mode, title);
        await assert.rejects(gateway.post(id, {}, path), /fetch failed/);
        assert.deepEqual((await gateway.close(id, [])).problems, []);
      }
      assert.match(await recordingOf(title.replace(' ', '-')), /"status":\s*0[^]*"end":\s*"broken"/);
    });
  }

  test('a provider that cannot be reached is an error of the run, unless the test is about that', async () => {
    const alone = await GatewayUnderTest.start();
    const unsaid = await alone.open('record', 'unsaid');
    assert.equal((await alone.post(unsaid, {})).status, 501);
    assert.match((await alone.close(unsaid)).problems[0]?.text ?? '', /^Fake does not answer at/);
    for (const mode of ['record', 'replay'] as const) {
      const id = await bending(mode, 'refused', { unreachable: true }, alone);
      await assert.rejects(alone.post(id, {}), /fetch failed/);
      assert.deepEqual((await alone.close(id, [])).problems, []);
    }
    await alone.stop();
  });

  test('a run has all answers come later and in chunks of so many bytes', async () => {
    await gateway.close(await recordedAs('rechunked'), []);
    await gateway.control.closeRun('run');
    await gateway.control.openRun({ id: 'run', delivery: { chunkBytes: 5, delay: 40 } });
    const id = await gateway.open('replay', 'rechunked');
    const asked = performance.now();
    const answer = await gateway.post(id, {});
    assert.ok(performance.now() - asked >= 35);
    const lengths: number[] = [];
    for await (const chunk of answer.body ?? []) lengths.push(chunk.length);
    assert.equal(
      lengths.reduce((sum, length) => sum + length, 0),
      EVENTS.join('').length,
    );
    assert.deepEqual((await gateway.close(id)).problems, []);
    await gateway.control.closeRun('run');
    await gateway.control.openRun({ id: 'run' });
  });

  /** Records a call, and gives the attempt that is still open. */
  async function recordedAs(title: string): Promise<string> {
    const id = await gateway.open('record', title);
    await read(await gateway.post(id, {}));
    return id;
  }
});

/** What of a body comes, though it may break off. */
async function read(response: Response): Promise<string> {
  const bytes: Buffer[] = [];
  try {
    for await (const chunk of response.body ?? []) bytes.push(Buffer.from(chunk));
  } catch {
    // what came is what is asked for
  }
  return Buffer.concat(bytes).toString();
}
