import type OpenAI from 'openai';
import type { FunctionTool, ResponseFunctionCallOutputItemList } from 'openai/resources/responses/responses';
import { expect, test, text, toolCalls } from '../../fixtures/index.ts';
import { dataUrl, RED } from '../vision/images.ts';

const look: FunctionTool = {
  type: 'function',
  name: 'look',
  description: 'What is seen from the roof.',
  strict: false,
  parameters: { type: 'object', properties: {} },
};
const ask = { input: 'What is on the roof?', tools: [look], max_output_tokens: 64, temperature: 0 };
const note = 'The door code is 12.';
const file_data = `data:text/plain;base64,${Buffer.from(note).toString('base64')}`;
const image = { type: 'image_url', image_url: { url: dataUrl(RED) } };

test.describe('function_call_output content', () => {
  test.beforeEach(({ provider }) => provider.answers(toolCalls({ name: 'look', arguments: {} })));

  test('accepts an input_image', async ({ client, textModel, provider }) => {
    await provider.answers(text('It is red.'));
    await answerFrom(client, textModel, [{ type: 'input_image', detail: 'auto', image_url: dataUrl(RED) }]);
    const { body } = await provider.lastRequest();
    expect(body).toMatchObject({ messages: [{}, {}, { role: 'tool' }, { role: 'user', content: [image] }] });
  });

  test('accepts an input_image by file_id', async ({ client, textModel, uploadedFile, provider }) => {
    await provider.answers(text('It is red.'));
    const { id } = await uploadedFile('red.png', Buffer.from(RED, 'base64'));
    await answerFrom(client, textModel, [{ type: 'input_image', detail: 'auto', file_id: id }]);
    const { body } = await provider.lastRequest();
    expect(body).toMatchObject({ messages: [{}, {}, { role: 'tool' }, { role: 'user', content: [image] }] });
  });

  test('accepts an input_file', async ({ client, textModel, provider }) => {
    await provider.answers(text('A note.'));
    await answerFrom(client, textModel, [{ type: 'input_file', filename: 'note.txt', file_data }]);
    expect((await provider.lastRequest()).messages.at(-1)).toBe(`tool: ${note}`);
  });

  test('accepts an input_file by file_id', async ({ client, textModel, uploadedFile, provider }) => {
    await provider.answers(text('A note.'));
    const { id } = await uploadedFile('note.txt', note);
    await answerFrom(client, textModel, [{ type: 'input_file', file_id: id }]);
    expect((await provider.lastRequest()).messages.at(-1)).toBe(`tool: ${note}`);
  });

  test('sends several parts to the model in order', async ({ client, textModel, provider }) => {
    await provider.answers(text('A note.'));
    await answerFrom(client, textModel, [
      { type: 'input_text', text: 'First. ' },
      { type: 'input_file', filename: 'note.txt', file_data },
      { type: 'input_text', text: ' Last.' },
    ]);
    expect((await provider.lastRequest()).messages.at(-1)).toBe(`tool: First. ${note} Last.`);
  });

  test('is stored as given', async ({ client, textModel, provider }) => {
    await provider.answers(text('A note.'));
    const output: ResponseFunctionCallOutputItemList = [{ type: 'input_file', filename: 'note.txt', file_data }];
    const { id } = await answerFrom(client, textModel, output);
    const { data } = await client.responses.inputItems.list(id, { order: 'asc' });
    expect(data.at(-1)).toMatchObject({ type: 'function_call_output', output });
  });

  test('is rejected with 404 for an unknown file_id', async ({ client, textModel }) => {
    const file_id = 'file-00000000000000000000000000000000';
    const request = answerFrom(client, textModel, [{ type: 'input_file', file_id }]);
    await expect(request).rejects.toMatchObject({ status: 404, message: expect.stringContaining(file_id) });
  });
});

/** The response to what the function gave, after the model has called it. */
async function answerFrom(client: OpenAI, model: string, output: ResponseFunctionCallOutputItemList) {
  const first = await client.responses.create({ model, ...ask });
  const call_id = first.output.find((item) => item.type === 'function_call')?.call_id ?? '';
  const input = [{ type: 'function_call_output', call_id, output } as const];
  return client.responses.create({ model, ...ask, previous_response_id: first.id, input });
}
