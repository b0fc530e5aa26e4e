import { embedding, expect, searchResults, text, toolCalls } from '../../fixtures/index.ts';
import type { Attributes, Metric } from '../../fixtures/otlp.ts';
import { test as base } from './fixture.ts';

interface MetricsFixtures {
  /** What a metric has grown by since the test began, over the points with these attributes. It waits for an export. */
  grownBy: (name: string, attributes?: Attributes) => Promise<number>;
}

const test = base.extend<MetricsFixtures>({
  grownBy: async ({ collector }, use) => {
    await collector.nextMetrics();
    const before = collector.metrics();
    await use(async (name, attributes = {}) => {
      await collector.nextMetrics();
      return total(collector.metrics(), name, attributes) - total(before, name, attributes);
    });
  },
});

function total(metrics: readonly Metric[], name: string, attributes: Attributes): number {
  const points = metrics.filter((metric) => metric.name === name).flatMap((metric) => metric.points);
  const wanted = Object.entries(attributes);
  const fitting = points.filter((point) => wanted.every(([key, value]) => point.attributes[key] === value));
  return fitting.reduce((sum, point) => sum + point.sum, 0);
}

const TOKENS = 'gen_ai.client.token.usage';
const TOOL_CALLS = 'ogx.tool_runtime.invocations_total';

test.describe('Metrics', { tag: '@own-stack' }, () => {
  test('count requests by operation and status', async ({ http, grownBy }) => {
    await http.get('/v1/models');
    await http.get('/v1/models');
    await http.get('/v1/files/file-none');
    expect(await grownBy('ogx.requests_total', { api: 'models', status: 'success' })).toBe(2);
    expect(await grownBy('ogx.requests_total', { api: 'files', status: 'error' })).toBe(1);
  });

  test('count model calls by model and kind', async ({ client, textModel, embeddingModel, provider, grownBy }) => {
    await provider.answers(embedding(), text('One.'));
    await client.embeddings.create({ model: embeddingModel.id, input: 'bread' });
    await client.responses.create({ model: textModel, input: 'Count.' });
    const calls = 'ogx.inference.model_type_used_total';
    expect(await grownBy(calls, { type: 'completion', model: textModel })).toBe(1);
    expect(await grownBy(calls, { type: 'embedding', model: embeddingModel.id })).toBe(1);
  });

  test('add up the tokens of chat completions', async ({ client, textModel, provider, grownBy }) => {
    await provider.answers(
      text('One.', { usage: { prompt: 11, completion: 7 } }),
      text('Two.', { usage: { prompt: 5, completion: 3 } }),
    );
    const messages = [{ role: 'user' as const, content: 'Count.' }];
    await client.chat.completions.create({ model: textModel, messages });
    await client.chat.completions.create({ model: textModel, messages });
    expect(await grownBy(TOKENS, { 'gen_ai.token.type': 'input' })).toBe(16);
    expect(await grownBy(TOKENS, { 'gen_ai.token.type': 'output' })).toBe(10);
  });

  test('add up the tokens of responses', async ({ client, textModel, provider, grownBy }) => {
    await provider.answers(text('One.', { usage: { prompt: 11, completion: 7 } }));
    const { usage } = await client.responses.create({ model: textModel, input: 'Count.' });
    expect(usage).toMatchObject({ input_tokens: 11, output_tokens: 7 });
    const tokens = [
      await grownBy(TOKENS, { 'gen_ai.token.type': 'input' }),
      await grownBy(TOKENS, { 'gen_ai.token.type': 'output' }),
    ];
    expect(tokens).toEqual([11, 7]);
  });

  test('count searches of the web as tool calls', async ({ client, textModel, provider, grownBy }) => {
    await provider.answers(
      toolCalls({ name: 'web_search', arguments: { query: 'bread' } }),
      searchResults({ title: 'Bread', url: 'https://example.com/', content: 'Bread needs time.' }),
      text('It needs time.'),
    );
    await client.responses.create({ model: textModel, input: 'Search.', tools: [{ type: 'web_search' }] });
    expect(await grownBy(TOOL_CALLS, { tool_name: 'web_search', status: 'success' })).toBe(1);
  });

  test('count MCP calls as tool calls', async ({ client, textModel, provider, mcpServer, grownBy }) => {
    await provider.answers(toolCalls({ name: 'greet', arguments: { name: 'Ada' } }), text('Done.'));
    await client.responses.create({ model: textModel, input: 'Greet Ada.', tools: [mcpServer.tool()] });
    expect(await grownBy(TOOL_CALLS, { tool_name: 'greet', status: 'success' })).toBe(1);
  });
});
