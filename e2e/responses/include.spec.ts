import type { ResponseIncludable } from 'openai/resources/responses/responses';
import { embedding, expect, test, text, toolCalls } from '../../fixtures/index.ts';
import { dataUrl, RED } from '../vision/images.ts';

const INCLUDABLE: ResponseIncludable[] = [
  'file_search_call.results',
  'web_search_call.action.sources',
  'message.input_image.image_url',
  'computer_call_output.output.image_url',
  'code_interpreter_call.outputs',
  'reasoning.encrypted_content',
  'message.output_text.logprobs',
];
const image = { type: 'input_image', detail: 'auto', image_url: dataUrl(RED) } as const;
const look = [{ role: 'user', content: [{ type: 'input_text', text: 'What colour?' }, image] }] as const;

test.describe('include', { tag: '@any-provider' }, () => {
  for (const value of INCLUDABLE) {
    test(`accepts ${value} at POST /v1/responses`, async ({ http, provider, textModel: model }) => {
      await provider.answers(text('Red.').optional());
      expect(await http.post('/v1/responses', { model, input: 'Hi.', include: [value] })).toMatchObject({
        status: 200,
      });
    });
  }

  test('rejects an unknown value with 400 at POST /v1/responses', async ({ http, provider, textModel: model }) => {
    await provider.answers(text('Red.').optional());
    const { status } = await http.post('/v1/responses', { model, input: 'Hi.', include: ['everything'] });
    expect(status).toBe(400);
  });

  test('message.input_image.image_url returns the image at GET /v1/responses/{id}/input_items', async ({
    client,
    provider,
    textModel: model,
  }) => {
    await provider.answers(text('Red.'));
    const { id } = await client.responses.create({ model, input: [{ role: 'user', content: [...look[0].content] }] });
    const page = await client.responses.inputItems.list(id, { include: ['message.input_image.image_url'] });
    expect(page.data[0]).toMatchObject({ content: [{ text: 'What colour?' }, { image_url: image.image_url }] });
  });

  for (const place of ['GET /v1/responses/{id}', 'GET /v1/conversations/{id}/items'] as const) {
    test(`file_search_call.results returns what was found at ${place}`, async ({
      client,
      conversationWith,
      provider,
      textModel: model,
      uploadedFile,
      vectorStoreWith,
    }) => {
      await provider.answers(
        embedding().persist(),
        toolCalls({ name: ['file_search', 'knowledge_search'], arguments: { query: 'code' } }),
        text('It is 7342.'),
      );
      const store = await vectorStoreWith({ files: [await uploadedFile('code.txt', 'The code is 7342.')] });
      const tools = [{ type: 'file_search' as const, vector_store_ids: [store.id] }];
      const { id: conversation } = await conversationWith({});
      const { id } = await client.responses.create({ model, input: 'What is the code?', tools, conversation });
      const include: ResponseIncludable[] = ['file_search_call.results'];
      const items = place.includes('responses')
        ? (await client.responses.retrieve(id, { include })).output
        : (await client.conversations.items.list(conversation, { include })).data;
      const call = items.find(({ type }) => type === 'file_search_call');
      expect(call).toMatchObject({ results: [{ text: expect.stringContaining('The code is 7342.') }] });
    });
  }

  test('is accepted at GET /v1/responses/{id}', async ({ client, http, provider, textModel: model }) => {
    await provider.answers(text('Red.'));
    const { id } = await client.responses.create({ model, input: 'Hi.' });
    expect(await http.get(`/v1/responses/${id}?include[]=message.input_image.image_url`)).toMatchObject({
      status: 200,
      body: { id },
    });
  });
});

test.describe('include', { tag: '@stack' }, () => {
  const include: ResponseIncludable[] = ['message.input_image.image_url'];
  const message = { type: 'message', role: 'user', content: [...look[0].content] } as const;

  test('returns the image at GET /v1/conversations/{id}/items', async ({ client, conversationWith }) => {
    const { id } = await conversationWith({ items: [{ ...message, content: [...message.content] }] });
    const { data } = await client.conversations.items.list(id, { include });
    expect(data[0]).toMatchObject({ content: [{ text: 'What colour?' }, { image_url: image.image_url }] });
  });

  test('returns the image at GET /v1/conversations/{id}/items/{id}', async ({ client, conversationWith }) => {
    const { id } = await conversationWith({ items: [{ ...message, content: [...message.content] }] });
    const { data } = await client.conversations.items.list(id);
    const item = await client.conversations.items.retrieve(data[0]?.id ?? '', { conversation_id: id, include });
    expect(item).toMatchObject({ content: [{ text: 'What colour?' }, { image_url: image.image_url }] });
  });

  test('returns the image at POST /v1/conversations/{id}/items', async ({ client, conversationWith }) => {
    const { id } = await conversationWith({});
    const { data } = await client.conversations.items.create(id, {
      items: [{ ...message, content: [...message.content] }],
      include,
    });
    expect(data[0]).toMatchObject({ content: [{ text: 'What colour?' }, { image_url: image.image_url }] });
  });
});
