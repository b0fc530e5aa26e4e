/** Answers that a spec gives itself: over the real control client, in every mode, to a provider that is not there. */
import assert from 'node:assert/strict';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { GivenAnswer } from '../../../replay/answers/answer.ts';
import type { AttemptVerdict, Mode } from '../../../replay/control/protocol.ts';
import { parseStack } from '../../../replay/recording/format.ts';
import type { ClientExchange } from '../../../replay/recording/exchange.ts';
import { GatewayUnderTest } from '../../builders/gateway.ts';

const CHAT = '/v1/chat/completions';
const hello = { model: 'm', messages: [{ role: 'user', content: 'Say hello.' }] };
const clientCall: ClientExchange = {
  request: { method: 'GET', path: '/v1/x' },
  response: { status: 200, headers: {} },
};
const text = (said: string | string[], more: Partial<GivenAnswer> = {}): GivenAnswer => ({
  content: { kind: 'message', text: said },
  ...more,
});

describe('gateway: answers of the spec', { timeout: 60_000 }, () => {
  let gateway: GatewayUnderTest;
  before(async () => {
    gateway = await GatewayUnderTest.start({ environment: { FAKE_KEY_REQUIRED: '1' } });
  });
  after(() => gateway.stop());

  const folder = (title: string): string => join(gateway.recordings, 'line-1/setup/a.spec.ts', title);
  const exists = (file: string): Promise<boolean> =>
    access(file).then(
      () => true,
      () => false,
    );
  const stackOf = async (title: string) =>
    parseStack(await readFile(join(folder(title), 'stack.json'), 'utf8'), 'stack');
  const texts = ({ problems }: AttemptVerdict): string[] => problems.map(({ kind, text }) => `${kind}: ${text}`);

  async function opened(mode: Mode, title: string, ...answers: GivenAnswer[]): Promise<string> {
    const id = await gateway.open(mode, title);
    await gateway.control.giveAnswers(id, { answers });
    return id;
  }

  /** Writes the recording of a test whose spec answers, so that it can be replayed. */
  async function recorded(title: string): Promise<void> {
    const id = await opened('record', title);
    assert.deepEqual((await gateway.close(id, [clientCall])).problems, []);
  }

  for (const mode of ['record', 'live', 'replay'] as const) {
    test(`answer in ${mode}, whole and streamed, and need no provider`, async () => {
      const title = `in ${mode}`;
      if (mode === 'replay') await recorded(title);
      const id = await opened(mode, title, text('One.'), text(['Tw', 'o.']));
      assert.match(await (await gateway.post(id, hello, CHAT)).text(), /"content":"One\."/);
      const streamed = await gateway.post(id, { ...hello, stream: true }, CHAT);
      assert.match(streamed.headers.get('content-type') ?? '', /^text\/event-stream/);
      assert.match(await streamed.text(), /"content":"Tw"[^]*"content":"o\."[^]*data: \[DONE\]\n\n$/);
      const verdict = await gateway.close(id, [clientCall]);
      assert.deepEqual(verdict.problems, []);
      assert.deepEqual(
        verdict.journal.map(({ outcome, source, status }) => [outcome, source, status]),
        [1, 2].map(() => ['hit', 'spec', 200]),
      );
    });
  }

  test('are recorded as the stack’s answers alone, and take the place of recorded ones', async () => {
    const title = 'once-recorded';
    await mkdir(folder(title), { recursive: true });
    await writeFile(join(folder(title), 'providers.json'), '{}');
    const id = await opened('record', title, text('One.'));
    await gateway.post(id, hello, CHAT);
    const { written } = await gateway.close(id, [clientCall]);
    assert.deepEqual(
      written.map((file) => file.split('/').at(-1)),
      ['stack.json'],
    );
    assert.equal(await exists(join(folder(title), 'providers.json')), false);
    const stack = await stackOf(title);
    assert.deepEqual([stack.answers, stack.calls.length], ['spec', 1]);
    const again = await opened('record', title, text('One.'));
    await gateway.post(again, hello, CHAT);
    assert.deepEqual((await gateway.close(again, [clientCall])).written, []);
  });

  test('of a test that failed leave the old recording as it was', async () => {
    const title = 'failed';
    await mkdir(folder(title), { recursive: true });
    await writeFile(join(folder(title), 'providers.json'), '{}');
    const id = await opened('record', title, text('One.'));
    await gateway.control.closeAttempt(id, { asExpected: false, complete: false });
    assert.equal(await readFile(join(folder(title), 'providers.json'), 'utf8'), '{}');
  });

  test('that do not fit a call are a miss, which says what was asked and what there is', async () => {
    const id = await opened('record', 'unexpected', text('One.', { when: { user: 'Sing' } }));
    const answer = await gateway.post(id, hello, CHAT);
    assert.deepEqual([answer.status, answer.headers.get('x-should-retry')], [501, 'false']);
    const [problem, ...more] = texts(await gateway.close(id));
    assert.match(
      problem ?? '',
      /^miss: No answer of the spec fits a provider call\. The spec gives 1 answer, which does not fit; the stack asked fake for POST \/v1\/chat\/completions, model m, asking "Say hello\."\.\n {2}1\. text "One\." when {"user":"Sing"}/,
    );
    assert.deepEqual(more, []);
    assert.equal(await exists(folder('unexpected')), false);
  });

  test('that nothing asked for fail a test that ran to its end, and no other', async () => {
    const complete = await gateway.close(await opened('record', 'unused', text('One.'), text('Two.')));
    assert.match(texts(complete).join('\n'), /leftover: An answer of the spec was not used: number 1, text "One\."/);
    assert.equal(complete.problems.length, 2);
    const broken = await opened('record', 'unused', text('One.'));
    const verdict = await gateway.control.closeAttempt(broken, { asExpected: false, complete: false });
    assert.deepEqual(verdict.problems, []);
  });

  test('may be given in the middle of a test, and not behind a call that had none', async () => {
    const id = await opened('record', 'later', text('One.'));
    await gateway.post(id, hello, CHAT);
    await gateway.control.giveAnswers(id, { answers: [text('Two.')] });
    assert.match(await (await gateway.post(id, hello, CHAT)).text(), /Two/);
    assert.deepEqual((await gateway.close(id)).problems, []);
    const late = await gateway.open('record', 'too late');
    await gateway.post(late, hello, CHAT);
    await assert.rejects(
      gateway.control.giveAnswers(late, { answers: [text('One.')] }),
      /gives answers too late: the stack has already asked fake for POST \/v1\/chat\/completions/,
    );
    await gateway.close(late);
  });

  test('belong to their attempt: of two at once, and of a retry', async () => {
    const [one, two] = [await opened('live', 'one', text('One.')), await opened('live', 'two', text('Two.'))];
    const said = async (id: string) => (await gateway.post(id, hello, CHAT)).text();
    const [ofTwo, ofOne] = await Promise.all([said(two), said(one)]);
    assert.match(ofOne, /One/);
    assert.match(ofTwo, /Two/);
    assert.equal((await gateway.post(one, hello, CHAT)).status, 501);
    await gateway.close(one);
    const retry = await opened('live', 'one', text('One.'));
    assert.match(await said(retry), /One/);
    for (const id of [two, retry]) assert.deepEqual((await gateway.close(id)).problems, []);
  });

  test('end a stream early, or hold it until the other side goes', async () => {
    const content = { kind: 'message' as const, text: ['One', ' two', ' three'] };
    const id = await opened(
      'live',
      'early ends',
      { content, end: { after: 2, how: 'broken' } },
      { content, end: { after: 1, how: 'held' } },
      { content: { kind: 'held' } },
      { content: { kind: 'reset' } },
    );
    const broken = await read(await gateway.post(id, { ...hello, stream: true }, CHAT));
    assert.match(broken, /"One"[^]*" two"/);
    assert.doesNotMatch(broken, / three|DONE/);
    const held = await gateway.post(id, { ...hello, stream: true }, CHAT);
    const begun = await gateway.post(id, hello, CHAT);
    assert.equal((await gateway.control.attemptState(id)).answering, 2);
    await held.body?.cancel();
    await begun.body?.cancel();
    await gateway.running(id, 0);
    await assert.rejects(gateway.post(id, hello, CHAT), /fetch failed/);
    assert.deepEqual((await gateway.close(id)).problems, []);
  });

  test('close the connection before an answer, in its head, and in the middle of an event or body', async () => {
    const content = { kind: 'message' as const, text: ['One', ' two', ' three'] };
    const id = await opened(
      'live',
      'broken connections',
      { content: { kind: 'closed' } },
      { content, end: { how: 'head' } },
      { content, end: { after: 1, how: 'torn' } },
      { content, end: { after: 0, how: 'torn' } },
    );
    await assert.rejects(gateway.post(id, hello, CHAT), /fetch failed/);
    await assert.rejects(gateway.post(id, hello, CHAT), /fetch failed/);
    const streamed = await read(await gateway.post(id, { ...hello, stream: true }, CHAT));
    assert.match(streamed, /"One"[^]*\n\ndata: \{[^\n]*$/);
    assert.doesNotMatch(streamed, / two"/);
    const whole = await gateway.post(id, hello, CHAT);
    assert.equal(whole.status, 200);
    await assert.rejects(whole.json());
    assert.deepEqual((await gateway.close(id)).problems, []);
  });

  test('come late, pause, and come in chunks of one byte', async () => {
    const content = { kind: 'message' as const, text: ['One', ' two'] };
    const id = await opened(
      'live',
      'delivery',
      { content, delivery: { delay: 60 } },
      { content, delivery: { pause: { after: 1, milliseconds: 60 } } },
      { content, delivery: { chunkBytes: 1 } },
    );
    const asked = performance.now();
    const late = await gateway.post(id, hello, CHAT);
    assert.ok(performance.now() - asked >= 55);
    assert.match(await late.text(), /One two/);
    const times: number[] = [];
    const paused = await gateway.post(id, { ...hello, stream: true }, CHAT);
    for await (const _ of paused.body ?? []) times.push(performance.now());
    assert.ok((times.at(-1) ?? 0) - (times[0] ?? 0) >= 55, times.join(' '));
    const small = await gateway.post(id, { ...hello, stream: true }, CHAT);
    assert.match(await small.text(), /One[^]*data: \[DONE\]\n\n$/);
    assert.deepEqual((await gateway.close(id)).problems, []);
  });

  test('that are held open end when the attempt is closed, which is a problem of the test', async () => {
    const id = await opened('live', 'held', { content: { kind: 'held' } });
    const reading = read(await gateway.post(id, hello, CHAT));
    const [problem] = texts(await gateway.close(id));
    assert.match(problem ?? '', /^recording: Provider calls of "a\.spec\.ts › held" still ran 5 s after its end/);
    assert.equal(await reading, '');
  });

  test('may be a status with headers, raw text and bytes, and events as they stand', async () => {
    const retry = { 'Retry-After': '7', 'x-should-retry': 'false' };
    const bytes = Buffer.from([0xff, 0x00, 0x80]);
    const id = await opened(
      'live',
      'plain',
      { content: { kind: 'failure', status: 429, message: 'Slow down.', headers: retry } },
      { content: { kind: 'plain', status: 200, headers: { 'content-type': 'text/html' }, body: { text: '<p>' } } },
      { content: { kind: 'plain', status: 200, body: { base64: bytes.toString('base64') } } },
      { content: { kind: 'stream', events: [{ data: { a: 1 } }, { raw: 'event: x\ndata: {\n\n' }] } },
    );
    const failed = await gateway.post(id, hello, CHAT);
    assert.deepEqual(
      [failed.status, failed.headers.get('retry-after'), failed.headers.get('x-should-retry')],
      [429, '7', 'false'],
    );
    assert.match(await failed.text(), /"message":"Slow down\."/);
    const html = await gateway.post(id, hello, CHAT);
    assert.deepEqual([html.headers.get('content-type'), await html.text()], ['text/html', '<p>']);
    assert.deepEqual(Buffer.from(await (await gateway.post(id, hello, CHAT)).arrayBuffer()), bytes);
    assert.equal(await (await gateway.post(id, hello, CHAT)).text(), 'data: {"a":1}\n\nevent: x\ndata: {\n\n');
    assert.deepEqual((await gateway.close(id)).problems, []);
  });

  test('are told what was asked, with headers and without keys', async () => {
    const id = await opened('live', 'requests', text('One.', { times: 'any' }));
    const headers = { 'content-type': 'application/json', authorization: 'Bearer secret', 'x-own': 'yes' };
    await gateway.call(id, `${CHAT}?a=1`, { method: 'POST', headers, body: JSON.stringify(hello) });
    await gateway.call(id, CHAT, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'plain' });
    const [first, second] = await gateway.control.providerRequests(id);
    assert.partialDeepStrictEqual(first, { provider: 'fake', method: 'POST', path: CHAT, query: 'a=1', body: hello });
    assert.equal(first?.headers['x-own'], 'yes');
    assert.deepEqual(
      Object.keys(first?.headers ?? {}).filter((name) => /auth|baggage/.test(name)),
      [],
    );
    assert.equal(second?.body, 'plain');
    await gateway.close(id);
  });

  test('of a recording are asked for when it is replayed without any', async () => {
    await recorded('answerless');
    const id = await gateway.open('replay', 'answerless');
    await gateway.post(id, hello, CHAT);
    const [problem] = texts(await gateway.close(id));
    assert.match(problem ?? '', /says that the spec gives the answers itself, and it has given none[^]*npm run record/);
  });

  test('beside recorded ones are a recording from before, and are told so', async () => {
    const id = await gateway.open('record', 'was none');
    await gateway.close(id, [clientCall]);
    const replay = await opened('replay', 'was none', text('One.'));
    await gateway.post(replay, hello, CHAT);
    const [problem] = texts(await gateway.close(replay));
    assert.match(problem ?? '', /^recording: The recording of "a\.spec\.ts › was none" is from before its spec gave/);
  });
});

describe('gateway: tests without a provider', { timeout: 60_000 }, () => {
  let gateway: GatewayUnderTest;
  before(async () => {
    gateway = await GatewayUnderTest.start();
  });
  after(() => gateway.stop());

  const answersOf = async (title: string) => {
    const file = join(gateway.recordings, 'line-1/setup/a.spec.ts', title, 'stack.json');
    return parseStack(await readFile(file, 'utf8'), file).answers;
  };

  for (const mode of ['record', 'live', 'replay'] as const) {
    test(`a provider call of a test that is tagged @stack is a miss in ${mode}, which says so`, async () => {
      if (mode === 'replay') await gateway.close(await gateway.open('record', mode, 'none'), [clientCall]);
      const id = await gateway.open(mode, mode, 'none');
      assert.equal((await gateway.post(id, hello, CHAT)).status, 501);
      const verdict = await gateway.close(id);
      assert.match(
        verdict.problems[0]?.text ?? '',
        /^The stack asked fake for POST \/v1\/chat\/completions\.\nWhy: it must not\. The test is tagged @stack/,
      );
      assert.deepEqual(
        verdict.journal.map(({ outcome }) => outcome),
        ['miss'],
      );
    });
  }

  test('a test that is tagged @stack has a recording of the stack’s answers alone, and gives none itself', async () => {
    const id = await gateway.open('record', 'tagged', 'none');
    await assert.rejects(gateway.control.giveAnswers(id, { answers: [] }), /tagged @stack: no provider takes part/);
    await gateway.close(id, [clientCall]);
    assert.equal(await answersOf('tagged'), 'none');
    await assert.rejects(
      gateway.open('replay', 'not tagged', 'none'),
      /No recording: there is no .*not-tagged\/stack\.json/,
    );
  });

  test('any test that makes no provider call is recorded so, and a call is a miss from then on', async () => {
    await gateway.close(await gateway.open('record', 'silent'), [clientCall]);
    assert.equal(await answersOf('silent'), 'none');
    for (const mode of ['replay', 'record-if-missing'] as const) {
      const id = await gateway.open(mode, 'silent');
      await gateway.post(id, hello, CHAT);
      const [problem] = (await gateway.close(id)).problems;
      assert.match(problem?.text ?? '', /this recording says that the test causes no provider call at all/);
    }
  });
});

/** What comes of a body until it ends, in whichever way. */
async function read(answer: Response): Promise<string> {
  let got = '';
  try {
    for await (const part of answer.body ?? []) got += Buffer.from(part).toString();
  } catch {
    // It broke off.
  }
  return got;
}
