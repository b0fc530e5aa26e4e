import type OpenAI from 'openai';
import type { FunctionTool, Response, ResponseFunctionCallOutputItemList } from 'openai/resources/responses/responses';
import { expect, test } from '../../fixtures/index.ts';
import { dataUrl, RED } from '../vision/pictures.ts';

const brief = { max_output_tokens: 64, temperature: 0 };
const tool = (name: string): FunctionTool => ({
  type: 'function',
  name,
  description: `Calls ${name}.`,
  strict: false,
  parameters: { type: 'object', properties: {} },
});
const photo = { input: 'Show me the roof with the tool.', tools: [tool('take_photo')], ...brief };
const note = { input: 'Read me the note with the tool.', tools: [tool('fetch_note')], ...brief };
const text = 'The door code is 12.';
const file_data = `data:text/plain;base64,${Buffer.from(text).toString('base64')}`;

test.describe('function_call_output content', { tag: '@tools' }, () => {
  test('accepts an input_image', async ({ client, textModel }) => {
    const image_url = dataUrl(RED);
    const { output_text } = await answerTo(client, { model: textModel, ...photo }, [
      { type: 'input_image', detail: 'auto', image_url },
    ]);
    expect(output_text).toBe(`The tool gave ${image_url}`);
  });

  test('accepts an input_image by file_id', async ({ client, textModel, uploadedFile }) => {
    const { id } = await uploadedFile('red.png', Buffer.from(RED, 'base64'));
    const { output_text } = await answerTo(client, { model: textModel, ...photo }, [
      { type: 'input_image', detail: 'auto', file_id: id },
    ]);
    expect(output_text).toBe(`The tool gave ${dataUrl(RED)}`);
  });

  test('accepts an input_file', async ({ client, textModel }) => {
    const { output_text } = await answerTo(client, { model: textModel, ...note }, [
      { type: 'input_file', filename: 'note.txt', file_data },
    ]);
    expect(output_text).toBe(`The note says: ${text}`);
  });

  test('accepts an input_file by file_id', async ({ client, textModel, uploadedFile }) => {
    const { id } = await uploadedFile('note.txt', text);
    const { output_text } = await answerTo(client, { model: textModel, ...note }, [
      { type: 'input_file', file_id: id },
    ]);
    expect(output_text).toBe(`The note says: ${text}`);
  });

  test('sends several parts to the model in order', async ({ client, textModel }) => {
    const { output_text } = await answerTo(client, { model: textModel, ...note }, [
      { type: 'input_text', text: 'First. ' },
      { type: 'input_file', filename: 'note.txt', file_data },
      { type: 'input_text', text: ' Last.' },
    ]);
    expect(output_text).toBe(`The note says: First. ${text} Last.`);
  });

  test('is stored as given', async ({ client, textModel }) => {
    const output: ResponseFunctionCallOutputItemList = [{ type: 'input_file', filename: 'note.txt', file_data }];
    const { id } = await answerTo(client, { model: textModel, ...note }, output);
    const { data } = await client.responses.inputItems.list(id, { order: 'asc' });
    expect(data.at(-1)).toMatchObject({ type: 'function_call_output', output });
  });

  test('is rejected with 404 for an unknown file_id', async ({ client, textModel }) => {
    const file_id = 'file-00000000000000000000000000000000';
    const request = answerTo(client, { model: textModel, ...note }, [{ type: 'input_file', file_id }]);
    await expect(request).rejects.toMatchObject({ status: 404, message: expect.stringContaining(file_id) });
  });
});

type Ask = { model: string } & typeof note;

/** The answer to what a tool gave, after the model has called it. */
async function answerTo(client: OpenAI, ask: Ask, output: ResponseFunctionCallOutputItemList): Promise<Response> {
  const first = await client.responses.create(ask);
  const call = first.output.find((item) => item.type === 'function_call');
  const result = { type: 'function_call_output', call_id: call?.call_id ?? '', output } as const;
  return client.responses.create({ ...ask, previous_response_id: first.id, input: [result] });
}
