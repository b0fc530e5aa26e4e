import type { OpenAI } from 'openai';
import { everythingOf, expect, test } from '../../fixtures/index.ts';
import type { McpServer } from '../../fixtures/mcp-server.ts';

const brief = { max_output_tokens: 32, temperature: 0, background: true };
const hello = { input: 'Say hello.', ...brief };
const waiting = { input: 'Wait with the tool.', ...brief };

test.describe('a background response', () => {
  test('is queued, and answered later under the same id', async ({ client, textModel }) => {
    const queued = await client.responses.create({ model: textModel, ...hello });
    expect(queued).toMatchObject({ status: 'queued', background: true, output: [], completed_at: null, error: null });
    const done = await ended(client, queued.id);
    expect(done).toMatchObject({ id: queued.id, status: 'completed', background: true, output: [{ type: 'message' }] });
    expect(done.completed_at).toBeGreaterThanOrEqual(queued.created_at);
  });

  test('gives the same answer as one in the foreground', async ({ client, textModel }) => {
    const foreground = await client.responses.create({ model: textModel, ...hello, background: false });
    const { id } = await client.responses.create({ model: textModel, ...hello });
    const done = await ended(client, id);
    expect(done.output).toMatchObject(
      foreground.output.map((item) => ({ ...item, id: expect.stringMatching(/^msg_/) })),
    );
    expect(done.usage?.total_tokens).toBe(foreground.usage?.total_tokens);
  });

  test('keeps its metadata', async ({ client, textModel }) => {
    const queued = await client.responses.create({ model: textModel, ...hello, metadata: { shelf: 'b7' } });
    expect(queued.metadata).toEqual({ shelf: 'b7' });
    expect((await ended(client, queued.id)).metadata).toEqual({ shelf: 'b7' });
  });

  test('keeps what it was asked', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, ...hello });
    await ended(client, id);
    const { data } = await client.responses.inputItems.list(id);
    expect(data).toMatchObject([{ type: 'message', role: 'user', content: [{ text: 'Say hello.' }] }]);
  });

  test('can be gone on from when it is completed', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, ...hello });
    const first = await ended(client, id);
    const ask = { model: textModel, ...hello, input: 'And once more, please.', background: false };
    const second = await client.responses.create({ ...ask, previous_response_id: id });
    expect(second.usage?.input_tokens).toBeGreaterThan((first.usage?.total_tokens ?? NaN) - 1);
  });

  test('that the provider refuses fails with the reason', async ({ client, setup }) => {
    const { id } = await client.responses.create({ model: `${setup.provider}/nothing`, ...hello });
    expect(await ended(client, id)).toMatchObject({
      status: 'failed',
      output: [],
      error: {
        code: expect.stringMatching(/^(server_error|invalid_prompt)$/),
        message: expect.stringContaining('nothing'),
      },
    });
  });

  test('of a model that no provider has fails with the reason', async ({ client }) => {
    const { id } = await client.responses.create({ model: 'nothing', ...hello });
    expect(await ended(client, id)).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining("Model 'nothing' not found") },
    });
  });

  test('of a model that no provider has fails with a code of the protocol', async ({ client }) => {
    const { id } = await client.responses.create({ model: 'nothing', ...hello });
    expect(await ended(client, id)).toMatchObject({
      error: { code: expect.stringMatching(/^(server_error|invalid_prompt)$/) },
    });
  });

  test('must be stored', async ({ client, textModel }) => {
    await expect(client.responses.create({ model: textModel, ...hello, store: false })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("Cannot use 'background' with 'store=False'."),
    });
  });

  test('can be streamed', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...hello, stream: true }));
    expect(events).toBeResponseStream();
  });
});

test.describe('cancelling while the model answers', { tag: ['@tools', '@cancelled-answers'] }, () => {
  const endless = { ...brief, input: 'Begin an answer, and never end it.' };

  test('ends a background response for good', async ({ client, textModel, providerIsAnswering }) => {
    const queued = await client.responses.create({ model: textModel, ...endless });
    await providerIsAnswering();
    expect(await client.responses.retrieve(queued.id)).toMatchObject({ status: 'in_progress', output: [] });
    const cancelled = await client.responses.cancel(queued.id);
    expect(cancelled).toMatchObject({
      id: queued.id,
      status: 'cancelled',
      output: [],
      completed_at: null,
      error: null,
    });
    await providerIsAnswering(0);
    expect(await client.responses.retrieve(queued.id)).toMatchObject({ ...cancelled });
  });
});

test.describe('cancelling', () => {
  test('ends a background response for good', { tag: '@tools' }, async ({ client, textModel, mcpServer }) => {
    const { id } = await leftWaiting(client, textModel, mcpServer);
    expect(await client.responses.retrieve(id)).toMatchObject({ status: 'in_progress' });
    expect(await client.responses.cancel(id)).toMatchObject({ id, status: 'cancelled', background: true });
    await expect.poll(() => mcpServer.waiting()).toBe(0);
    expect(await client.responses.retrieve(id)).toMatchObject({ status: 'cancelled', error: null });
  });

  test('may be asked for twice', { tag: '@tools' }, async ({ client, textModel, mcpServer }) => {
    const { id } = await leftWaiting(client, textModel, mcpServer);
    const cancelled = await client.responses.cancel(id);
    await expect.poll(() => mcpServer.waiting()).toBe(0);
    expect(await client.responses.cancel(id)).toEqual(cancelled);
  });

  test('is too late for a response that is completed', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, ...hello });
    const done = await ended(client, id);
    await expect(client.responses.cancel(id)).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining(`Cannot cancel response '${id}' with status 'completed'`),
    });
    // llama-stack 0.7 says `background: false` just after the completion, and true a moment later.
    await expect.poll(() => client.responses.retrieve(id)).toEqual({ ...done, background: true });
  });

  test('is for background responses only', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, ...hello, background: false });
    await expect(client.responses.cancel(id)).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('only background responses can be cancelled'),
    });
  });

  test('does not find a response that it does not know', async ({ client }) => {
    await expect(client.responses.cancel('resp_unknown')).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining("Response 'resp_unknown' not found"),
    });
  });
});

test(
  'does not go on from a response that is still running',
  { tag: '@tools' },
  async ({ client, textModel, mcpServer }) => {
    const { id } = await leftWaiting(client, textModel, mcpServer);
    const next = { model: textModel, ...hello, background: false, previous_response_id: id };
    await expect(client.responses.create(next)).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining(`Response ${id} is still in_progress.`),
    });
    await client.responses.cancel(id);
    await expect.poll(() => mcpServer.waiting()).toBe(0);
  },
);

/** A background response that waits for a tool. Without a background the tool is waited for in vain, so that is seen first. */
async function leftWaiting(client: OpenAI, model: string, mcpServer: McpServer) {
  const unanswered = await client.responses.create({ model: 'nothing', ...hello });
  expect(unanswered).toMatchObject({ status: 'queued' });
  await ended(client, unanswered.id);
  const tools = [mcpServer.tool({ allowed_tools: ['wait'] })];
  const response = await client.responses.create({ model, tools, ...waiting });
  await expect.poll(() => mcpServer.calls().length).toBe(1);
  return response;
}

/** The response, once it is neither queued nor in progress. */
async function ended(client: OpenAI, id: string) {
  await expect.poll(() => statusOf(client, id), { intervals: [50, 100, 250] }).not.toMatch(/queued|in_progress/);
  return client.responses.retrieve(id);
}

async function statusOf(client: OpenAI, id: string): Promise<string | undefined> {
  return (await client.responses.retrieve(id)).status;
}
