import type { Response, ResponseCreateParamsNonStreaming } from 'openai/resources/responses/responses';
import { connectionReset, everythingOf, expect, raw, status, test, text, toolCalls } from '../../fixtures/index.ts';
import { calling, UNUSUAL_CALLS } from './calls.ts';
import { failed } from './outcome.ts';
import { lastResponse } from './surfaces.ts';

const retried = { headers: { 'x-should-retry': 'false' } };

/** What a provider of tools may do instead of its work. */
const faults = [
  { fault: 'answers 429', answer: status(429, { ...retried, error: 'Slow down.' }) },
  { fault: 'answers 500', answer: status(500, { ...retried, error: 'Crashed.' }) },
  { fault: 'resets the connection', answer: connectionReset().persist() },
  { fault: 'answers 200 with HTML', answer: raw('<html><body>Bad gateway</body></html>', 'text/html') },
  { fault: 'answers 200 with nothing', answer: raw('', 'application/json') },
  { fault: 'answers JSON of another API', answer: raw('{"object": "thing"}', 'application/json') },
];
const types = ({ output }: Response): string[] => output.map(({ type }) => type);

for (const kind of ['web search', 'streamed web search']) {
  test.describe(kind, { tag: '@any-provider' }, () => {
    const question = { input: 'Who won?', tools: [{ type: 'web_search' as const }] };

    for (const { fault, answer } of faults) {
      test(`has status failed, and the model answers, when the service ${fault}`, async ({
        client,
        provider,
        textModel: model,
      }) => {
        await provider.answers(
          toolCalls({ name: 'web_search', arguments: { query: 'winner' } }).when({ toolResults: 0 }),
          text('I do not know.').when({ path: 'chat/completions', toolResults: 1 }),
          answer,
        );
        const request = { model, ...question };
        const response = await (kind === 'streamed web search'
          ? lastResponse(client, request)
          : client.responses.create(request));
        expect(response).toMatchObject({
          status: 'completed',
          output: [
            { type: 'web_search_call', status: 'failed' },
            { type: 'message', content: [{ text: 'I do not know.' }] },
          ],
        });
      });
    }
  });
}

test.describe('web search of the model', { tag: '@any-provider' }, () => {
  test('fails, and the model is told, when its arguments are no JSON', async ({
    client,
    provider,
    textModel: model,
  }) => {
    await provider.answers(toolCalls({ name: 'web_search', arguments: '{"query": winner' }), text('I could not.'));
    const response = await client.responses.create({ model, input: 'Who won?', tools: [{ type: 'web_search' }] });
    expect(response).toMatchObject({ status: 'completed', output_text: 'I could not.' });
    expect(response.output[0]).toMatchObject({ type: 'web_search_call', status: 'failed' });
  });
});

test.describe('MCP call', { tag: '@any-provider' }, () => {
  const ask = { input: 'Greet Ada.' };

  test('fails, and the model is told, when its arguments are no JSON', async ({
    client,
    mcpServer,
    provider,
    textModel: model,
  }) => {
    await provider.answers(toolCalls({ name: 'greet', arguments: '{"name": Ada' }), text('I could not.'));
    const tools = [mcpServer.tool({ allowed_tools: ['greet'] })];
    const response = await client.responses.create({ model, ...ask, tools });
    expect(types(response)).toEqual(['mcp_list_tools', 'mcp_call', 'message']);
    expect(response).toMatchObject({ status: 'completed', output_text: 'I could not.' });
    expect(mcpServer.calls()).toEqual([]);
  });

  for (const { fault, pieces } of UNUSUAL_CALLS) {
    test(`is made once, or the response fails, when ${fault}`, async ({
      client,
      mcpServer,
      provider,
      textModel: model,
    }) => {
      await provider.answers(calling(pieces), text('Done.').optional());
      const tools = [mcpServer.tool({ allowed_tools: ['greet'] })];
      const outcome = await client.responses.create({ model, ...ask, tools }).catch(failed);
      const made = mcpServer.calls().map(({ arguments: given }) => given);
      expect('end' in outcome ? outcome.by : made).toEqual('end' in outcome ? 'server' : [{ name: 'Ada' }]);
    });
  }

  for (const [fault, answer] of [
    ['answers 500', status(500, { ...retried, error: 'Crashed.' })],
    ['breaks off', text(['It is', ' done.']).cutAfter(1)],
    ['answers 200 with HTML', raw('<html></html>', 'text/html')],
  ] as const) {
    test(`stays in response.failed when the model ${fault} after it`, async ({
      client,
      mcpServer,
      provider,
      textModel: model,
    }) => {
      await provider.answers(toolCalls({ name: 'greet', arguments: { name: 'Ada' } }), answer);
      const tools = [mcpServer.tool({ allowed_tools: ['greet'] })];
      const params = { model, ...ask, tools } satisfies ResponseCreateParamsNonStreaming;
      const events = await everythingOf(await client.responses.create({ ...params, stream: true }));
      const last = events.at(-1);
      expect(last?.type).toBe('response.failed');
      expect(last && 'response' in last ? types(last.response) : []).toContain('mcp_call');
    });
  }
});
