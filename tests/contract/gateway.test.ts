import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { fakeProvider, type FakeProvider } from './fakes/provider.ts';
import { GatewayUnderTest } from './fakes/gateway.ts';

/** Answers `{"echo": <body>}`, or what the path says. */
function echo(): Promise<FakeProvider> {
  return fakeProvider((message, response, body) => {
    const path = message.url ?? '';
    if (path === '/v1/hang') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      return;
    }
    if (path === '/v1/broken') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n', () => response.destroy());
      return;
    }
    if (path === '/v1/429') {
      response
        .writeHead(429, { 'content-type': 'application/json', 'retry-after': '7', 'x-account': 'secret' })
        .end('{"error":{"message":"slow down"}}');
      return;
    }
    if (path === '/v1/empty') {
      response.writeHead(204).end();
      return;
    }
    if (path === '/v1/gzip') {
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync('{"zipped":true}'));
      return;
    }
    if (path === '/v1/binary') {
      response.writeHead(200, { 'content-type': 'audio/wav' }).end(Buffer.from([0, 255, 128, 7]));
      return;
    }
    if (path === '/v1/headers') {
      // The key in hex: as it is, it would not pass the gateway on its way back.
      const authorization = Buffer.from(message.headers.authorization ?? '').toString('hex');
      const told = JSON.stringify({ ...message.headers, authorization });
      response.writeHead(200, { 'content-type': 'application/json' }).end(told);
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(`{"echo":${body || 'null'}}`);
  });
}

describe('gateway', () => {
  let provider: FakeProvider;
  let gateway: GatewayUnderTest;
  before(async () => {
    provider = await echo();
    gateway = await GatewayUnderTest.start({ upstream: provider.url });
  });
  after(async () => {
    await gateway.stop();
    await provider.close();
  });

  test('what was recorded is replayed without asking the provider', async () => {
    const recorded = await gateway.record(async (id) => {
      assert.deepEqual(await (await gateway.post(id, { q: 1 })).json(), { echo: { q: 1 } });
    });
    assert.deepEqual(recorded.problems, []);
    assert.equal(recorded.written.length, 2);
    const asked = provider.seen.length;
    const id = await gateway.open('replay');
    assert.deepEqual(await (await gateway.post(id, { q: 1 })).json(), { echo: { q: 1 } });
    const verdict = await gateway.close(id);
    assert.deepEqual(verdict.problems, []);
    assert.deepEqual(
      verdict.journal.map(({ outcome, source }) => [outcome, source]),
      [['hit', 'local model']],
    );
    assert.equal(provider.seen.length, asked);
  });

  test('a miss fails the attempt, is not tried again, and says what changed and how to record', async () => {
    await gateway.record(async (id) => void (await gateway.post(id, { q: 'old' })), 'changes');
    const id = await gateway.open('replay', 'changes');
    const response = await gateway.post(id, { q: 'new' });
    assert.equal(response.status, 501);
    assert.equal(response.headers.get('x-should-retry'), 'false');
    assert.match(JSON.stringify(await response.json()), /No recorded answer: the stack asked fake for POST \/v1\/chat/);
    const { problems } = await gateway.close(id);
    assert.equal(problems.length, 1);
    assert.match(
      problems[0]?.text ?? '',
      /body\.q: recorded "old", now "new"[^]*npm run record -- --project=setup a\.spec\.ts -g "changes"/,
    );
  });

  test('a miss that another test has recorded names that test, and is a miss all the same', async () => {
    await gateway.record(async (id) => void (await gateway.post(id, 'only mine')), 'has it');
    await gateway.record(async (id) => void (await gateway.post(id, 'mine')), 'has it not');
    const id = await gateway.open('replay', 'has it not');
    assert.equal((await gateway.post(id, 'only mine')).status, 501);
    const { problems } = await gateway.close(id);
    assert.match(problems[0]?.text ?? '', /recorded for another test: "a\.spec\.ts › has it" \(setup\)/);
  });

  test('an exchange that a finished attempt did not use is a problem; of an attempt that failed it is none', async () => {
    await gateway.record(async (id) => void (await gateway.post(id, 1)), 'leftover');
    const finished = await gateway.close(await gateway.open('replay', 'leftover'));
    assert.deepEqual(
      finished.problems.map(({ kind }) => kind),
      ['leftover'],
    );
    const failed = await gateway.control.closeAttempt(await gateway.open('replay', 'leftover'), {
      asExpected: false,
      complete: false,
    });
    assert.deepEqual(failed.problems, []);
  });

  test('a test without provider calls has a recording that says so; one without a recording does not open', async () => {
    await gateway.record(async () => undefined, 'quiet');
    const id = await gateway.open('replay', 'quiet');
    assert.equal((await gateway.post(id, 1)).status, 501);
    assert.match((await gateway.close(id)).problems[0]?.text ?? '', /no provider call at all/);
    await assert.rejects(gateway.open('replay', 'never recorded'), /No recording: there is no [^]*npm run record/);
  });

  test('two attempts of one test have counters of their own', async () => {
    await gateway.record(async (id) => void (await gateway.post(id, 'x')), 'twice');
    const ids = await Promise.all([gateway.open('replay', 'twice'), gateway.open('replay', 'twice')]);
    for (const id of ids) assert.equal((await gateway.post(id, 'x')).status, 200);
    for (const id of ids) assert.deepEqual((await gateway.close(id)).problems, []);
  });

  test('eight attempts at once never take each other’s answers', async () => {
    const titles = Array.from({ length: 8 }, (_, i) => `parallel ${i}`);
    for (const title of titles) {
      await gateway.record(
        async (id) => void (await Promise.all([1, 2, 3].map((n) => gateway.post(id, { title, n })))),
        title,
      );
    }
    await Promise.all(
      titles.map(async (title) => {
        const id = await gateway.open('replay', title);
        const answers = await Promise.all([3, 1, 2].map(async (n) => (await gateway.post(id, { title, n })).json()));
        assert.deepEqual(
          answers,
          [3, 1, 2].map((n) => ({ echo: { title, n } })),
        );
        assert.deepEqual((await gateway.close(id)).problems, []);
      }),
    );
  });

  test('a failed attempt writes nothing', async () => {
    const id = await gateway.open('record', 'fails');
    await gateway.post(id, 1);
    const verdict = await gateway.control.closeAttempt(id, { asExpected: false, complete: false });
    assert.deepEqual(verdict.written, []);
    await assert.rejects(gateway.open('replay', 'fails'), /No recording/);
  });

  test('recording the same again leaves the files untouched', async () => {
    const once = await gateway.record(async (id) => void (await gateway.post(id, 'same')), 'steady');
    assert.equal(once.written.length, 2);
    const again = await gateway.record(async (id) => void (await gateway.post(id, 'same')), 'steady');
    assert.deepEqual(again.written, []);
  });

  test('errors, empty and binary answers, and compressed ones are replayed as they were', async () => {
    const paths = ['/v1/429', '/v1/empty', '/v1/binary', '/v1/gzip'];
    const look = async (id: string) =>
      Promise.all(
        paths.map(async (path) => {
          const response = await gateway.call(id, path);
          const body = Buffer.from(await response.arrayBuffer()).toString('hex');
          return [response.status, response.headers.get('content-type'), response.headers.get('retry-after'), body];
        }),
      );
    let live: unknown;
    await gateway.record(async (id) => void (live = await look(id)), 'odd answers');
    const id = await gateway.open('replay', 'odd answers');
    const replayed = await look(id);
    assert.deepEqual(replayed, live);
    assert.equal(replayed[3]?.[3], Buffer.from('{"zipped":true}').toString('hex'));
    await gateway.close(id);
    const file = await readFile(join(gateway.recordings, 'line-1/setup/a.spec.ts/odd-answers/providers.json'), 'utf8');
    assert.ok(!file.includes('x-account'));
  });

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
      assert.deepEqual(await gateway.control.attemptState(id), { answering: 1 });
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

  test('a call that a test left open is broken off when the test is closed', async () => {
    const id = await gateway.open('live', 'left open');
    const reading = (await gateway.call(id, '/v1/hang')).text();
    const broken = assert.rejects(reading);
    const { problems } = await gateway.control.closeAttempt(id, { asExpected: true, complete: true });
    assert.match(problems.map(({ text }) => text).join(), /still ran 5 s after its end/);
    await broken;
  });

  test('a call of no test is an error of the run, with method, path and time', async () => {
    const fresh = await GatewayUnderTest.start({ upstream: provider.url });
    assert.equal((await fresh.call(undefined, '/v1/x')).status, 501);
    const { errors } = await fresh.control.closeRun('run');
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? '', /fake \(GET \/v1\/x, \d{4}-\d\d-\d\dT/);
    await fresh.stop();
  });

  test('a call after the end of its test is refused and names the test', async () => {
    const fresh = await GatewayUnderTest.start({ upstream: provider.url });
    await fresh.record(async () => undefined, 'ended early');
    assert.equal((await fresh.call('run.1', '/v1/x')).status, 501);
    const { errors } = await fresh.control.closeRun('run');
    assert.match(errors.join(), /a test that had ended: "a\.spec\.ts › ended early"/);
    await fresh.stop();
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

  test('keys go to the provider, identity does not, and neither goes into a file', async () => {
    const secret = 'canary-0123456789';
    const fresh = await GatewayUnderTest.start({ upstream: provider.url, environment: { FAKE_API_KEY: secret } });
    await fresh.record(async (id) => {
      const seen = JSON.stringify(
        await (await fresh.call(id, '/v1/headers', { headers: { authorization: 'Bearer dummy' } })).json(),
      );
      assert.match(seen, new RegExp(`"authorization":"${Buffer.from(`Bearer ${secret}`).toString('hex')}"`));
      assert.doesNotMatch(seen, /baggage|traceparent/);
      const back = await (await fresh.post(id, { note: `my key is ${secret}` })).json();
      assert.deepEqual(back, { echo: { note: 'my key is <redacted:FAKE_API_KEY>' } });
    });
    for (const file of await readdir(fresh.recordings, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      assert.ok(!(await readFile(join(file.parentPath, file.name), 'utf8')).includes(secret), file.name);
    }
    const id = await fresh.open('replay');
    await fresh.call(id, '/v1/headers');
    assert.equal((await fresh.post(id, { note: `my key is ${secret}` })).status, 200);
    assert.deepEqual((await fresh.close(id)).problems, []);
    await fresh.stop();
  });

  test('what looks like an unknown key stops the write', async () => {
    const verdict = await gateway.record(async (id) => void (await gateway.post(id, `sk-${'x'.repeat(30)}`)), 'leaks');
    assert.deepEqual(verdict.written, []);
    assert.match(verdict.problems[0]?.text ?? '', /looks like a key, sk-xxxx…/);
  });

  test('a missing key and an unreachable provider are named when they are needed', async () => {
    const keyless = await GatewayUnderTest.start({ environment: { FAKE_KEY_REQUIRED: '1' } });
    await assert.rejects(keyless.open('record'), /FAKE_API_KEY is not set[^]*npm run providers -- fake/);
    await keyless.stop();
    const down = await GatewayUnderTest.start();
    const id = await down.open('record');
    await down.post(id, 1);
    assert.match(
      (await down.close(id)).problems[0]?.text ?? '',
      /Fake does not answer at http:\/\/127\.0\.0\.1:9[^]*npm run providers -- fake/,
    );
    await down.stop();
  });

  test('a damaged recording is a clear error and stays as it is', async () => {
    await gateway.record(async (id) => void (await gateway.post(id, 1)), 'damaged');
    const file = join(gateway.recordings, 'line-1/setup/a.spec.ts/damaged/providers.json');
    await writeFile(file, '{ "format": 1,');
    await assert.rejects(gateway.open('replay', 'damaged'), /is not JSON[^]*restore it with git/);
    assert.equal(await readFile(file, 'utf8'), '{ "format": 1,');
  });

  test('two titles of the same words are a collision, not each other’s recording', async () => {
    await gateway.record(async (id) => void (await gateway.post(id, 1)), 'same words');
    await assert.rejects(gateway.open('replay', 'Same: words!'), /Two tests share the recording folder/);
  });

  test('a start-up call of another stack is answered while no run goes on; in a run it is an error', async () => {
    const first = await GatewayUnderTest.start({ upstream: provider.url, starting: true, startup: 'record' });
    await (await first.call(undefined, '/v1/models')).text();
    await first.gateway.started();
    await first.stop(true);
    const kept = await GatewayUnderTest.start({ recordings: first.recordings, run: false });
    assert.deepEqual(await (await kept.call(undefined, '/v1/models')).json(), { echo: null });
    assert.equal((await kept.call(undefined, '/v1/other')).status, 501);
    assert.match(kept.errors.join(), /GET \/v1\/other.* for no test/);
    await kept.control.openRun({ id: 'run' });
    assert.equal((await kept.call(undefined, '/v1/models')).status, 501);
    assert.match((await kept.control.closeRun('run')).errors.join(), /GET \/v1\/models.* for no test/);
    await kept.stop();
  });

  test('start-up calls are recorded per provider, replayed as often as they come, and named when missing', async () => {
    const first = await GatewayUnderTest.start({ upstream: provider.url, starting: true, startup: 'record' });
    assert.equal((await first.call(undefined, '/v1/models')).status, 200);
    await first.gateway.started();
    await first.stop(true);
    const second = await GatewayUnderTest.start({ recordings: first.recordings, starting: true });
    for (const _ of [1, 2]) assert.equal((await second.call(undefined, '/v1/models')).status, 200);
    assert.equal(second.gateway.startupProblem(), undefined);
    assert.equal((await second.call(undefined, '/v1/other')).status, 501);
    assert.match(second.gateway.startupProblem() ?? '', /asked fake for GET \/v1\/other[^]*npm run record/);
    await second.stop();
  });

  test('a dead stack opens no attempt', async () => {
    const fresh = await GatewayUnderTest.start();
    fresh.gateway.stackDied('The stack ended. Last lines: …');
    await assert.rejects(fresh.open('live'), /The stack ended\. Last lines/);
    await fresh.stop();
  });

  test('a control request without the token is refused', async () => {
    const response = await fetch(`${gateway.gateway.url}/-/runs`, { method: 'POST', body: '{"id":"x"}' });
    assert.equal(response.status, 403);
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
});
