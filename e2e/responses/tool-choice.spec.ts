import type { FunctionTool, ToolChoiceAllowed, ToolChoiceFunction } from 'openai/resources/responses/responses';
import { expect, test, text } from '../../fixtures/index.ts';

const tool = (name: string): FunctionTool => ({
  type: 'function',
  name,
  description: `Calls ${name}.`,
  strict: true,
  parameters: { type: 'object', properties: { city: { type: 'string', enum: ['Paris'] } }, required: ['city'] },
});
const tools = [tool('get_weather'), tool('get_news')];
const paris = { input: 'What is the weather in Paris? Use the tool.', tools, max_output_tokens: 64, temperature: 0 };
const cold = { ...paris, input: 'Is it cold in Paris?' };

test.describe('tool_choice', () => {
  test('defaults to auto', { tag: '@tools' }, async ({ client, textModel }) => {
    const response = await client.responses.create({ model: textModel, ...paris });
    expect(response).toMatchObject({ tool_choice: 'auto', output: [{ type: 'function_call', name: 'get_weather' }] });
  });

  test('auto lets the model answer without a tool', async ({ client, textModel }) => {
    const ask = { model: textModel, ...paris, input: 'Say hello.', tool_choice: 'auto' } as const;
    const response = await client.responses.create(ask);
    expect(response).toMatchObject({ tool_choice: 'auto', output: [{ type: 'message' }] });
  });

  test('none is returned and calls no tool', async ({ client, textModel }) => {
    const response = await client.responses.create({ model: textModel, ...cold, tool_choice: 'none' });
    expect(response.tool_choice).toBe('none');
    expect(response.output.map(({ type }) => type)).toEqual(['message']);
  });

  test('required is returned and calls a tool', { tag: '@forced-tools' }, async ({ client, textModel }) => {
    const response = await client.responses.create({ model: textModel, ...cold, tool_choice: 'required' });
    expect(response.tool_choice).toBe('required');
    expect(response.output.map(({ type }) => type)).toContain('function_call');
  });

  const named: (ToolChoiceFunction | ToolChoiceAllowed)[] = [
    { type: 'function', name: 'get_news' },
    { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'get_news' }] },
  ];
  for (const tool_choice of named) {
    test(
      `type ${tool_choice.type} is returned and calls the named function`,
      { tag: '@forced-tools' },
      async ({ client, textModel }) => {
        const response = await client.responses.create({ model: textModel, ...cold, tool_choice });
        expect(response.output.map((item) => 'name' in item && item.name)).toEqual(['get_news']);
        expect(response.tool_choice).toMatchObject({ ...tool_choice });
      },
    );
  }

  test('allowed_tools limits the tools sent to the model', async ({ client, textModel, provider }) => {
    await provider.answers(text('Hello.').times(2));
    const allowed = [{ type: 'function', name: 'get_weather' }];
    const tool_choice = { type: 'allowed_tools', mode: 'auto', tools: allowed } as const;
    await client.responses.create({ model: textModel, ...paris });
    const limited = await client.responses.create({ model: textModel, ...paris, tool_choice });
    const sent = (await provider.requests()).map((request) => request.tools.map(({ name }) => name));
    expect(sent).toEqual([['get_weather', 'get_news'], ['get_weather']]);
    expect(limited.tools.map((each) => 'name' in each && each.name)).toEqual(['get_weather', 'get_news']);
  });

  test('rejects an unknown value with 400', { tag: '@stack' }, async ({ client }) => {
    const request = client.post('/responses', { body: { model: 'unknown', ...cold, tool_choice: 'some' } });
    await expect(request).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("Input should be 'auto', 'required' or 'none'"),
    });
  });
});
