/** Answers that break what is published of them: what the real command line makes of it, on a tiny project. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import { tinyWorld, type TinyWorld } from '../../builders/tiny-world.ts';

const SPEC = `
import { expect, test } from '../../../fixtures/index.ts';
test('asks for a chat completion', async ({ client }) => {
  await client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'hello' }] });
});
test('asks for a response', async ({ client }) => {
  const events = await client.responses.create({ model: 'm', input: 'hello', stream: true });
  for await (const event of events) expect(event.type).toBeDefined();
});
test('asks for a message', async ({ messagesClient }) => {
  await messagesClient.messages.create({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'hello' }] });
});
test('asks for a model that is not there', async ({ client }) => {
  await expect(client.models.retrieve('none')).rejects.toThrow('404');
});
`;

const CHAT = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [
    {
      index: 0,
      finish_reason: 'stop',
      logprobs: null,
      message: { role: 'assistant', content: 'Hello.', refusal: null },
    },
  ],
};
const MESSAGE = { id: 'msg_1', type: 'message', role: 'assistant', model: 'm', content: [], stop_reason: 'finished' };

const KNOWN = `
- contract: openai
  says: ErrorObject.type
  rule: type
  at: { 'GET /v1/models/{id} 4xx': [error.type] }
`;

describe('answers that break what is published of them', () => {
  let world: TinyWorld;
  let setups: string;
  let environment: Record<string, string>;

  before(async () => {
    world = await tinyWorld({
      spec: SPEC,
      answer: ({ url }, response) => {
        if (url?.endsWith('/responses')) {
          response
            .writeHead(200, { 'content-type': 'text/event-stream' })
            .end('data: {"type":"response.begun","sequence_number":0}\n\n');
          return;
        }
        const status = url?.includes('/models/') ? 404 : 200;
        const error = { message: 'No.', type: 1, code: null, param: null };
        const { choices: _, ...brokenChat } = CHAT;
        const body = status === 404 ? { error } : url?.endsWith('/messages') ? MESSAGE : brokenChat;
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      },
    });
    setups = await mkdtemp(join(tmpdir(), 'setups-'));
    await mkdir(join(setups, 'contracts'));
    await writeFile(join(setups, 'contracts', 'line-1.yaml'), KNOWN);
    const run = z.record(z.string(), z.string()).parse(JSON.parse(world.environment['TINY_RUN'] ?? ''));
    environment = { ...world.environment, TINY_RUN: JSON.stringify({ ...run, contracts: setups }) };
    // Recorded without the check: what fails is not written.
    const recorded = await world.project.run({ ...environment, CONTRACT_FINDINGS: 'off', INFERENCE_MODE: 'record' });
    assert.equal(
      recorded.code,
      0,
      recorded.printed + [...recorded.tests.values()].map(({ errors }) => errors).join('\n'),
    );
  });
  after(async () => {
    await world.stop();
    await rm(setups, { recursive: true });
  });

  test('fail their test with the operation, the path, the type that says otherwise, and what to add where it is known', async () => {
    const { code, tests } = await world.project.run({ ...environment, CONTRACT_FINDINGS: 'fail' });
    assert.equal(code, 1);
    assert.match(
      tests.get('asks for a chat completion')?.errors ?? '',
      /^Error: Broken contract: [^]*POST \/v1\/chat\/completions: choices is missing, and is required\n    says the types of openai [\d.]+: ChatCompletion\.choices\n[^]*says: 'ChatCompletion\.choices'/,
    );
    assert.match(
      tests.get('asks for a response')?.errors ?? '',
      /POST \/v1\/responses response\.begun: type is "response\.begun", and is to be /,
    );
    assert.match(
      tests.get('asks for a message')?.errors ?? '',
      /POST \/v1\/messages: stop_reason is "finished", and is to be "end_turn"/,
    );
    assert.match(tests.get('asks for a message')?.errors ?? '', /POST \/v1\/messages: usage is missing/);
    assert.equal(tests.get('asks for a model that is not there')?.ok, true);
  });

  test('are shown with CONTRACT_FINDINGS=show, each test with its own', async () => {
    const { code, tests } = await world.project.run({ ...environment, CONTRACT_FINDINGS: 'show' });
    assert.equal(code, 0);
    const of = (title: string) => tests.get(title)?.annotations.find(({ type }) => type === 'contract')?.description;
    assert.match(of('asks for a chat completion') ?? '', /^call 1, POST \/v1\/chat\/completions: choices is missing/);
    assert.equal(of('asks for a model that is not there'), undefined);
  });

  test('are held against nothing with CONTRACT_FINDINGS=off', async () => {
    const { code, tests } = await world.project.run({ ...environment, CONTRACT_FINDINGS: 'off' });
    assert.equal(code, 0);
    assert.deepEqual(
      [...tests.values()].flatMap(({ annotations }) => annotations.filter(({ type }) => type === 'contract')),
      [],
    );
  });

  test('fail their test where the connection is closed behind an answer that did not say so', async (t) => {
    world.stack.closesBehind = (status) => status === 404;
    t.after(() => (world.stack.closesBehind = () => false));
    const { tests } = await world.project.run({ ...environment, CONTRACT_FINDINGS: 'fail' });
    assert.match(
      tests.get('asks for a model that is not there')?.errors ?? '',
      /^Error: Broken contract: [^]*call 1, GET \/v1\/models\/\{id\} 4xx: connection was closed behind the answer[^]*RFC 9112[^]*says: 'Connection: close'[^]*passing: true/,
    );
  });

  test('are held against the document of CONTRACT besides, and one that is none ends the run with its reason', async () => {
    const file = join(setups, 'document.json');
    const schema = { type: 'object', required: ['system_fingerprint'] };
    const responses = { 200: { content: { 'application/json': { schema } } } };
    await writeFile(
      file,
      JSON.stringify({ openapi: '3.1.0', paths: { '/v1/chat/completions': { post: { responses } } } }),
    );
    const { tests } = await world.project.run({ ...environment, CONTRACT_FINDINGS: 'fail', CONTRACT: file });
    assert.match(
      tests.get('asks for a chat completion')?.errors ?? '',
      /^Error: Broken contract: [^]*system_fingerprint is missing, and is required\n    says document\.json: answer of POST/,
    );
    const { code, printed } = await world.project.run({ ...environment, CONTRACT: 'none.json' });
    assert.equal(code, 1);
    assert.match(printed, /CONTRACT=[^]*none\.json[^]*no such file[^]*OpenAPI document/);
  });
});
