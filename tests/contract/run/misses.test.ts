/** Every cause of a miss, told apart, through the real gateway: what the person reads, what the stack gets. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Problem } from '../../../replay/control/protocol.ts';
import { GatewayUnderTest } from '../../builders/gateway.ts';
import { fakeProvider, type FakeProvider } from '../../fakes/provider.ts';

const [FILE_A, FILE_X, FILE_Y] = ['a', 'b', 'c'].map((sign) => `file-${sign.repeat(32)}`);
const found = (score: string) => `[1] document_id: ${FILE_A}, score: ${score}, attributes: {} cite as <|${FILE_A}|>`;

describe('a miss', () => {
  let provider: FakeProvider;
  let gateway: GatewayUnderTest;
  before(async () => {
    provider = await fakeProvider((_message, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    gateway = await GatewayUnderTest.start({ upstream: provider.url });
  });
  after(async () => {
    await gateway.stop();
    await provider.close();
  });

  /** Records some bodies in one test, and replays others; answers what the stack got last, and the problems. */
  async function replayed(title: string, recorded: unknown[], live: unknown[], path?: string) {
    const recording = await gateway.open('record', title);
    for (const body of recorded) await gateway.post(recording, body, undefined, 1);
    // A call of the client, so that ids which it does not name count as the stack's.
    const asked = { method: 'GET', path: '/v1/version' };
    await gateway.close(recording, [{ request: asked, response: { status: 200, headers: {} } }]);
    const id = await gateway.open('replay', title);
    let last = '';
    for (const body of live) last = JSON.stringify(await (await gateway.post(id, body, path, 1)).json());
    const { problems } = await gateway.close(id);
    const [problem] = problems.filter(({ kind }) => kind === 'miss');
    assert.ok(problem);
    return { last, problem };
  }

  function says({ last, problem }: { last: string; problem: Problem }, why: RegExp): void {
    const [headline = '', ...more] = problem.text.split('\n');
    assert.match(headline, /^No recorded answer: the stack asked fake for POST \/v1\/\w+\.$/);
    assert.ok(last.includes(headline), 'the error answer of the stack carries the first line');
    assert.match(more.join('\n'), why);
    assert.match(problem.text, /record the test again:\n {2}npm run record -- --project=setup a\.spec\.ts -g "/);
  }

  test('by a changed body names the closest exchange and the paths, with both values, and holds both requests', async () => {
    const recorded = [
      { q: 'other', n: [1, 2, 3] },
      { q: 'old', t: 0 },
    ];
    const miss = await replayed('changed', recorded, [{ q: 'new', t: 0 }]);
    says(miss, /Why: the request changed\. Against exchange 2, the closest:\n {2}body\.q: recorded "old", now "new"\n/);
    const both = /Asked now:\n[^]*"q": "new"[^]*Recorded, exchange 2:\n[^]*"q": "old"/;
    assert.match(miss.problem.detail ?? '', both);
  });

  test('that a declared rule nearly forgives names the rule and how far it goes', async () => {
    const miss = await replayed('nearly', [found('0.6612')], [found('0.6712')]);
    says(miss, /body: \(beyond the tolerance of 0\.00001 of the rule file-search-score\)\n/);
  });

  test('by a text in which a rule finds a number on one side only says so', async () => {
    const miss = await replayed(
      'one side',
      [found('0.6612')],
      [found('0.6612').replace(', attributes', ' and attributes')],
    );
    says(miss, /the rules find a number to forgive on one side only/);
  });

  test('by an exchange that is used up says how often it was recorded', async () => {
    says(await replayed('used once', ['q'], ['q', 'q']), /Why: used up\. [^\n]* once, and the attempt has used it\./);
    says(
      await replayed('used twice', ['q', 'q'], ['q', 'q', 'q']),
      /used up\. [^\n]* 2 times, and [^\n]* used them all/,
    );
  });

  test('by an id that is bound to another says to which', async () => {
    const miss = await replayed('bound', [{ see: FILE_A }, { of: FILE_A }], [{ see: FILE_X }, { of: FILE_Y }]);
    says(
      miss,
      new RegExp(
        `body\\.of: \\(the recorded id is bound to ${FILE_X}\\)\\n {4}recorded "${FILE_A}"\\n {4}now +"${FILE_Y}"`,
      ),
    );
  });

  test('by another path lists what was recorded', async () => {
    const miss = await replayed('path', ['q'], ['q'], '/v1/other');
    says(miss, /Why: nothing was recorded for this method and path\. Recorded: fake: POST \/v1\/chat\./);
  });

  test('in a test that asked nothing says that', async () => {
    says(await replayed('nothing', [], ['q']), /Why: this recording says that the test causes no provider call at all/);
  });

  test('that was recorded under another setup says under which', async () => {
    const title = 'elsewhere';
    const open = (id: string, setup: string, mode: 'record' | 'replay') =>
      gateway.control.openAttempt({
        id,
        run: 'run',
        mode,
        setup,
        providers: ['fake'],
        spec: 'b.spec.ts',
        titlePath: [title],
      });
    await open('run.other', 'other-setup', 'record');
    await gateway.post('run.other', { only: 'there' });
    await gateway.close('run.other');
    await open('run.own', 'own-setup', 'record');
    await gateway.close('run.own');
    await open('run.again', 'own-setup', 'replay');
    await gateway.post('run.again', { only: 'there' });
    const { problems } = await gateway.close('run.again');
    assert.match(problems[0]?.text ?? '', /recorded for another test: "b\.spec\.ts › elsewhere" \(other-setup\)/);
  });

  test('before it could be one: a recording of another format version does not open, and says what to do', async () => {
    await gateway.record(async (id) => void (await gateway.post(id, 'q')), 'old format');
    const file = join(gateway.recordings, 'line-1/setup/a.spec.ts/old-format/providers.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"format": 2', '"format": 3'));
    await assert.rejects(
      gateway.open('replay', 'old format'),
      /has format 3, this version reads format 2\. Use the version that wrote it, or record the test again/,
    );
  });

  test('of a call without an owner is an error of the run that tells what was asked', async () => {
    const response = await gateway.post(undefined, 'q');
    assert.equal(response.status, 501);
    assert.match(JSON.stringify(await response.json()), /The stack called fake \(POST \/v1\/chat, [^)]+\) for no test/);
    assert.match(gateway.errors.at(-1) ?? '', /the call carried no identity/);
  });
});
