/** Known gaps are judged by data, not by words: the real command line on a tiny project, a fake stack and provider. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { TinyResult } from '../../builders/tiny-project.ts';
import { tinyWorld, type TinyWorld } from '../../builders/tiny-world.ts';

const SPEC = `
import { expect as usual, test as base } from '../../../fixtures/index.ts';
const gap = (title: string, statement: object) => ({ test: 'a.spec.ts › ' + title, ...statement, why: 'stated' });
const test = base.extend({
  setup: [async ({}, use) => use({
    name: 'tiny', recordings: 'tiny', provider: 'ollama', providers: ['ollama'], default: true, capabilities: [],
    models: { text: { id: 'ollama/m' }, embedding: { id: 'ollama/e', dimension: 1 } },
    lacking: [],
    gaps: [
      gap('is refused', { status: 404, error: 'no such word' }),
      gap('accepts the word', { status: 404, error: 'no such word' }),
      gap('rejects the word', { status: 200, at: 'choices', is: [] }),
      gap('tells of its usage', { at: 'usage', is: null }),
      gap('reads the usage', { at: 'usage', is: null }),
      gap('asks the model twice', { in: 'received', is: ['one'] }),
      gap('has another usage', { at: 'usage', is: null }),
      gap('fails in its own code', { at: 'usage', is: null }),
      gap('fails before it is answered', { in: 'received', is: 1 }),
      gap('fails twice', { at: 'usage', is: null }),
      gap('takes too long', { at: 'usage', is: null }),
      gap('swallows what it states', { at: 'usage', is: null }),
    ],
  }), { scope: 'worker' }],
});
const say = (client, content: string) => client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content }] });

// The same matchers in other words.
const other = (actual, pass: boolean) => ({ pass, message: () => 'Nein.' });
const expect = process.env.WORDS === undefined ? usual : usual.extend({
  toBe: (actual, wanted) => other(actual, Object.is(actual, wanted)),
  toEqual: (actual, wanted) => other(actual, JSON.stringify(actual) === JSON.stringify(wanted)),
  toMatchObject: (actual, wanted) => other(actual, Object.entries(wanted).every(([name, value]) => actual[name] === value)),
});

test('is refused', async ({ client }) => { await say(client, 'missing'); });
test('accepts the word', async ({ client }) => { await expect(say(client, 'missing')).rejects.toMatchObject({ status: 400 }); });
test('rejects the word', async ({ client }) => { await expect(say(client, 'word')).rejects.toMatchObject({ status: 400 }); });
test('tells of its usage', async ({ client }) => { expect(await say(client, 'word')).toMatchObject({ usage: 7 }); });
test('reads the usage', async ({ client }) => { expect((await say(client, 'word')).usage).toBe(7); });
test('asks the model twice', async ({ client }) => { await say(client, 'word'); expect(['one']).toEqual(['one', 'two']); });
test('has another usage', async ({ client }) => { expect(await say(client, 'used'), '"usage": null').toMatchObject({ usage: 7 }); });
test('fails in its own code', async ({ client }) => { (await say(client, 'word')).usage.total_tokens.toFixed(); });
test('fails before it is answered', async () => { expect(1).toBe(7); });
test('fails twice', async ({ client }) => {
  const answer = await say(client, 'word');
  expect.soft(answer.usage).toBe(7);
  expect(answer.usage).toBe(7);
});
test('takes too long', async ({ client }) => {
  test.setTimeout(500);
  expect(() => { throw new Error(); }).toThrow();
  await say(client, 'word');
  await new Promise(() => undefined);
});
test('swallows what it states', async ({ client }) => {
  const { usage } = await say(client, 'word');
  try { expect(usage).toBe(7); } catch {}
  throw new Error('something else');
});
`;

const ANSWERS: Record<string, [status: number, body: object]> = {
  missing: [404, { error: { message: "There is no such word: 'missing'." } }],
  word: [200, { id: 'answer', choices: [], usage: null }],
  used: [200, { id: 'answer', choices: [], usage: 3 }],
};

describe('known gaps', () => {
  let world: TinyWorld;
  let tests: Map<string, TinyResult>;
  /** The same, where the failures of expectations have other words. */
  let inOtherWords: Map<string, TinyResult>;

  before(async () => {
    world = await tinyWorld({
      spec: SPEC,
      answer: (_message, response, body) => {
        const [status, json] = ANSWERS[Object.keys(ANSWERS).find((word) => body.includes(word)) ?? ''] ?? [500, {}];
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
      },
    });
    const { project, environment } = world;
    tests = (await project.run({ ...environment, INFERENCE_MODE: 'live' })).tests;
    inOtherWords = (await project.run({ ...environment, INFERENCE_MODE: 'live', WORDS: 'other' })).tests;
  });
  after(() => world.stop());

  for (const title of [
    'is refused',
    'accepts the word',
    'rejects the word',
    'tells of its usage',
    'reads the usage',
    'asks the model twice',
  ]) {
    test(`"${title}" fails as stated, whatever its failure says`, () => {
      for (const run of [tests, inOtherWords]) {
        assert.equal(run.get(title)?.status, 'failed');
        assert.equal(run.get(title)?.ok, true, run.get(title)?.errors);
      }
    });
  }

  test('the words of a failure were other words, shown at the line of the spec', () => {
    for (const title of ['accepts the word', 'tells of its usage', 'reads the usage', 'asks the model twice']) {
      const shown = new RegExp(`^Error: Nein\\.\n[^]*\n> +\\d+ \\| test\\('${title}'`);
      assert.match(inOtherWords.get(title)?.errors ?? '', shown);
      assert.doesNotMatch(tests.get(title)?.errors ?? '', /Nein/);
    }
  });

  function red(title: string, came: RegExp): void {
    for (const run of [tests, inOtherWords]) {
      assert.equal(run.get(title)?.ok, false);
      assert.match(run.get(title)?.errors ?? '', came);
    }
  }

  test('one whose failure has the words, and not the data, is red; what was stated and what came is said', () => {
    assert.match(tests.get('has another usage')?.errors ?? '', /^Error: "usage": null/);
    red(
      'has another usage',
      /The known gap failed in another way than it states: usage of the answer is 3\.\nStated: at usage, is null, since stated\.\nCorrect the test, or restate the gap/,
    );
  });

  test('a fault in the spec is red, though the answer is as stated', () => {
    red(
      'fails in its own code',
      /in another way than it states: it was no expectation that failed, and no answer of the stack: TypeError/,
    );
    red(
      'swallows what it states',
      /it was no expectation that failed, and no answer of the stack: Error: something else/,
    );
  });

  test('a failure before anything was answered is red', () => {
    red('fails before it is answered', /no answer was served before its expectation failed/);
  });

  test('a second failure is red', () => {
    red('fails twice', /it failed in 2 ways/);
  });

  test('a timeout is red', () => {
    red('takes too long', /it ended as timedOut/);
  });
});
