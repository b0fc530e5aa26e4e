import type { FunctionTool, ResponseInput } from 'openai/resources/responses/responses';
import { expect, test, text, toolCalls } from '../../fixtures/index.ts';

const brief = { max_output_tokens: 64, temperature: 0 };
const hello = { input: 'Say hello.', ...brief };
const again = { input: 'And once more.', ...brief };
const now: FunctionTool = {
  type: 'function',
  name: 'now',
  description: 'The time.',
  strict: false,
  parameters: { type: 'object', properties: {} },
};
const firstTurn = ['user: Say hello.', 'assistant: Hello.'];

test.describe('model input', () => {
  test('includes the instructions as the first system message', async ({ client, textModel, provider }) => {
    await provider.answers(text('Hello.'));
    await client.responses.create({ model: textModel, ...hello, instructions: 'Be brief.' });
    expect((await provider.lastRequest()).messages).toEqual(['system: Be brief.', 'user: Say hello.']);
  });

  test('includes every input message in order', async ({ client, textModel, provider }) => {
    await provider.answers(text('Four.'));
    const input: ResponseInput = [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'One.' },
      { role: 'assistant', content: 'Two.' },
      { role: 'user', content: [{ type: 'input_text', text: 'Three.' }] },
    ];
    await client.responses.create({ model: textModel, ...brief, input });
    const { messages } = await provider.lastRequest();
    expect(messages).toEqual(['system: Be kind.', 'user: One.', 'assistant: Two.', 'user: Three.']);
  });

  test('includes the previous response', async ({ client, textModel, provider }) => {
    await provider.answers(text('Hello.').times(2));
    const { id } = await client.responses.create({ model: textModel, ...hello });
    await client.responses.create({ model: textModel, ...again, previous_response_id: id });
    expect((await provider.lastRequest()).messages).toEqual([...firstTurn, 'user: And once more.']);
  });

  test('includes the whole chain of previous responses', async ({ client, textModel, provider }) => {
    await provider.answers(text('Hello.').times(3));
    const first = await client.responses.create({ model: textModel, ...hello });
    const second = await client.responses.create({ model: textModel, ...hello, previous_response_id: first.id });
    await client.responses.create({ model: textModel, ...again, previous_response_id: second.id });
    expect((await provider.lastRequest()).messages).toEqual([...firstTurn, ...firstTurn, 'user: And once more.']);
  });

  test('includes its own instructions and none of a previous response', async ({ client, textModel, provider }) => {
    await provider.answers(text('Hello.').times(2));
    const { id } = await client.responses.create({ model: textModel, ...hello, instructions: 'Be loud.' });
    const next = { model: textModel, ...again, previous_response_id: id, instructions: 'Be brief.' };
    await client.responses.create(next);
    const { messages } = await provider.lastRequest();
    expect(messages).toEqual(['system: Be brief.', ...firstTurn, 'user: And once more.']);
  });

  test('includes function calls of a previous response with their outputs', async ({ client, textModel, provider }) => {
    await provider.answers(toolCalls({ name: 'now', arguments: {} }), text('It is noon.'), text('Hello.'));
    const ask = { model: textModel, tools: [now], ...brief };
    const first = await client.responses.create({ ...ask, input: 'What time is it?' });
    const call_id = first.output.find((item) => item.type === 'function_call')?.call_id ?? '';
    const output = { type: 'function_call_output', call_id, output: 'noon' } as const;
    const second = await client.responses.create({ ...ask, previous_response_id: first.id, input: [output] });
    await client.responses.create({ ...ask, previous_response_id: second.id, input: 'Say hello.' });
    const { messages, body } = await provider.lastRequest();
    expect(messages).toEqual([
      'user: What time is it?',
      'assistant: ',
      'tool: noon',
      'assistant: It is noon.',
      'user: Say hello.',
    ]);
    const called = { tool_calls: [{ id: call_id, function: { name: 'now', arguments: '{}' } }] };
    expect(body).toMatchObject({ messages: [{}, called, { tool_call_id: call_id }, {}, {}] });
  });

  test('is the same for a background response', async ({ client, textModel, provider }) => {
    await provider.answers(text('Hello.').times(2));
    const first = await client.responses.create({ model: textModel, ...hello });
    const next = { model: textModel, ...again, previous_response_id: first.id, instructions: 'Be brief.' };
    const { id } = await client.responses.create({ ...next, background: true });
    await expect.poll(async () => (await client.responses.retrieve(id)).status).toBe('completed');
    const { messages } = await provider.lastRequest();
    expect(messages).toEqual(['system: Be brief.', ...firstTurn, 'user: And once more.']);
  });
});
