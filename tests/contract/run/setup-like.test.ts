/** A setup that is like another: what the real command line replays under it, and what a miss tells. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { TinyProject } from '../../builders/tiny-project.ts';
import { type TinyWorld, tinyWorld } from '../../builders/tiny-world.ts';

const SPEC = `
import { expect, test } from '../../../fixtures/index.ts';
test('says hello', async ({ client }) => {
  const content = process.env.SAY ?? 'hello';
  expect((await client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content }] })).model).toBe('m');
});
`;
const ANSWER = { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'm', choices: [] };

describe('under a setup that is like another', () => {
  let world: TinyWorld;
  let like: TinyProject;
  let environment: Record<string, string>;

  before(async () => {
    world = await tinyWorld({
      spec: SPEC,
      version: 'stack 1.1',
      answer: (_message, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(ANSWER));
      },
    });
    like = await TinyProject.write(SPEC, {
      projects: [{ name: 'ollama-postgres', use: { setupName: 'ollama-postgres' } }],
    });
    ({ environment } = world);
  });
  after(async () => {
    await like.remove();
    await world.stop();
  });

  test('nothing is replayed before the other is recorded; then its recordings are, compared with its stack', async () => {
    const without = (await like.run(environment)).tests.get('says hello');
    assert.match(without?.errors ?? '', /never recorded for ollama on line-1[^]*npm run record -- --project=ollama /);

    assert.equal((await world.project.run({ ...environment, INFERENCE_MODE: 'record' })).code, 0);
    const asked = world.provider.seen.length;
    world.stack.change = (answer) => answer.replace('"object":"chat.completion"', '"object":"other"');
    const { code, tests } = await like.run(environment);
    assert.equal(code, 0);
    assert.equal(world.provider.seen.length, asked);
    const drift = tests.get('says hello')?.annotations.find(({ type }) => type === 'drift');
    assert.match(drift?.description ?? '', /body\.object/);
  });

  test('a miss names the command that records the other', async () => {
    const { code, tests } = await like.run({ ...environment, SAY: 'goodbye' });
    assert.equal(code, 1);
    assert.match(
      tests.get('says hello')?.errors ?? '',
      /npm run record -- --project=ollama a\.spec\.ts -g "says hello"/,
    );
  });
});
