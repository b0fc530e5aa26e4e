/** What no spec may swallow: the real command line on a tiny project, the real gateway, a fake stack and provider. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { TinyResult } from '../../builders/tiny-project.ts';
import { tinyWorld, type TinyWorld } from '../../builders/tiny-world.ts';

const SPEC = `
import { expect, test as base } from '../../../fixtures/index.ts';
const gap = (title: string) => ({ test: 'a.spec.ts › ' + title, in: 'received', is: 1, why: 'stated' });
const test = base.extend({
  setup: [async ({}, use) => use({
    name: 'tiny', recordings: 'tiny', provider: 'ollama', providers: ['ollama'], default: true, capabilities: [],
    models: { text: { id: 'ollama/m' }, embedding: { id: 'ollama/e', dimension: 1 } },
    lacking: [],
    gaps: [gap('gap as stated'), gap('gap that passes'), gap('gap that fails otherwise'), gap('gap that misses')],
  }), { scope: 'worker' }],
});
const word = process.env.WORD ?? '';
const say = (client, content: string) => client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content }] });

test('plain', async ({ client }) => { expect((await say(client, 'x')).id).toBe('answer'); });
test('expects an error', async ({ client }) => {
  if (word === 'old') await say(client, word);
  else await expect(say(client, word)).rejects.toThrow();
});
test('skips after its call', async ({ client }) => {
  await say(client, word).catch(() => undefined);
  if (word === 'new') test.skip(true, 'later');
});
test('gap as stated', async ({ client }) => { await say(client, 'g'); expect(1).toBe(7); });
test('gap that passes', async ({ client }) => { await say(client, 'g'); });
test('gap that fails otherwise', async ({ client }) => { await say(client, 'g'); expect(2).toBe(7); });
test('gap that misses', async ({ client }) => { await say(client, word).catch(() => undefined); expect(1).toBe(7); });
test('uses less', async ({ client }) => { await say(client, 'a'); if (word === 'old') await say(client, 'b'); });
test('does not await', async ({ client }) => {
  if (word === 'old') await say(client, 'slow');
  else void say(client, 'slow').catch(() => undefined);
});
test('reads a document', async ({ http }) => { expect((await http.get('/openapi.json')).status).toBe(200); });
test('needs what the setup has not', { tag: '@forced-tools' }, async () => { throw new Error('ran'); });
test('has an unknown tag', { tag: '@no-such-thing' }, async () => undefined);
test.describe('hook', () => {
  test.beforeAll(async ({ client }) => { await say(client, 'in beforeAll'); });
  test('after a call in beforeAll', async () => undefined);
});
`;

describe('guards', () => {
  let world: TinyWorld;
  let recorded: Map<string, TinyResult>;
  let replayed: Map<string, TinyResult>;
  /** The same specs on the recorded answers of the stack. */
  let withoutStack: Map<string, TinyResult>;

  before(async () => {
    world = await tinyWorld({
      spec: SPEC,
      answer: (_message, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"answer","choices":[]}');
      },
    });
    const { project, environment } = world;
    recorded = (await project.run({ ...environment, INFERENCE_MODE: 'record', WORD: 'old' })).tests;
    replayed = (await project.run({ ...environment, WORD: 'new' })).tests;
    withoutStack = (await project.run({ ...environment, STACK_CONFIG: 'recorded', WORD: 'new' })).tests;
  });
  after(() => world.stop());

  function of(results: Map<string, TinyResult>, title: string): TinyResult {
    const found = results.get(title);
    assert.ok(found, `no result of "${title}"`);
    return found;
  }

  function red(title: string, message: RegExp): void {
    const { ok, errors } = of(replayed, title);
    assert.match(errors, message);
    assert.equal(ok, false);
  }

  test('a test whose recording fits is green, and says where its answers came from', () => {
    assert.equal(of(replayed, 'plain').ok, true);
    const said = of(replayed, 'plain').annotations.find(({ type }) => type === 'answers from');
    assert.match(said?.description ?? '', /^local model, .*recorded \d{4}-\d\d-\d\d \(\d+ calls?\)$/);
  });

  test('a miss is red though the spec expects an error', () => {
    assert.equal(of(recorded, 'expects an error').ok, true);
    red('expects an error', /No recorded answer[^]*recorded "old", now "new"/);
    const [attached] = of(replayed, 'expects an error').attachments.filter(({ name }) => name === 'miss: the request');
    assert.match(attached?.text ?? '', /Asked now:[^]*Recorded, exchange 1:/);
  });

  test('a miss is red though the spec skips itself afterwards', () => {
    red('skips after its call', /No recorded answer/);
  });

  test('a miss is red in a known gap that fails as it states', () => {
    assert.equal(of(recorded, 'gap that misses').ok, true);
    red('gap that misses', /No recorded answer/);
  });

  test('a known gap that fails as it states on served answers is as expected', () => {
    assert.equal(of(replayed, 'gap as stated').ok, true);
    assert.equal(of(replayed, 'gap as stated').status, 'failed');
  });

  test('a known gap that passes is red until its line is removed', () => {
    assert.equal(of(recorded, 'gap that passes').ok, false);
  });

  test('a known gap that fails in another way is red', () => {
    const { ok, errors } = of(recorded, 'gap that fails otherwise');
    assert.equal(ok, false);
    assert.match(
      errors,
      /The known gap failed in another way than it states: what was received is 2\.\nStated: in received, is 1, since stated\./,
    );
  });

  test('an exchange that is not used is red', () => {
    red('uses less', /A recorded exchange was not used: number 2/);
  });

  test('a call that still runs at the end is red, and is not booked on another test', () => {
    red('does not await', /POST \/v1\/chat\/completions still ran when the test ended/);
  });

  test('a lacking capability is a skip with its reason', () => {
    const { status, annotations } = of(replayed, 'needs what the setup has not');
    assert.equal(status, 'skipped');
    assert.match(
      annotations.find(({ type }) => type === 'skip')?.description ?? '',
      /Setup tiny does not have forced-tools/,
    );
  });

  test('an unknown tag is red', () => {
    red('has an unknown tag', /The tag @no-such-thing is unknown/);
  });

  test('a call outside of the test’s own span is refused with the fix', () => {
    red('after a call in beforeAll', /no attempt is open\. Calls from beforeAll[^]*beforeEach/);
  });

  test('on recorded answers of the stack a test says that it proves no stack', () => {
    assert.equal(of(withoutStack, 'plain').ok, true);
    const said = of(withoutStack, 'plain').annotations.find(({ type }) => type === 'proves');
    assert.match(said?.description ?? '', /client and spec code only\. NO STACK WAS TESTED/);
    assert.equal(of(withoutStack, 'gap as stated').ok, true);
  });

  test('on recorded answers of the stack a test that reads a document of it is skipped, and says why', () => {
    assert.equal(of(replayed, 'reads a document').ok, true);
    const { status, annotations } = of(withoutStack, 'reads a document');
    assert.equal(status, 'skipped');
    const skip = annotations.find(({ type }) => type === 'skip')?.description ?? '';
    assert.match(skip, /needs a running stack: recordings hold a digest of \/openapi\.json/);
  });

  test('on recorded answers of the stack a miss and a call that is not made are red all the same', () => {
    assert.match(of(withoutStack, 'expects an error').errors, /recorded "old", now "new"/);
    assert.equal(of(withoutStack, 'expects an error').ok, false);
    assert.match(of(withoutStack, 'uses less').errors, /A recorded call was not made: number 2/);
    assert.equal(of(withoutStack, 'uses less').ok, false);
  });
});
