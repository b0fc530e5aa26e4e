import { expect, status, text, toolCalls } from '../../fixtures/index.ts';
import { Interaction, test } from './fixture.ts';

const answer = text('One and two, three.', { usage: { prompt: 11, completion: 5 } });
const tooMany = status(429, { headers: { 'x-should-retry': 'false' }, error: 'Slow down.' });
const weather = {
  name: 'get_weather',
  description: 'Weather of a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
};
const tools = [{ function_declarations: [weather] }];

test.describe('POST /v1alpha/interactions', { tag: ['@any-provider', '@interactions'] }, () => {
  test("returns the model's text as an output, with usage", async ({ interact, provider, textModel }) => {
    await provider.answers(answer);
    const { status: code, body } = await interact({ input: 'Count to three.' });
    expect(code).toBe(200);
    expect(Interaction.parse(body)).toMatchObject({
      id: expect.stringMatching(/^interaction-/),
      object: 'interaction',
      status: 'completed',
      role: 'model',
      model: textModel,
      outputs: [{ type: 'text', text: 'One and two, three.' }],
      usage: { total_input_tokens: 11, total_output_tokens: 5, total_tokens: 16 },
    });
  });

  test('sends system_instruction and turns to the model, in order', async ({ interact, provider }) => {
    await provider.answers(answer);
    await interact({
      system_instruction: 'Be brief.',
      input: [
        { role: 'user', content: 'My name is Ada.' },
        { role: 'model', content: [{ type: 'text', text: 'Hello Ada.' }] },
        { role: 'user', content: [{ type: 'text', text: 'What is my name?' }] },
      ],
    });
    expect((await provider.lastRequest()).messages).toEqual([
      'system: Be brief.',
      'user: My name is Ada.',
      'assistant: Hello Ada.',
      'user: What is my name?',
    ]);
  });

  test('forwards generation_config to the model', async ({ interact, provider }) => {
    await provider.answers(answer);
    await interact({
      input: 'Hi',
      generation_config: { temperature: 0.5, top_p: 0.9, top_k: 3, max_output_tokens: 7 },
    });
    expect((await provider.lastRequest()).settings).toMatchObject({
      temperature: 0.5,
      top_p: 0.9,
      top_k: 3,
      max_tokens: 7,
    });
  });

  test('forwards function_declarations as function tools', async ({ interact, provider }) => {
    await provider.answers(answer);
    await interact({ input: 'Hi', tools });
    expect((await provider.lastRequest()).tools).toMatchObject([
      { name: 'get_weather', parameters: weather.parameters },
    ]);
  });

  test("returns the model's tool calls as function_call outputs", async ({ interact, provider }) => {
    await provider.answers(
      toolCalls(
        { name: 'get_weather', arguments: { city: 'Paris' } },
        { name: 'get_weather', arguments: { city: 'Rome' } },
      ),
    );
    const { body } = await interact({ input: 'The weather of Paris and Rome?', tools });
    const { outputs } = Interaction.parse(body);
    expect(outputs).toMatchObject([
      { type: 'function_call', name: 'get_weather', arguments: { city: 'Paris' }, id: expect.any(String) },
      { type: 'function_call', name: 'get_weather', arguments: { city: 'Rome' }, id: expect.any(String) },
    ]);
    expect(outputs[0]?.id).not.toBe(outputs[1]?.id);
  });

  test('reports status requires_action for a function call', async ({ interact, provider }) => {
    await provider.answers(toolCalls({ name: 'get_weather', arguments: { city: 'Paris' } }));
    expect((await interact({ input: 'The weather of Paris?', tools })).body).toMatchObject({
      status: 'requires_action',
    });
  });

  test('sends a function_result to the model as the result of its call', async ({ interact, provider }) => {
    await provider.answers(text('It is sunny.').when({ toolResults: 1 }));
    const call = { type: 'function_call', id: 'call_1', name: 'get_weather', arguments: { city: 'Paris' } };
    const result = { type: 'function_response', call_id: 'call_1', name: 'get_weather', result: { sky: 'clear' } };
    await interact({
      input: [
        { role: 'user', content: 'The weather of Paris?' },
        { role: 'model', content: [call] },
        { role: 'user', content: [result] },
      ],
    });
    expect((await provider.lastRequest()).messages.at(-1)).toBe('tool: {"sky": "clear"}');
  });

  test('continues an interaction with previous_interaction_id', async ({ interact, provider }) => {
    await provider.answers(text('Hello Ada.'), text('Ada.'));
    const { id } = Interaction.parse(
      (await interact({ input: 'My name is Ada.', system_instruction: 'Be brief.' })).body,
    );
    await interact({ input: 'What is my name?', previous_interaction_id: id });
    expect((await provider.lastRequest()).messages).toEqual([
      'system: Be brief.',
      'user: My name is Ada.',
      'assistant: Hello Ada.',
      'user: What is my name?',
    ]);
  });

  test('sends the function call of a previous interaction to the model', async ({ interact, provider }) => {
    await provider.answers(toolCalls({ name: 'get_weather', arguments: { city: 'Paris' } }), text('It is sunny.'));
    const first = Interaction.parse((await interact({ input: 'The weather of Paris?', tools })).body);
    const result = {
      type: 'function_response',
      call_id: first.outputs[0]?.id,
      name: 'get_weather',
      result: { sky: 'clear' },
    };
    await interact({ previous_interaction_id: first.id, tools, input: [{ role: 'user', content: [result] }] });
    const { body } = await provider.lastRequest();
    expect(JSON.stringify(body)).toContain('tool_calls');
  });

  test("forwards the provider's 429", async ({ interact, provider }) => {
    await provider.answers(tooMany);
    expect((await interact({ input: 'Hi' })).status).toBe(429);
  });
});
