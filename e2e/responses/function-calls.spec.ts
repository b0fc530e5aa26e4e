import type { FunctionTool, Response } from 'openai/resources/responses/responses';
import { everythingOf, expect, test, text, toolCalls } from '../../fixtures/index.ts';

const brief = { max_output_tokens: 64, temperature: 0 };
const tool = (name: string, properties: Record<string, object> = {}): FunctionTool => ({
  type: 'function',
  name,
  description: `Calls ${name}.`,
  strict: false,
  parameters: { type: 'object', properties },
});
const now = { input: 'What time is it?', tools: [tool('now')], ...brief };
const form = { input: 'Fill the form.', tools: [tool('fill_form', { text: { type: 'string' } })], ...brief };
const weather = { input: 'What is the weather in Paris?', tools: [tool('get_weather')], ...brief };

const everyType = {
  text: 'It\'s "quoted", Zoë – ½ €\n',
  whole: -7,
  part: 0.125,
  yes: true,
  nothing: null,
  list: [1, [2]],
  inner: { a: {} },
};
/** With white space, as models write it. */
const formArguments = JSON.stringify(everyType, null, 1);

test.describe('function call arguments', () => {
  test('are an empty object for a function without parameters', async ({ client, textModel, provider }) => {
    await provider.answers(toolCalls({ name: 'now', arguments: {} }));
    const response = await client.responses.create({ model: textModel, ...now });
    expect(callIn(response)).toMatchObject({ name: 'now', arguments: '{}', status: 'completed' });
  });

  test('are returned as generated', async ({ client, textModel, provider }) => {
    await provider.answers(toolCalls({ name: 'fill_form', arguments: formArguments }));
    const response = await client.responses.create({ model: textModel, ...form });
    expect(callIn(response)?.arguments).toBe(formArguments);
  });

  test('are streamed as generated', async ({ client, textModel, provider }) => {
    await provider.answers(toolCalls({ name: 'fill_form', arguments: formArguments }));
    const events = await everythingOf(await client.responses.create({ model: textModel, ...form, stream: true }));
    expect(events).toBeResponseStream();
    const deltas = events.filter((event) => event.type === 'response.function_call_arguments.delta');
    expect(deltas.length).toBeGreaterThan(3);
    expect(deltas.map(({ delta }) => delta).join('')).toBe(formArguments);
  });

  test('are returned even when they are malformed JSON', async ({ client, textModel, provider }) => {
    await provider.answers(toolCalls({ name: 'get_weather', arguments: '{"city": "Par' }));
    const response = await client.responses.create({ model: textModel, ...weather });
    expect(callIn(response)).toMatchObject({ name: 'get_weather', arguments: '{"city": "Par' });
  });

  test('are returned even for a function that was not offered', async ({ client, textModel, provider }) => {
    await provider.answers(toolCalls({ name: 'fly', arguments: { to: 'Mars' } }));
    const response = await client.responses.create({ model: textModel, ...weather });
    expect(callIn(response)).toMatchObject({ name: 'fly', arguments: '{"to":"Mars"}' });
  });
});

test.describe('function_call_output', () => {
  const answers = [toolCalls({ name: 'now', arguments: {} }), text('It is noon.')];
  const conversation = ['user: What time is it?', 'assistant: ', 'tool: noon'];

  test('is accepted with previous_response_id', async ({ client, textModel, provider }) => {
    await provider.answers(...answers);
    const first = await client.responses.create({ model: textModel, ...now });
    const ask = { ...now, model: textModel, previous_response_id: first.id };
    const second = await client.responses.create({ ...ask, input: [outputOf(first, 'noon')] });
    expect(second).toMatchObject({ status: 'completed', output_text: 'It is noon.' });
    expect((await provider.lastRequest()).messages).toEqual(conversation);
    const { data } = await client.responses.inputItems.list(second.id, { order: 'asc' });
    expect(data.map(({ type }) => type)).toEqual(['message', 'function_call', 'function_call_output']);
  });

  test('is accepted with the whole conversation as input', async ({ client, textModel, provider }) => {
    await provider.answers(...answers);
    const first = await client.responses.create({ model: textModel, ...now, store: false });
    const call = callIn(first);
    if (!call) throw new Error('No tool was called.');
    const input = [{ role: 'user', content: now.input } as const, call, outputOf(first, 'noon')];
    const second = await client.responses.create({ ...now, model: textModel, input });
    expect(second.output_text).toBe('It is noon.');
    expect((await provider.lastRequest()).messages).toEqual(conversation);
  });

  test('is accepted as a list of input_text parts', async ({ client, textModel, provider }) => {
    await provider.answers(...answers);
    const first = await client.responses.create({ model: textModel, ...now });
    const output = [{ type: 'input_text', text: 'noon' } as const];
    const ask = { ...now, model: textModel, previous_response_id: first.id };
    const second = await client.responses.create({ ...ask, input: [{ ...outputOf(first, ''), output }] });
    expect(second.output_text).toBe('It is noon.');
    expect((await provider.lastRequest()).messages).toEqual(conversation);
  });

  test('is rejected with 400 for an unknown call_id', { tag: '@stack' }, async ({ client, textModel }) => {
    const input = [{ type: 'function_call_output', call_id: 'call_unknown', output: 'noon' } as const];
    await expect(client.responses.create({ ...now, model: textModel, input })).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/call_unknown.*no corresponding function_call/),
    });
  });
});

function callIn({ output }: Response) {
  return output.find((item) => item.type === 'function_call');
}

function outputOf(response: Response, output: string) {
  return { type: 'function_call_output', call_id: callIn(response)?.call_id ?? '', output } as const;
}
