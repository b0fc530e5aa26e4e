/** What a spec that answers itself may not swallow: the real command line on a tiny project, the real gateway, a fake stack. */
import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { TinyResult } from '../../builders/tiny-project.ts';
import { tinyWorld, type TinyWorld } from '../../builders/tiny-world.ts';

const SPEC = `
import { expect, status, test as base, text, toolCalls } from '../../../fixtures/index.ts';
const gap = (title: string) => ({ test: 'a.spec.ts › ' + title, in: 'received', is: 1, why: 'stated' });
const test = base.extend({
  setup: [async ({}, use) => use({
    name: 'tiny', recordings: 'tiny', provider: 'ollama', providers: ['ollama'], default: true, capabilities: [],
    models: { text: { id: 'ollama/m' }, embedding: { id: 'ollama/e', dimension: 1 } },
    lacking: [], gaps: [gap('gap as stated'), gap('gap that misses'), gap('gap that asks for less')],
  }), { scope: 'worker' }],
});
const more = process.env.MORE !== undefined;
const say = (client, content: string) => client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content }] });

test('answers itself', async ({ client, provider }) => {
  await provider.answers(text('One.').when({ user: 'first' }), status(422, { error: 'No.' }));
  expect((await say(client, 'the first')).choices[0].message.content).toBe('One.');
  await expect(say(client, 'x')).rejects.toMatchObject({ status: 422, message: expect.stringContaining('No.') });
  const asked = await provider.requests();
  expect(asked.map(({ messages, settings }) => [messages, settings])).toEqual([
    [['user: the first'], { model: 'm' }], [['user: x'], { model: 'm' }],
  ]);
});
test('expects an error', async ({ client, provider }) => {
  await provider.answers(text('One.'));
  await say(client, 'x');
  if (more) await expect(say(client, 'y')).rejects.toThrow();
});
test('skips after its call', async ({ client, provider }) => {
  if (more) await say(client, 'x').catch(() => undefined);
  test.skip(more, 'later');
});
test('gap as stated', async ({ client, provider }) => {
  await provider.answers(text('One.'));
  await say(client, 'x');
  expect(1, 'to be 7').toBe(7);
});
test('gap that misses', async ({ client, provider }) => {
  await provider.answers(text('One.'));
  await say(client, 'x');
  if (more) await say(client, 'x').catch(() => undefined);
  expect(1, 'to be 7').toBe(7);
});
test('gap that asks for less', async ({ client, provider }) => {
  await provider.answers(text('One.'), text('Two.'));
  await say(client, 'x');
  if (!more) await say(client, 'x');
  expect(1, 'to be 7').toBe(7);
});
test('asks for less', async ({ client, provider }) => {
  await provider.answers(text('One.'), toolCalls({ name: 'f', arguments: {} }));
  await say(client, 'x');
  if (!more) await say(client, 'y');
});
test('may ask for less', async ({ client, provider }) => {
  await provider.answers(text('One.').optional());
  if (!more) await say(client, 'x');
});
`;

describe('a spec that answers itself', () => {
  let world: TinyWorld;
  let recorded: Map<string, TinyResult>;
  let replayed: Map<string, TinyResult>;
  let withoutStack: Map<string, TinyResult>;

  before(async () => {
    // Nobody may be asked: it does not answer as any model does.
    world = await tinyWorld({ spec: SPEC, answer: (_message, response) => void response.writeHead(418).end() });
    const { project, environment } = world;
    recorded = (await project.run({ ...environment, INFERENCE_MODE: 'record' })).tests;
    replayed = (await project.run({ ...environment, MORE: '1' })).tests;
    withoutStack = (await project.run({ ...environment, STACK_CONFIG: 'recorded' })).tests;
  });
  after(() => world.stop());

  function of(results: Map<string, TinyResult>, title: string): TinyResult {
    const found = results.get(title);
    assert.ok(found, `no result of "${title}"`);
    return found;
  }

  function red(title: string, message: RegExp): void {
    assert.equal(of(recorded, title).ok, true, of(recorded, title).errors);
    assert.match(of(replayed, title).errors, message);
    assert.equal(of(replayed, title).ok, false);
  }

  test('is green in every mode, asks nobody, and says that the spec gave the answers', async () => {
    for (const results of [recorded, replayed]) {
      const { ok, errors, annotations } = of(results, 'answers itself');
      assert.equal(ok, true, errors);
      const said = annotations.find(({ type }) => type === 'answers from');
      assert.match(said?.description ?? '', /^scripted by the spec\b/);
    }
    assert.deepEqual(world.provider.seen, []);
    const folder = join(world.gateway.recordings, 'line-1/tiny/a.spec.ts/answers-itself');
    await access(join(folder, 'stack.json'));
    await assert.rejects(access(join(folder, 'providers.json')));
  });

  test('cannot expect a miss away', () => {
    red('expects an error', /No answer of the spec fits a provider call[^]*1\. text "One\." \(used up\)/);
  });

  test('cannot skip a miss away', () => {
    red('skips after its call', /The spec gives no answers; the stack asked ollama/);
  });

  test('cannot hide a miss in a known gap, whose stack may ask for less', () => {
    assert.equal(of(replayed, 'gap as stated').ok, true);
    red('gap that misses', /No answer of the spec fits a provider call/);
    assert.equal(of(replayed, 'gap that asks for less').ok, true);
  });

  test('must use all answers but optional ones', () => {
    red('asks for less', /An answer of the spec was not used: number 2, calls of f/);
    assert.equal(of(replayed, 'may ask for less').ok, true);
  });

  test('on recorded answers of the stack gives none, and what looks at requests is skipped with its reason', () => {
    assert.equal(of(withoutStack, 'asks for less').ok, true);
    const { status, annotations } = of(withoutStack, 'answers itself');
    assert.equal(status, 'skipped');
    assert.match(
      annotations.find(({ type }) => type === 'skip')?.description ?? '',
      /asked is seen with a running stack/,
    );
  });
});
