import type { Tool } from 'openai/resources/responses/responses';
import { embedding, everythingOf, expect, searchResults, test as base, text, toolCalls } from '../../fixtures/index.ts';

const input = 'What is the code, who won, and what time is it? Ring then.';
const CODE = 'The code is 7342.';
const PAGE = { title: 'The prize', url: 'https://prize.example', content: 'Ingrid Solberg won.' };
const ring = {
  type: 'function',
  name: 'ring',
  description: 'Rings.',
  parameters: { type: 'object', properties: {} },
  strict: false,
} as const;
const SEARCH = { name: ['file_search', 'knowledge_search'], arguments: { query: 'code' } };
const WEB = { name: 'web_search', arguments: { query: 'winner' } };
const NOW = { name: 'now', arguments: {} };
const RING = { name: 'ring', arguments: {} };

/** All kinds of tools that the stack runs itself: a file search, a web search and an MCP server. */
const test = base.extend<{ toolsOfAllKinds: () => Promise<Tool[]> }>({
  toolsOfAllKinds: ({ mcpServer, provider, uploadedFile, vectorStoreWith }, use) =>
    use(async () => {
      await provider.answers(embedding().persist(), searchResults(PAGE).optional());
      const { id } = await vectorStoreWith({ files: [await uploadedFile('code.txt', CODE)] });
      return [
        { type: 'file_search', vector_store_ids: [id] },
        { type: 'web_search' },
        mcpServer.tool({ allowed_tools: ['now'] }),
      ];
    }),
});

test.describe('A turn with tools of all kinds', { tag: '@any-provider' }, () => {
  test('tells the model the result of each call, in the order of the calls', async ({
    client,
    provider,
    textModel: model,
    toolsOfAllKinds,
  }) => {
    const tools = await toolsOfAllKinds();
    await provider.answers(toolCalls(SEARCH, WEB, NOW), text('7342, Ingrid, noon.'));
    const { output } = await client.responses.create({ model, input, tools });
    expect(output.map(({ type }) => type)).toEqual([
      'mcp_list_tools',
      'file_search_call',
      'web_search_call',
      'mcp_call',
      'message',
    ]);
    const told = (await provider.lastRequest()).messages.filter((each) => each.startsWith('tool: '));
    expect(told).toEqual([CODE, PAGE.content, 'noon'].map((said) => expect.stringContaining(said)));
  });

  test('offers the model the tools of each kind', async ({ client, provider, textModel: model, toolsOfAllKinds }) => {
    const tools = [...(await toolsOfAllKinds()), ring];
    await provider.answers(text('I do not know.'));
    await client.responses.create({ model, input, tools });
    const names = (await provider.lastRequest()).tools.map(({ name }) => name.replace('knowledge_', 'file_'));
    expect(names.toSorted()).toEqual(['file_search', 'now', 'ring', 'web_search']);
  });

  test('runs what it can and returns the function call beside the results', async ({
    client,
    mcpServer,
    provider,
    textModel: model,
    toolsOfAllKinds,
  }) => {
    const tools = [...(await toolsOfAllKinds()), ring];
    await provider.answers(toolCalls(NOW, RING, SEARCH), text('Too early.').optional());
    const { status, output } = await client.responses.create({ model, input, tools });
    expect({ status, types: output.map(({ type }) => type).toSorted() }).toEqual({
      status: 'completed',
      types: ['file_search_call', 'function_call', 'mcp_call', 'mcp_list_tools'],
    });
    expect(mcpServer.calls()).toHaveLength(1);
  });

  test('continues from function_call_output with the results of the other calls', async ({
    client,
    mcpServer,
    provider,
    textModel: model,
    toolsOfAllKinds,
  }) => {
    const tools = [...(await toolsOfAllKinds()), ring];
    await provider.answers(toolCalls(NOW, RING), text('Rung at noon.'));
    const { id: previous_response_id, output } = await client.responses.create({ model, input, tools });
    const call = output.find(({ type }) => type === 'function_call');
    const rung = {
      type: 'function_call_output',
      call_id: String(call && 'call_id' in call && call.call_id),
      output: 'Rung.',
    } as const;
    const next = await client.responses.create({ model, previous_response_id, input: [rung], tools });
    expect(next.output_text).toBe('Rung at noon.');
    const { messages } = await provider.lastRequest();
    expect(messages.filter((each) => each.startsWith('tool: ')).toSorted()).toEqual(['tool: Rung.', 'tool: noon']);
    expect(mcpServer.calls()).toHaveLength(1);
  });

  test('streams an item for each call, with an output_index of its own', async ({
    client,
    provider,
    textModel: model,
    toolsOfAllKinds,
  }) => {
    const tools = await toolsOfAllKinds();
    await provider.answers(toolCalls(SEARCH, WEB, NOW), text('7342, Ingrid, noon.'));
    const events = await everythingOf(await client.responses.create({ model, input, tools, stream: true }));
    const added = events.flatMap((event) => (event.type === 'response.output_item.added' ? event : []));
    expect(added.map(({ output_index, item }) => `${output_index} ${item.type}`)).toEqual([
      '0 mcp_list_tools',
      '1 file_search_call',
      '2 web_search_call',
      '3 mcp_call',
      '4 message',
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'response.completed' });
  });
});
