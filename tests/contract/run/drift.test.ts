/** A stack that answers otherwise than recorded: what the real command line makes of it, on a tiny project. */
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { GatewayUnderTest } from '../../builders/gateway.ts';
import type { FakeProvider } from '../../fakes/provider.ts';
import type { FakeStack } from '../../fakes/stack.ts';
import type { TinyProject, TinyResult, TinyRun } from '../../builders/tiny-project.ts';
import { tinyWorld, type TinyWorld } from '../../builders/tiny-world.ts';

const SPEC = `
import { expect, test } from '../../../fixtures/index.ts';
const say = (client, content: string) => client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content }] });
test('says hello', async ({ client }) => { expect((await say(client, 'hello')).object).toBe('chat.completion'); });
test('asks the stack nothing', async () => undefined);
`;

const ANSWER = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello.' } }],
};

describe('a stack that answers otherwise than recorded', () => {
  let world: TinyWorld;
  let provider: FakeProvider;
  let gateway: GatewayUnderTest;
  let stack: FakeStack;
  let project: TinyProject;
  let environment: Record<string, string>;

  before(async () => {
    world = await tinyWorld({
      spec: SPEC,
      config: { reporter: [['list'], ['../../../reports/drift.ts']] },
      version: 'stack 1.1',
      answer: (_message, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(ANSWER));
      },
    });
    ({ project, stack, provider, gateway } = world);
    ({ environment } = world);
    assert.equal((await project.run({ ...environment, INFERENCE_MODE: 'record' })).code, 0);
    stack.change = (answer) =>
      answer.replace('"finish_reason":"stop"', '"finish_reason":"end"').replace('"created":1', '"created":2');
  });
  after(() => world.stop());

  const of = ({ tests }: TinyRun, title: string): TinyResult => {
    const found = tests.get(title);
    assert.ok(found, `no result of "${title}"`);
    return found;
  };
  const driftIn = ({ annotations }: TinyResult) => annotations.find(({ type }) => type === 'drift')?.description;

  test('is shown by default, by versions, call and path, with both values in an attachment', async () => {
    const run = await project.run(environment);
    assert.equal(run.code, 0);
    const told = of(run, 'says hello');
    const path = 'body.choices[0].finish_reason';
    assert.equal(
      driftIn(told),
      'recorded on stack 1.0, now stack 1.1: POST /v1/chat/completions body.choices[*].finish_reason',
    );
    const attached = told.attachments.find(({ name }) => name === 'drift')?.text;
    assert.equal(
      attached,
      'The stack answers otherwise than recorded (recorded on stack 1.0, now stack 1.1):\n' +
        `POST /v1/chat/completions: another answer\n  ${path}: recorded "stop", now "end"`,
    );
    assert.equal(driftIn(of(run, 'asks the stack nothing')), undefined);
    assert.match(
      run.printed,
      /Drift: 1 test was answered otherwise than recorded \(recorded on stack 1\.0, now stack 1\.1\)\.\n {2}POST \/v1\/chat\/completions body\.choices\[0\]\.finish_reason: recorded "stop", now "end"\n {4}in ollama: a\.spec\.ts › says hello/,
    );
  });

  test('fails its test with DRIFT=fail, with both values and the command that accepts it', async () => {
    const run = await project.run({ ...environment, DRIFT: 'fail' });
    assert.equal(run.code, 1);
    const { ok, errors } = of(run, 'says hello');
    assert.equal(ok, false);
    assert.match(errors, /finish_reason: recorded "stop", now "end"[^]*accept-drift --project=ollama a\.spec\.ts/);
    assert.equal(of(run, 'asks the stack nothing').ok, true);
  });

  test('is not looked for with DRIFT=off', async () => {
    const off = await project.run({ ...environment, DRIFT: 'off' });
    assert.deepEqual([off.code, driftIn(of(off, 'says hello'))], [0, undefined]);
  });

  test('is taken over by accept-drift, and is none any more; the provider’s answers stay as they are', async () => {
    const asked = provider.seen.length;
    const accepted = await project.runBy('cli/recordings.ts', ['accept-drift'], environment);
    assert.equal(accepted.code, 0, accepted.printed);
    const written = of(accepted, 'says hello').annotations.filter(({ type }) => type === 'recorded');
    assert.deepEqual(
      written.map(({ description }) => description?.split('/').at(-1)),
      ['stack.json'],
    );
    const run = await project.run({ ...environment, DRIFT: 'fail' });
    assert.deepEqual([run.code, driftIn(of(run, 'says hello'))], [0, undefined]);
    assert.equal(provider.seen.length, asked);
  });

  test('is told as one JSON document by accept-drift --json: the files, and no test that failed', async () => {
    stack.change = (answer) => answer.replace('"finish_reason":"stop"', '"finish_reason":"later"');
    const accept = () => project.runBy('cli/recordings.ts', ['accept-drift', '--json'], environment);
    const first = await accept();
    assert.equal(first.code, 0, first.printed);
    assert.deepEqual(JSON.parse(first.stdout), {
      written: [`${basename(gateway.recordings)}/line-1/ollama/a.spec.ts/says-hello/stack.json`],
      failed: [],
      errors: [],
    });
    assert.deepEqual(JSON.parse((await accept()).stdout), { written: [], failed: [], errors: [] });
  });

  test('is not taken over from a test that failed, which accept-drift --json names', async () => {
    stack.change = (answer) => answer.replace('"object":"chat.completion"', '"object":"chat"');
    const { code, stdout } = await project.runBy('cli/recordings.ts', ['accept-drift', '--json'], environment);
    assert.equal(code, 1);
    const failed = [{ setup: 'ollama', title: 'a.spec.ts › says hello' }];
    assert.deepEqual(JSON.parse(stdout), { written: [], failed, errors: [] });
  });

  test('accept-drift refuses --json with another reporter', async () => {
    const { code, printed } = await project.runBy(
      'cli/recordings.ts',
      ['accept-drift', '--json', '--reporter=list'],
      environment,
    );
    assert.equal(code, 2);
    assert.match(printed, /--json is a reporter of its own; give it without --reporter\./);
  });
});
