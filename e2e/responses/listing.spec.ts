import type { OpenAI } from 'openai';
import { z } from 'zod';
import { expect, test } from '../../fixtures/index.ts';

const brief = { max_output_tokens: 16, temperature: 0 };
const words = ['One.', 'Two.', 'Three.', 'Four.', 'Five.'];
const input = words.map((content) => ({ role: 'user', content }) as const);
const hello = { input: 'Say hello.', ...brief };

test.describe('the input items of a response', () => {
  test('are listed with the latest first', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, input, ...brief });
    expect(await wordsOf(client, id, {})).toEqual(words.toReversed());
  });

  test('are listed in the order asked for', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, input, ...brief });
    expect(await wordsOf(client, id, { order: 'asc' })).toEqual(words);
    expect(await wordsOf(client, id, { order: 'desc' })).toEqual(words.toReversed());
  });

  for (const limit of [1, 2, 10]) {
    test(`are no more than a limit of ${limit}`, async ({ client, textModel }) => {
      const { id } = await client.responses.create({ model: textModel, input, ...brief });
      expect(await wordsOf(client, id, { order: 'asc', limit })).toEqual(words.slice(0, limit));
      expect(await wordsOf(client, id, { order: 'desc', limit })).toEqual(words.toReversed().slice(0, limit));
    });
  }

  test('each have an id', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, input, ...brief });
    const { data } = await client.responses.inputItems.list(id);
    expect(data.map((item) => item.id)).toEqual(words.map(() => expect.stringMatching(/^msg_/)));
  });

  test('are listed with the ends of the page', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, input, ...brief });
    const page = await client.get(`/responses/${id}/input_items`, { query: { limit: 2 } });
    expect(page).toMatchObject({ object: 'list', has_more: true, last_id: expect.any(String) });
  });

  test('are refused in another order, or none at all', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, ...hello });
    const list = (query: object) => client.get(`/responses/${id}/input_items`, { query });
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

  test('of an unknown response are not found', async ({ client }) => {
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

test.describe('the list of responses', () => {
  test('has a stored response with what it was asked', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, ...hello });
    const own = (await list(client, { limit: 100 })).data.find((each) => each.id === id);
    expect(own).toMatchObject({ model: textModel, input: [{ role: 'user', content: [{ text: 'Say hello.' }] }] });
  });

  test('has no response that is not to be stored', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, ...hello, store: false });
    expect((await list(client, { limit: 100 })).data.map((each) => each.id)).not.toContain(id);
  });

  test('goes from the latest to the earliest', async ({ client, textModel }) => {
    await client.responses.create({ model: textModel, ...hello });
    await client.responses.create({ model: textModel, ...hello });
    const { data } = await list(client, { limit: 20 });
    const times = data.map(({ created_at }) => created_at);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  test('names the ends of a page', async ({ client, textModel }) => {
    await client.responses.create({ model: textModel, ...hello });
    const page = await list(client, { limit: 1 });
    expect(page.data).toHaveLength(1);
    expect(page).toMatchObject({ first_id: page.data[0]?.id, last_id: page.data[0]?.id });
  });

  test('is cut to the responses of a model', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, ...hello });
    const { data } = await list(client, { model: textModel, limit: 100 });
    expect(new Set(data.map(({ model }) => model))).toEqual(new Set([textModel]));
    expect(data.map((each) => each.id)).toContain(id);
  });

  test('goes on after a response, with none that is later', async ({ client, textModel }) => {
    await client.responses.create({ model: textModel, ...hello });
    const { id, created_at } = await client.responses.create({ model: textModel, ...hello });
    const { data } = await list(client, { after: id, limit: 20 });
    expect(data.map((each) => each.id)).not.toContain(id);
    expect(data.filter((each) => each.created_at > created_at)).toEqual([]);
  });

  test('is refused after a response that it does not know', async ({ client }) => {
    await expect(list(client, { after: 'resp_unknown' })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("'resp_unknown' not found"),
    });
  });
});

async function wordsOf(client: OpenAI, id: string, query: { order?: 'asc' | 'desc'; limit?: number }) {
  const { data } = await client.responses.inputItems.list(id, query);
  return data.map((item) => ('content' in item ? item.content : undefined));
}

/** A page of stored responses; OpenAI's SDK has no method for it. */
async function list(client: OpenAI, query: { limit?: number; model?: string; after?: string }) {
  return Page.parse(await client.get('/responses', { query }));
}
