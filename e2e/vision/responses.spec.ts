import { toFile } from 'openai';
import type { ResponseInputContent } from 'openai/resources/responses/responses';
import { everythingOf, expect, test } from '../../fixtures/index.ts';
import { dataUrl, RED } from './images.ts';

const brief = { max_output_tokens: 16, temperature: 0 };
const question: ResponseInputContent = { type: 'input_text', text: 'What colour is this picture? One word.' };
const where: ResponseInputContent = { type: 'input_text', text: 'Where is this picture?' };
const asking = (image: { image_url?: string; file_id?: string }) => [
  { role: 'user' as const, content: [question, { type: 'input_image' as const, detail: 'auto' as const, ...image }] },
];

test('reads an input_image data URL', { tag: '@vision' }, async ({ client, textModel }) => {
  const input = asking({ image_url: dataUrl(RED) });
  const response = await client.responses.create({ model: textModel, input, ...brief });
  expect(response).toMatchObject({ status: 'completed', output_text: expect.stringMatching(/red/i) });
});

test('reads an input_image given by file_id', { tag: '@vision' }, async ({ client, textModel }) => {
  const file = await toFile(Buffer.from(RED, 'base64'), 'red.png', { type: 'image/png' });
  const { id } = await client.files.create({ purpose: 'vision', file });
  const response = await client.responses.create({ model: textModel, input: asking({ file_id: id }), ...brief });
  await client.files.delete(id);
  expect(response).toMatchObject({ status: 'completed', output_text: expect.stringMatching(/red/i) });
});

test('streams a response about an input_image', { tag: '@vision' }, async ({ client, textModel }) => {
  const input = asking({ image_url: dataUrl(RED) });
  const events = await everythingOf(await client.responses.create({ model: textModel, input, ...brief, stream: true }));
  expect(events).toBeResponseStream();
  expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { status: 'completed' } });
});

test('lists an input_image among the input items', { tag: '@vision' }, async ({ client, textModel }) => {
  const image_url = dataUrl(RED);
  const { id } = await client.responses.create({ model: textModel, input: asking({ image_url }), ...brief });
  const { data } = await client.responses.inputItems.list(id);
  expect(data).toMatchObject([{ role: 'user', content: [question, { type: 'input_image', image_url }] }]);
});

test(
  'sends a remote input_image to the provider unchanged',
  { tag: '@picture-addresses' },
  async ({ client, textModel }) => {
    const image_url = 'https://pictures.example/red.png';
    const [message] = asking({ image_url });
    const input = [{ role: 'user' as const, content: [where, ...(message?.content.slice(1) ?? [])] }];
    const { output_text } = await client.responses.create({ model: textModel, input, ...brief });
    expect(output_text).toBe(`It is at ${image_url}`);
  },
);

test('sends the input_image of a previous response to the model', async ({ client, textModel }) => {
  const input = asking({ image_url: dataUrl(RED) });
  const { id } = await client.responses.create({ model: textModel, input, ...brief });
  const next = { model: textModel, previous_response_id: id, ...brief };
  const { output_text } = await client.responses.create({ ...next, input: 'And where was that picture?' });
  expect(output_text).toBe(`It was at ${dataUrl(RED)}`);
});

test('answers 404 for an input_image with an unknown file_id', async ({ client, textModel }) => {
  const file_id = 'file-00000000000000000000000000000000';
  const request = client.responses.create({ model: textModel, input: asking({ file_id }), ...brief });
  await expect(request).rejects.toMatchObject({ status: 404, message: expect.stringContaining(file_id) });
});

test('rejects an input_image without image_url and file_id with 400', async ({ client, textModel }) => {
  const request = client.responses.create({ model: textModel, input: asking({}), ...brief });
  await expect(request).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining("either 'image_url' or 'file_id'"),
  });
});
