import type { OpenAI } from 'openai';
import { z } from 'zod';
import { expect, test } from '../../fixtures/index.ts';

const brief = { max_output_tokens: 16, temperature: 0 };
const texts = ['One.', 'Two.', 'Three.', 'Four.', 'Five.'];
const input = texts.map((content) => ({ role: 'user', content }) as const);
const hello = { input: 'Say hello.', ...brief };

test.describe('GET /v1/responses/{id}/input_items', () => {
  test('lists the latest item first by default', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, input, ...brief });
    expect(await textsOf(client, id, {})).toEqual(texts.toReversed());
  });

  test('lists items in the requested order', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, input, ...brief });
    expect(await textsOf(client, id, { order: 'asc' })).toEqual(texts);
    expect(await textsOf(client, id, { order: 'desc' })).toEqual(texts.toReversed());
  });

  for (const limit of [1, 2, 10]) {
    test(`applies limit=${limit}`, async ({ client, textModel }) => {
      const { id } = await client.responses.create({ model: textModel, input, ...brief });
      expect(await textsOf(client, id, { order: 'asc', limit })).toEqual(texts.slice(0, limit));
      expect(await textsOf(client, id, { order: 'desc', limit })).toEqual(texts.toReversed().slice(0, limit));
    });
  }

  test('returns an id for each item', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, input, ...brief });
    const { data } = await client.responses.inputItems.list(id);
    expect(data.map((item) => item.id)).toEqual(texts.map(() => expect.stringMatching(/^msg_/)));
  });

  test('returns has_more and last_id', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, input, ...brief });
    const page = await client.get(`/responses/${id}/input_items`, { query: { limit: 2 } });
    expect(page).toMatchObject({ object: 'list', has_more: true, last_id: expect.any(String) });
  });

  test('rejects an invalid order or limit with 400', { tag: '@stack' }, async ({ client }) => {
    const list = (query: object) => client.get('/responses/resp_unknown/input_items', { query });
    await expect(list({ order: 'up' })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("Input should be 'asc' or 'desc'"),
    });
    await expect(list({ limit: 0 })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('Input should be greater than or equal to 1'),
    });
    await expect(list({ limit: 101 })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('Input should be less than or equal to 100'),
    });
  });

  test('returns 404 for an unknown response', { tag: '@stack' }, async ({ client }) => {
    await expect(client.responses.inputItems.list('resp_unknown')).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining("Response 'resp_unknown' not found"),
    });
  });
});

const Page = z.looseObject({
  object: z.literal('list'),
  data: z.array(z.looseObject({ id: z.string(), model: z.string(), created_at: z.int(), input: z.array(z.unknown()) })),
  first_id: z.string(),
  last_id: z.string(),
  has_more: z.boolean(),
});

test.describe('GET /v1/responses', () => {
  test('includes a stored response with its input', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, ...hello });
    const own = (await list(client, { limit: 100 })).data.find((each) => each.id === id);
    expect(own).toMatchObject({ model: textModel, input: [{ role: 'user', content: [{ text: 'Say hello.' }] }] });
  });

  test('omits a response created with store: false', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, ...hello, store: false });
    expect((await list(client, { limit: 100 })).data.map((each) => each.id)).not.toContain(id);
  });

  test('lists the latest response first by default', async ({ client, textModel }) => {
    await client.responses.create({ model: textModel, ...hello });
    await client.responses.create({ model: textModel, ...hello });
    const { data } = await list(client, { limit: 20 });
    const times = data.map(({ created_at }) => created_at);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  test('returns first_id and last_id', async ({ client, textModel }) => {
    await client.responses.create({ model: textModel, ...hello });
    const page = await list(client, { limit: 1 });
    expect(page.data).toHaveLength(1);
    expect(page).toMatchObject({ first_id: page.data[0]?.id, last_id: page.data[0]?.id });
  });

  test('filters by model', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, ...hello });
    const { data } = await list(client, { model: textModel, limit: 100 });
    expect(new Set(data.map(({ model }) => model))).toEqual(new Set([textModel]));
    expect(data.map((each) => each.id)).toContain(id);
  });

  test('continues after the response given by after', async ({ client, textModel }) => {
    await client.responses.create({ model: textModel, ...hello });
    const { id, created_at } = await client.responses.create({ model: textModel, ...hello });
    const { data } = await list(client, { after: id, limit: 20 });
    expect(data.map((each) => each.id)).not.toContain(id);
    expect(data.filter((each) => each.created_at > created_at)).toEqual([]);
  });

  test('rejects an unknown after with 400', { tag: '@stack' }, async ({ client }) => {
    await expect(list(client, { after: 'resp_unknown' })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("'resp_unknown' not found"),
    });
  });
});

async function textsOf(client: OpenAI, id: string, query: { order?: 'asc' | 'desc'; limit?: number }) {
  const { data } = await client.responses.inputItems.list(id, query);
  return data.map((item) => ('content' in item ? item.content : undefined));
}

/** A page of stored responses; OpenAI's SDK has no method for it. */
async function list(client: OpenAI, query: { limit?: number; model?: string; after?: string }) {
  return Page.parse(await client.get('/responses', { query }));
}
