import { toFile } from 'openai';
import type { ResponseInputContent } from 'openai/resources/responses/responses';
import { everythingOf, expect, test, text } from '../../fixtures/index.ts';
import { dataUrl, RED } from './images.ts';

const limits = { max_output_tokens: 16, temperature: 0 };
const question: ResponseInputContent = { type: 'input_text', text: 'What colour is this picture? One word.' };
const asking = (image: { image_url?: string; file_id?: string }) => [
  { role: 'user' as const, content: [question, { type: 'input_image' as const, detail: 'auto' as const, ...image }] },
];

test('reads an input_image data URL', { tag: '@vision' }, async ({ client, textModel }) => {
  const input = asking({ image_url: dataUrl(RED) });
  const response = await client.responses.create({ model: textModel, input, ...limits });
  expect(response).toMatchObject({ status: 'completed', output_text: expect.stringMatching(/red/i) });
});

test('reads an input_image given by file_id', { tag: '@vision' }, async ({ client, textModel }) => {
  const file = await toFile(Buffer.from(RED, 'base64'), 'red.png', { type: 'image/png' });
  const { id } = await client.files.create({ purpose: 'vision', file });
  const response = await client.responses.create({ model: textModel, input: asking({ file_id: id }), ...limits });
  await client.files.delete(id);
  expect(response).toMatchObject({ status: 'completed', output_text: expect.stringMatching(/red/i) });
});

test('streams a response about an input_image', { tag: '@vision' }, async ({ client, textModel }) => {
  const input = asking({ image_url: dataUrl(RED) });
  const events = await everythingOf(
    await client.responses.create({ model: textModel, input, ...limits, stream: true }),
  );
  expect(events).toBeResponseStream();
  expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { status: 'completed' } });
});

test('lists an input_image among the input items', { tag: '@vision' }, async ({ client, textModel }) => {
  const image_url = dataUrl(RED);
  const { id } = await client.responses.create({ model: textModel, input: asking({ image_url }), ...limits });
  const { data } = await client.responses.inputItems.list(id);
  expect(data).toMatchObject([{ role: 'user', content: [question, { type: 'input_image', image_url }] }]);
});

test(
  'sends a remote input_image to the provider unchanged',
  { tag: '@picture-addresses' },
  async ({ client, provider, textModel }) => {
    await provider.answers(text('Red.'));
    const url = 'https://pictures.example/red.png';
    await client.responses.create({ model: textModel, input: asking({ image_url: url }), ...limits });
    const content = [expect.anything(), { type: 'image_url', image_url: { url } }];
    expect((await provider.lastRequest()).body).toMatchObject({ messages: [{ role: 'user', content }] });
  },
);

test('sends the input_image of a previous response to the model', async ({ client, provider, textModel }) => {
  await provider.answers(text('Red.'), text('It was red.'));
  const url = dataUrl(RED);
  const params = { model: textModel, ...limits };
  const { id } = await client.responses.create({ ...params, input: asking({ image_url: url }) });
  await client.responses.create({ ...params, previous_response_id: id, input: 'What colour was that picture?' });
  const content = [expect.anything(), { type: 'image_url', image_url: { url } }];
  expect((await provider.lastRequest()).body).toMatchObject({ messages: [{ role: 'user', content }, {}, {}] });
});

test('answers 404 for an input_image with an unknown file_id', async ({ client, textModel }) => {
  const file_id = 'file-00000000000000000000000000000000';
  const request = client.responses.create({ model: textModel, input: asking({ file_id }), ...limits });
  await expect(request).rejects.toMatchObject({ status: 404, message: expect.stringContaining(file_id) });
});

test('rejects an input_image without image_url and file_id with 400', async ({ client, textModel }) => {
  const request = client.responses.create({ model: textModel, input: asking({}), ...limits });
  await expect(request).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining("either 'image_url' or 'file_id'"),
  });
});
