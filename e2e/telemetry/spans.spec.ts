import { embedding, expect, status, text, toolCalls } from '../../fixtures/index.ts';
import { test } from './fixture.ts';

const usage = { prompt: 11, completion: 7 };
const CHAT = 'POST /v1/chat/completions';
const RESPONSES = 'POST /v1/responses';

test.describe('The span of a request', { tag: '@own-stack' }, () => {
  test('continues the trace of its caller', async ({ client, traced }) => {
    await client.models.list(traced.options);
    const spans = await traced.spans('GET /v1/models');
    expect(spans.filter(({ kind }) => kind === 'server')).toMatchObject([
      { name: 'GET /v1/models', parentSpanId: traced.parentId, failed: false },
    ]);
  });

  test('begins a trace where the caller has none', async ({ http, collector }) => {
    await http.get('/v1/models?of=nobody');
    const own = () => collector.spans.filter(({ attributes }) => attributes['url.query'] === 'of=nobody');
    await expect.poll(own).toHaveLength(1);
    expect(own()[0]?.parentSpanId).toBe('');
  });

  test('is not exported where the caller does not sample', async ({ client, traced, collector }) => {
    const other = traced.traceId.split('').reverse().join('');
    await client.models.list({ headers: { traceparent: `00-${other}-${traced.parentId}-00` } });
    await client.models.list(traced.options);
    await traced.spans('GET /v1/models');
    expect(collector.spans.filter(({ traceId }) => traceId === other)).toEqual([]);
  });

  test('says method, route and status', async ({ http, traced }) => {
    const { status: answered } = await http.send('GET', '/v1/files/file-none', traced.options);
    const spans = await traced.spans('GET /v1/files/{file_id}');
    expect(spans.find(({ kind }) => kind === 'server')?.attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.route': '/v1/files/{file_id}',
      'http.response.status_code': answered,
      'url.path': '/v1/files/file-none',
      'url.scheme': 'http',
    });
  });
});

test.describe('The span of a model call', { tag: '@own-stack' }, () => {
  for (const stream of [false, true]) {
    test(`is in that of its request, ${stream ? 'streamed' : 'whole'}`, async ({
      client,
      textModel,
      provider,
      traced,
    }) => {
      await provider.answers(text(['One', ' two.'], { usage }));
      const messages = [{ role: 'user' as const, content: 'Count.' }];
      const answer = await client.chat.completions.create({ model: textModel, messages, stream }, traced.options);
      if (Symbol.asyncIterator in answer) for await (const _ of answer);
      const model = textModel.replace('ollama/', '');
      const spans = await traced.spans(CHAT, `chat ${model}`);
      const request = spans.find(({ kind }) => kind === 'server');
      expect(spans.filter(({ name }) => name === `chat ${model}`)).toMatchObject([
        {
          kind: 'client',
          parentSpanId: request?.spanId,
          attributes: {
            'gen_ai.operation.name': 'chat',
            'gen_ai.request.model': model,
            'gen_ai.usage.input_tokens': usage.prompt,
            'gen_ai.usage.output_tokens': usage.completion,
          },
        },
      ]);
    });
  }

  test('says id and finish reason of the answer', async ({ client, textModel, provider, traced }) => {
    await provider.answers(text('One.'));
    const messages = [{ role: 'user' as const, content: 'Count.' }];
    const { id } = await client.chat.completions.create({ model: textModel, messages }, traced.options);
    const name = `chat ${textModel.replace('ollama/', '')}`;
    const spans = await traced.spans(name);
    expect(spans.find((span) => span.name === name)?.attributes).toMatchObject({
      'gen_ai.response.id': id,
      'gen_ai.response.finish_reasons': ['stop'],
    });
  });

  test('has that of its HTTP request, whose id the provider is told', async ({
    client,
    textModel,
    provider,
    traced,
  }) => {
    await provider.answers(text('One.'));
    await client.responses.create({ model: textModel, input: 'Count.' }, traced.options);
    const name = `chat ${textModel.replace('ollama/', '')}`;
    const spans = await traced.spans(RESPONSES, name);
    const call = spans.find((span) => span.name === name);
    const [http] = spans.filter(({ parentSpanId }) => parentSpanId === call?.spanId);
    expect(http).toMatchObject({ kind: 'client', attributes: { 'http.response.status_code': 200 } });
    const { traceparent } = (await provider.lastRequest()).headers;
    expect(traceparent).toBe(`00-${traced.traceId}-${http?.spanId}-01`);
  });

  test('that fails has the status error and an error.type', async ({ client, textModel, provider, traced }) => {
    await provider.answers(status(400, { error: 'no' }));
    const messages = [{ role: 'user' as const, content: 'Count.' }];
    const asked = client.chat.completions.create({ model: textModel, messages }, traced.options);
    await expect(asked).rejects.toMatchObject({ status: 400 });
    const name = `chat ${textModel.replace('ollama/', '')}`;
    const spans = await traced.spans(name);
    expect(spans.find((span) => span.name === name)).toMatchObject({
      failed: true,
      attributes: { 'error.type': expect.stringContaining('BadRequestError') },
    });
  });

  test('of embeddings is in that of its request', async ({ client, embeddingModel, provider, traced }) => {
    await provider.answers(embedding());
    await client.embeddings.create({ model: embeddingModel.id, input: 'bread' }, traced.options);
    const name = `embeddings ${embeddingModel.id.replace('ollama/', '')}`;
    const spans = await traced.spans('POST /v1/embeddings', name);
    const request = spans.find(({ kind }) => kind === 'server');
    expect(spans.find((span) => span.name === name)).toMatchObject({
      parentSpanId: request?.spanId,
      attributes: { 'gen_ai.operation.name': 'embeddings' },
    });
  });

  test('of a background response is in the trace of its request', async ({ client, textModel, provider, traced }) => {
    await provider.answers(text('One.'));
    const asked = { model: textModel, input: 'Count.', background: true };
    const { id } = await client.responses.create(asked, traced.options);
    await expect.poll(async () => (await client.responses.retrieve(id)).status).toBe('completed');
    const name = `chat ${textModel.replace('ollama/', '')}`;
    const spans = await traced.spans(RESPONSES, name);
    const request = spans.find(({ kind }) => kind === 'server');
    expect(spans.find((span) => span.name === name)).toMatchObject({ parentSpanId: request?.spanId });
  });
});

test.describe('The span of a tool call', { tag: '@own-stack' }, () => {
  test('is in that of its request, beside those of the model calls', async ({
    client,
    textModel,
    provider,
    mcpServer,
    traced,
  }) => {
    await provider.answers(toolCalls({ name: 'greet', arguments: { name: 'Ada' } }), text('Done.'));
    const tools = [mcpServer.tool()];
    await client.responses.create({ model: textModel, input: 'Greet Ada.', tools }, traced.options);
    const sent = 'MCP send tools/call greet';
    const model = `chat ${textModel.replace('ollama/', '')}`;
    const spans = await traced.spans(RESPONSES, sent, model, model);
    const request = spans.find(({ kind }) => kind === 'server');
    const under = (name: string) => spans.filter((span) => span.name === name).map(({ parentSpanId }) => parentSpanId);
    expect(under(model)).toEqual([request?.spanId, request?.spanId]);
    const call = spans.find(({ spanId }) => spanId === under(sent)[0]);
    expect(call).toMatchObject({ parentSpanId: request?.spanId, attributes: { tool_name: 'greet' } });
  });

  test('is named execute_tool, with the name of the tool', async ({
    client,
    textModel,
    provider,
    mcpServer,
    traced,
  }) => {
    await provider.answers(toolCalls({ name: 'greet', arguments: { name: 'Ada' } }), text('Done.'));
    const tools = [mcpServer.tool()];
    await client.responses.create({ model: textModel, input: 'Greet Ada.', tools }, traced.options);
    const spans = await traced.spans(RESPONSES, 'MCP send tools/call greet');
    const sent = spans.find(({ name }) => name === 'MCP send tools/call greet');
    const call = spans.find(({ spanId }) => spanId === sent?.parentSpanId);
    expect(call).toMatchObject({
      name: 'execute_tool greet',
      attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'greet' },
    });
  });
});
