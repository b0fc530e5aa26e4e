import type { OpenAI } from 'openai';
import { everythingOf, expect, type Provider, test, text, toolCalls } from '../../fixtures/index.ts';
import type { McpServer } from '../../fixtures/mcp-server.ts';

const brief = { max_output_tokens: 32, temperature: 0, background: true };
const hello = { input: 'Say hello.', ...brief };

test.describe('background response', () => {
  test('is queued first, then completes under the same id', async ({ client, textModel }) => {
    const queued = await client.responses.create({ model: textModel, ...hello });
    expect(queued).toMatchObject({ status: 'queued', background: true, output: [], completed_at: null, error: null });
    const done = await finished(client, queued.id);
    expect(done).toMatchObject({ id: queued.id, status: 'completed', background: true, output: [{ type: 'message' }] });
    expect(done.completed_at).toBeGreaterThanOrEqual(queued.created_at);
  });

  test('returns the same output as in the foreground', async ({ client, textModel }) => {
    const foreground = await client.responses.create({ model: textModel, ...hello, background: false });
    const { id } = await client.responses.create({ model: textModel, ...hello });
    const done = await finished(client, id);
    expect(done.output).toMatchObject(
      foreground.output.map((item) => ({ ...item, id: expect.stringMatching(/^msg_/) })),
    );
    expect(done.usage?.total_tokens).toBe(foreground.usage?.total_tokens);
  });

  test('keeps metadata', async ({ client, textModel }) => {
    const queued = await client.responses.create({ model: textModel, ...hello, metadata: { shelf: 'b7' } });
    expect(queued.metadata).toEqual({ shelf: 'b7' });
    expect((await finished(client, queued.id)).metadata).toEqual({ shelf: 'b7' });
  });

  test('stores the input items', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, ...hello });
    await finished(client, id);
    const { data } = await client.responses.inputItems.list(id);
    expect(data).toMatchObject([{ type: 'message', role: 'user', content: [{ text: 'Say hello.' }] }]);
  });

  test('can be continued with previous_response_id once completed', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, ...hello });
    const first = await finished(client, id);
    const ask = { model: textModel, ...hello, input: 'And once more, please.', background: false };
    const second = await client.responses.create({ ...ask, previous_response_id: id });
    expect(second.usage?.input_tokens).toBeGreaterThan((first.usage?.total_tokens ?? NaN) - 1);
  });

  test("fails with the provider's error message", async ({ client, setup }) => {
    const { id } = await client.responses.create({ model: `${setup.provider}/nothing`, ...hello });
    expect(await finished(client, id)).toMatchObject({
      status: 'failed',
      output: [],
      error: {
        code: expect.stringMatching(/^(server_error|invalid_prompt)$/),
        message: expect.stringContaining('nothing'),
      },
    });
  });

  test('fails with the reason for an unknown model', { tag: '@stack' }, async ({ client }) => {
    const { id } = await client.responses.create({ model: 'nothing', ...hello });
    expect(await finished(client, id)).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining("Model 'nothing' not found") },
    });
  });

  test('fails with a Responses API error code for an unknown model', { tag: '@stack' }, async ({ client }) => {
    const { id } = await client.responses.create({ model: 'nothing', ...hello });
    expect(await finished(client, id)).toMatchObject({
      error: { code: expect.stringMatching(/^(server_error|invalid_prompt)$/) },
    });
  });

  test('rejects store: false with 400', { tag: '@stack' }, async ({ client }) => {
    await expect(client.responses.create({ model: 'unknown', ...hello, store: false })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("Cannot use 'background' with 'store=False'."),
    });
  });

  test('emits a well-formed Responses event stream', async ({ client, textModel, provider }) => {
    await provider.answers(text('Hello.'));
    const events = await everythingOf(await client.responses.create({ model: textModel, ...hello, stream: true }));
    expect(events).toBeResponseStream();
  });
});

test.describe('cancel during generation', { tag: '@cancelled-answers' }, () => {
  test('stops the provider call and keeps status cancelled', async ({ client, textModel, provider }) => {
    await provider.answers(text(['One', ' two', ' three']).heldAfter(2));
    const queued = await client.responses.create({ model: textModel, ...hello });
    await provider.answering();
    expect(await client.responses.retrieve(queued.id)).toMatchObject({ status: 'in_progress', output: [] });
    const cancelled = await client.responses.cancel(queued.id);
    expect(cancelled).toMatchObject({
      id: queued.id,
      status: 'cancelled',
      output: [],
      completed_at: null,
      error: null,
    });
    await provider.answering(0);
    expect(await client.responses.retrieve(queued.id)).toMatchObject({ ...cancelled });
  });
});

test.describe('POST /v1/responses/{id}/cancel', () => {
  test('cancels a response during a tool call', async ({ client, textModel, mcpServer, provider }) => {
    const { id } = await createWaitingForTool(client, textModel, mcpServer, provider);
    expect(await client.responses.retrieve(id)).toMatchObject({ status: 'in_progress' });
    expect(await client.responses.cancel(id)).toMatchObject({ id, status: 'cancelled', background: true });
    await expect.poll(() => mcpServer.waiting()).toBe(0);
    expect(await client.responses.retrieve(id)).toMatchObject({ status: 'cancelled', error: null });
  });

  test('returns the same response when called twice', async ({ client, textModel, mcpServer, provider }) => {
    const { id } = await createWaitingForTool(client, textModel, mcpServer, provider);
    const cancelled = await client.responses.cancel(id);
    await expect.poll(() => mcpServer.waiting()).toBe(0);
    expect(await client.responses.cancel(id)).toEqual(cancelled);
  });

  test('rejects a completed response with 409', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, ...hello });
    const done = await finished(client, id);
    await expect(client.responses.cancel(id)).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining(`Cannot cancel response '${id}' with status 'completed'`),
    });
    // llama-stack 0.7 says `background: false` just after the completion, and true a moment later.
    await expect.poll(() => client.responses.retrieve(id)).toEqual({ ...done, background: true });
  });

  test('rejects a foreground response with 409', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, ...hello, background: false });
    await expect(client.responses.cancel(id)).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('only background responses can be cancelled'),
    });
  });

  test('returns 404 for an unknown response', { tag: '@stack' }, async ({ client }) => {
    await expect(client.responses.cancel('resp_unknown')).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining("Response 'resp_unknown' not found"),
    });
  });
});

test('rejects previous_response_id of a response in progress with 400', async ({
  client,
  textModel,
  mcpServer,
  provider,
}) => {
  const { id } = await createWaitingForTool(client, textModel, mcpServer, provider);
  const next = { model: textModel, ...hello, background: false, previous_response_id: id };
  await expect(client.responses.create(next)).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining(`Response ${id} is still in_progress.`),
  });
  await client.responses.cancel(id);
  await expect.poll(() => mcpServer.waiting()).toBe(0);
});

/** A background response that waits for a tool. A stack without background responses would wait for ever, so that is checked first. */
async function createWaitingForTool(client: OpenAI, model: string, mcpServer: McpServer, provider: Provider) {
  await provider.answers(toolCalls({ name: 'wait', arguments: {} }));
  const unanswered = await client.responses.create({ model: 'nothing', ...hello });
  expect(unanswered).toMatchObject({ status: 'queued' });
  await finished(client, unanswered.id);
  const tools = [mcpServer.tool({ allowed_tools: ['wait'] })];
  const response = await client.responses.create({ model, tools, ...hello });
  await expect.poll(() => mcpServer.calls().length).toBe(1);
  return response;
}

/** The response, once it is neither queued nor in progress. */
async function finished(client: OpenAI, id: string) {
  await expect.poll(() => statusOf(client, id), { intervals: [50, 100, 250] }).not.toMatch(/queued|in_progress/);
  return client.responses.retrieve(id);
}

async function statusOf(client: OpenAI, id: string): Promise<string | undefined> {
  return (await client.responses.retrieve(id)).status;
}
