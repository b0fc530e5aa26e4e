import type {
  Response,
  ResponseIncludable,
  ResponseInputItem,
  ResponseOutputItem,
  Tool,
} from 'openai/resources/responses/responses';
import { z } from 'zod';
import {
  embedding,
  expect,
  type ProviderAnswer,
  refusal,
  searchResults,
  test,
  text,
  toolCalls,
} from '../../fixtures/index.ts';

const input = 'What is there?';
const now: Tool = {
  type: 'function',
  name: 'now',
  description: 'The time.',
  parameters: { type: 'object', properties: {} },
  strict: false,
};
const Body = z.looseObject({ messages: z.array(z.looseObject({ role: z.string() })) });

/** Turns whose output has items of one type, by the answers that make it, and the roles that the model is told afterwards. */
const TURNS: [
  type: ResponseOutputItem['type'] | 'refusal',
  answers: ProviderAnswer[],
  tools: Tool[],
  roles: string[],
][] = [
  ['message', [text('Nothing.')], [], ['user', 'assistant', 'user']],
  ['refusal', [refusal('I cannot say.')], [], ['user', 'assistant', 'user']],
  ['function_call', [toolCalls({ name: 'now', arguments: {} })], [now], ['user', 'assistant', 'tool', 'user']],
  [
    'web_search_call',
    [
      toolCalls({ name: 'web_search', arguments: { query: 'things' } }),
      searchResults({ title: 'Things', url: 'https://things.example', content: 'No things.' }),
      text('Nothing.'),
    ],
    [{ type: 'web_search' }],
    ['user', 'assistant', 'user'],
  ],
];

test.describe('Output handed back as input', { tag: '@any-provider' }, () => {
  for (const [type, answers, tools, roles] of TURNS) {
    test(`with store: false tells the model of a ${type}`, async ({ client, provider, textModel: model }) => {
      await provider.answers(...answers, text('Still nothing.').optional());
      const { output } = await client.responses.create({ model, input, tools, store: false });
      const next = [user(input), ...output, ...outputsFor(output), user('And now?')];
      const second = await client.post<Response>('/responses', { body: { model, input: next, tools, store: false } });
      expect(second.output.at(-1)).toMatchObject({ type: 'message', content: [{ text: 'Still nothing.' }] });
      expect(Body.parse((await provider.lastRequest()).body).messages.map(({ role }) => role)).toEqual(roles);
    });
  }

  for (const name of ['mcp_call', 'mcp_approval_request'] as const) {
    test(`with store: false tells the model of a ${name}`, async ({
      client,
      mcpServer,
      provider,
      textModel: model,
    }) => {
      await provider.answers(toolCalls({ name: 'now', arguments: {} }), text('It is noon.').optional().times(2));
      const tools = [mcpServer.tool({ require_approval: name === 'mcp_call' ? 'never' : 'always' })];
      const { output } = await client.responses.create({ model, input, tools, store: false });
      expect(output.map(({ type }) => type)).toContain(name);
      const next = [user(input), ...output, ...(name === 'mcp_call' ? [user('And now?')] : outputsFor(output))];
      const second = await client.post<Response>('/responses', { body: { model, input: next, tools, store: false } });
      expect(second.output.at(-1)).toMatchObject({ type: 'message', content: [{ text: 'It is noon.' }] });
      expect((await provider.lastRequest()).messages).toContain('tool: noon');
      expect(mcpServer.calls()).toHaveLength(1);
    });
  }

  test('with store: false tells the model of a file_search_call', async ({
    client,
    provider,
    textModel: model,
    uploadedFile,
    vectorStoreWith,
  }) => {
    await provider.answers(
      embedding().persist(),
      toolCalls({ name: ['file_search', 'knowledge_search'], arguments: { query: 'code' } }),
      text('It is 7342.').times(2),
    );
    const store = await vectorStoreWith({ files: [await uploadedFile('code.txt', 'The code is 7342.')] });
    const tools: Tool[] = [{ type: 'file_search', vector_store_ids: [store.id] }];
    const include: ResponseIncludable[] = ['file_search_call.results'];
    const { output } = await client.responses.create({ model, input, tools, include, store: false });
    const next = [user(input), ...output, user('And now?')];
    await client.post('/responses', { body: { model, input: next, tools, store: false } });
    const { messages } = await provider.lastRequest();
    expect(messages.filter((each) => each.startsWith('tool: ')).join()).toContain('The code is 7342.');
  });

  test('of a stored response is known by item_reference', async ({ client, provider, textModel: model }) => {
    await provider.answers(text('Nothing.'), text('Still nothing.').optional());
    const { output } = await client.responses.create({ model, input });
    const reference = { type: 'item_reference', id: output[0]?.id ?? '' } as const;
    await client.responses.create({ model, input: [user(input), reference, user('And now?')] });
    expect((await provider.lastRequest()).messages).toContain('assistant: Nothing.');
  });
});

function user(content: string) {
  return { role: 'user', content } as const;
}

/** What the client gives to go on: outputs of functions, and approval of calls. */
function outputsFor(output: ResponseOutputItem[]): ResponseInputItem[] {
  return output.flatMap((item): ResponseInputItem[] => {
    if (item.type === 'function_call') return [{ type: 'function_call_output', call_id: item.call_id, output: 'noon' }];
    if (item.type !== 'mcp_approval_request') return [];
    return [{ type: 'mcp_approval_response', approval_request_id: item.id, approve: true }];
  });
}
