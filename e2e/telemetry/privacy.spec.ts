import { CHUNKING, embedding, expect, text, toolCalls } from '../../fixtures/index.ts';
import { test } from './fixture.ts';

// Words that are nowhere else.
const PROMPT = 'Tell me of the quokka7431';
const ANSWER = 'It is a numbat9216';
const NAME = 'Wombat5580';

test.describe('Where message content is not asked for, exports hold', { tag: '@own-stack' }, () => {
  test('no prompt, answer or arguments', async ({ client, textModel, provider, mcpServer, traced, collector }) => {
    await provider.answers(toolCalls({ name: 'greet', arguments: { name: NAME } }), text(ANSWER), text(ANSWER));
    const asked = { model: textModel, instructions: PROMPT, input: PROMPT, tools: [mcpServer.tool()] };
    await client.responses.create(asked, traced.options);
    const messages = [{ role: 'user' as const, content: PROMPT }];
    await client.chat.completions.create({ model: textModel, messages }, traced.options);
    await traced.spans('POST /v1/responses', 'POST /v1/chat/completions', 'MCP send tools/call greet');
    await collector.nextMetrics();
    expect([PROMPT, ANSWER, NAME].filter(collector.holds)).toEqual([]);
  });

  test('no text of files and searches', async ({
    client,
    uploadedFile,
    vectorStoreWith,
    provider,
    traced,
    collector,
  }) => {
    await provider.answers(embedding().persist());
    const { id } = await vectorStoreWith({});
    const file = await uploadedFile('bread.txt', ANSWER);
    const of = { file_id: file.id, chunking_strategy: CHUNKING };
    await client.vectorStores.files.create(id, of, traced.options);
    await expect
      .poll(async () => (await client.vectorStores.files.retrieve(file.id, { vector_store_id: id })).status)
      .toBe('completed');
    await client.vectorStores.search(id, { query: PROMPT }, traced.options);
    await traced.spans('POST /v1/vector_stores/{vector_store_id}/search');
    await collector.nextMetrics();
    expect([PROMPT, ANSWER].filter(collector.holds)).toEqual([]);
  });

  test('no key of a client or of an MCP server', async ({
    ownStack,
    textModel,
    provider,
    mcpServer,
    traced,
    collector,
  }) => {
    const [key, token] = ['sk-bilby3307', 'potoroo8812'];
    mcpServer.demandToken(token);
    await provider.answers(toolCalls({ name: 'greet', arguments: { name: 'Ada' } }), text('Done.'));
    const client = await ownStack.clientWith(key);
    const tools = [mcpServer.tool({ authorization: token })];
    await client.responses.create({ model: textModel, input: 'Greet Ada.', tools }, traced.options);
    await traced.spans('POST /v1/responses', 'MCP send tools/call greet');
    await collector.nextMetrics();
    expect([key, token].filter(collector.holds)).toEqual([]);
  });

  test('no signature of the URL of an MCP server', async ({
    client,
    textModel,
    provider,
    mcpServer,
    traced,
    collector,
  }) => {
    const signature = 'dunnart4471';
    await provider.answers(text('Done.'));
    const server_url = `${mcpServer.url}?sig=${signature}`;
    await client.responses.create(
      { model: textModel, input: 'Hi.', tools: [mcpServer.tool({ server_url })] },
      traced.options,
    );
    const spans = await traced.spans('POST /v1/responses', 'list_mcp_tools');
    await collector.nextMetrics();
    expect(spans.filter(({ attributes }) => JSON.stringify(attributes).includes(signature))).toEqual([]);
    expect(collector.holds(signature)).toBe(false);
  });
});
