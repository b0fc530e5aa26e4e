import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { gatewayOverEcho } from '../../fakes/echo.ts';
import { GatewayUnderTest } from '../../builders/gateway.ts';
import { fakeProvider } from '../../fakes/provider.ts';

const { gateway, stop } = await gatewayOverEcho();
after(stop);

describe('gateway: streams, and calls that still run at the end of their test', () => {
  test('a stream that breaks off breaks off in replay too', async () => {
    await gateway.record(async (id) => assert.rejects((await gateway.call(id, '/v1/broken')).text()), 'broken');
    const id = await gateway.open('replay', 'broken');
    await assert.rejects((await gateway.call(id, '/v1/broken')).text());
    assert.deepEqual((await gateway.close(id)).problems, []);
  });

  test('a stream that the client cut is kept as cut, and held open in replay until the client goes away', async () => {
    const cut = async (id: string): Promise<void> => {
      const abort = new AbortController();
      const response = await gateway.call(id, '/v1/hang', { signal: abort.signal });
      const reader = response.body?.getReader();
      assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), 'data: 1\n\n');
      assert.deepEqual(await gateway.control.attemptState(id), { running: 1, answering: 1 });
      abort.abort();
      await reader?.read().catch(() => undefined);
    };
    const recorded = await gateway.record(cut, 'cut');
    assert.deepEqual(
      recorded.journal.map(({ outcome }) => outcome),
      ['cut'],
    );
    const id = await gateway.open('replay', 'cut');
    await cut(id);
    assert.deepEqual((await gateway.close(id)).problems, []);
  });

  test('in record mode a chunk is handed over as it comes', async () => {
    const steps: (() => void)[] = [];
    const live = await fakeProvider((_message, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      steps.push(
        () => response.write('data: 1\n\n'),
        () => response.end('data: 2\n\n'),
      );
      response.flushHeaders();
    });
    const fresh = await GatewayUnderTest.start({ upstream: live.url });
    const id = await fresh.open('record', 'chunks');
    const response = await fresh.call(id, '/v1/stream');
    const reader = response.body?.getReader();
    for (const [i, text] of ['data: 1\n\n', 'data: 2\n\n'].entries()) {
      steps[i]?.();
      assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), text);
    }
    await reader?.read();
    assert.deepEqual((await fresh.close(id)).problems, []);
    await fresh.stop();
    await live.close();
  });

  test('a call that still runs when the attempt closes is waited for', async () => {
    const slow = await fakeProvider((_message, response) => void setTimeout(() => response.end('{}'), 200));
    const fresh = await GatewayUnderTest.start({ upstream: slow.url });
    const id = await fresh.open('record', 'slow');
    const answer = fresh.post(id, 1);
    while (slow.seen.length === 0) await new Promise(setImmediate);
    const verdict = await fresh.close(id);
    assert.deepEqual(verdict.problems, []);
    assert.equal(verdict.journal.length, 1);
    await answer;
    await fresh.stop();
    await slow.close();
  });

  test('a call that a test left open is broken off when the test is closed', async () => {
    const id = await gateway.open('live', 'left open');
    const reading = (await gateway.call(id, '/v1/hang')).text();
    const broken = assert.rejects(reading);
    const { problems } = await gateway.control.closeAttempt(id, { asExpected: true, complete: true });
    assert.match(problems.map(({ text }) => text).join(), /still ran 5 s after its end/);
    await broken;
  });
});
