import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { PROVIDERS_FILE } from '../../../replay/files/store.ts';
import { recordingFolder } from '../../../replay/recording/location.ts';
import { gatewayOverEcho } from '../../fakes/echo.ts';

const { provider, gateway, stop } = await gatewayOverEcho();
after(stop);

describe('gateway: what it answers in replay', () => {
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

  test('an attempt that names another recordings folder is answered from there', async () => {
    await gateway.record(async (id) => void (await gateway.post(id, { q: 1 })), 'elsewhere');
    const elsewhere = await mkdtemp(join(tmpdir(), 'e2e-changed-'));
    await cp(gateway.recordings, elsewhere, { recursive: true });
    const folder = recordingFolder({ setup: 'setup', spec: 'a.spec.ts', titlePath: ['elsewhere'] });
    const file = join(elsewhere, 'line-1', folder, PROVIDERS_FILE);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/("echo":\s*\{\s*"q":) 1/, '$1 2'));
    const attempt = { id: 'run.elsewhere', run: 'run', setup: 'setup', providers: ['fake'], spec: 'a.spec.ts' };
    await gateway.control.openAttempt({
      ...attempt,
      mode: 'replay',
      titlePath: ['elsewhere'],
      answers: 'recorded',
      recordings: elsewhere,
    });
    assert.deepEqual(await (await gateway.post(attempt.id, { q: 1 })).json(), { echo: { q: 2 } });
    assert.deepEqual((await gateway.close(attempt.id)).problems, []);
    await rm(elsewhere, { recursive: true });
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
    await gateway.recordWithoutProvider('quiet');
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
        const answers = await Promise.all(
          [3, 1, 2].map(async (n): Promise<unknown> => (await gateway.post(id, { title, n })).json()),
        );
        assert.deepEqual(
          answers,
          [3, 1, 2].map((n) => ({ echo: { title, n } })),
        );
        assert.deepEqual((await gateway.close(id)).problems, []);
      }),
    );
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
});
