import { expect, test } from '../../fixtures/index.ts';
import { cosine, decodeVector, norm } from '../../fixtures/vectors.ts';

const texts = ['A cat sleeps on the sofa.', 'The stock market fell today.', 'Rain is expected in Oslo.'];

test('returns the same vectors of an input array as base64 and as float', async ({
  client,
  embeddingModel: { id: model, dimension },
}) => {
  const base64 = await client.embeddings.create({ model, input: texts, encoding_format: 'base64' });
  const numbers = await client.embeddings.create({ model, input: texts, encoding_format: 'float' });
  expect(base64.data.map(({ index }) => index)).toEqual([0, 1, 2]);
  for (const [at, { embedding }] of base64.data.entries()) {
    const vector = decodeVector(embedding);
    expect(vector).toHaveLength(dimension);
    expect(cosine(vector, numbers.data[at]?.embedding ?? [])).toBeCloseTo(1, 5);
  }
});

test(
  'returns as many dimensions as requested in base64',
  { tag: '@embedding-dimensions' },
  async ({ client, embeddingModel: { id: model } }) => {
    const ask = { model, input: texts[0] ?? '', dimensions: 16, encoding_format: 'base64' } as const;
    const { data } = await client.embeddings.create(ask);
    expect(decodeVector(String(data[0]?.embedding))).toHaveLength(16);
  },
);

test(
  'returns vectors of unit length with fewer dimensions',
  { tag: '@embedding-dimensions' },
  async ({ client, embeddingModel: { id: model } }) => {
    const ask = { model, input: texts[0] ?? '', dimensions: 64, encoding_format: 'float' } as const;
    const { data } = await client.embeddings.create(ask);
    expect(norm(data[0]?.embedding ?? [])).toBeCloseTo(1, 3);
  },
);

test('returns the same vector with and without user', async ({ client, embeddingModel: { id: model } }) => {
  const ask = { model, input: texts[0] ?? '', encoding_format: 'float' } as const;
  const anybody = await client.embeddings.create(ask);
  const somebody = await client.embeddings.create({ ...ask, user: 'somebody' });
  expect(cosine(anybody.data[0]?.embedding ?? [], somebody.data[0]?.embedding ?? [])).toBeCloseTo(1, 5);
});

test('embeds equal texts alike and different texts differently', async ({ client, embeddingModel: { id: model } }) => {
  const { data } = await client.embeddings.create({
    model,
    input: [...texts, texts[0] ?? ''],
    encoding_format: 'float',
  });
  const vectors = data.map(({ embedding }) => embedding);
  expect(cosine(vectors[0] ?? [], vectors[3] ?? [])).toBeCloseTo(1, 3);
  expect(cosine(vectors[0] ?? [], vectors[1] ?? [])).toBeLessThan(0.7);
});

test('embeds texts of similar meaning close to each other', async ({ client, embeddingModel: { id: model } }) => {
  const input = ['A cat sleeps on the sofa.', 'A kitten naps on the couch.', 'The stock market fell today.'];
  const { data } = await client.embeddings.create({ model, input, encoding_format: 'float' });
  const [cat = [], kitten = [], market = []] = data.map(({ embedding }) => embedding);
  expect(cosine(cat, kitten)).toBeGreaterThan(cosine(cat, market) + 0.2);
});

test('reports more prompt_tokens for more input', async ({ client, embeddingModel: { id: model } }) => {
  const one = await client.embeddings.create({ model, input: texts.slice(0, 1) });
  const all = await client.embeddings.create({ model, input: texts });
  expect(all.usage.prompt_tokens).toBeGreaterThan(one.usage.prompt_tokens * 2);
  expect(all.usage.total_tokens).toBe(all.usage.prompt_tokens);
});

for (const { what, input, why } of [
  { what: 'a missing input', input: undefined, why: /input.*Field required/ },
  { what: 'a numeric input', input: 7, why: /input.*valid string/ },
]) {
  test(`rejects ${what} with 400`, { tag: '@stack' }, async ({ client, embeddingModel: { id: model } }) => {
    const request = client.post('/embeddings', { body: { model, input } });
    await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringMatching(why) });
  });
}

for (const { what, body, why } of [
  { what: 'an unknown encoding_format', body: { encoding_format: 'hex' }, why: /'float' or 'base64'/ },
  { what: 'dimensions of 0', body: { dimensions: 0 }, why: /dimensions.*greater than or equal to 1/ },
]) {
  test(`rejects ${what} with 400`, async ({ client, embeddingModel: { id: model } }) => {
    const request = client.post('/embeddings', { body: { model, input: 'A cat.', ...body } });
    await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringMatching(why) });
  });
}

test('rejects a chat model with 400', { tag: '@stack' }, async ({ client, textModel }) => {
  await expect(client.embeddings.create({ model: textModel, input: 'A cat.' })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining("is of type 'llm' rather than the expected type 'embedding'"),
  });
});

test("forwards the provider's 404 for a model it does not serve", async ({ client, embeddingModel: { id } }) => {
  const request = client.embeddings.create({ model: `${id.split('/')[0]}/nothing`, input: 'A cat.' });
  await expect(request).rejects.toMatchObject({ status: 404, message: expect.stringContaining('nothing') });
});
