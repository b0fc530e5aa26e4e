import { expect, test } from '../../fixtures/index.ts';
import { cosine, decodeVector, norm } from '../../fixtures/vectors.ts';

const texts = ['A cat sleeps on the sofa.', 'The stock market fell today.', 'Rain is expected in Oslo.'];

test('embeds a batch in base64 as in numbers', async ({ client, embeddingModel: { id: model, dimension } }) => {
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
  'cuts a vector in base64 to the dimensions asked for',
  { tag: '@embedding-dimensions' },
  async ({ client, embeddingModel: { id: model } }) => {
    const ask = { model, input: texts[0] ?? '', dimensions: 16, encoding_format: 'base64' } as const;
    const { data } = await client.embeddings.create(ask);
    expect(decodeVector(String(data[0]?.embedding))).toHaveLength(16);
  },
);

test(
  'gives cut vectors of unit length',
  { tag: '@embedding-dimensions' },
  async ({ client, embeddingModel: { id: model } }) => {
    const ask = { model, input: texts[0] ?? '', dimensions: 64, encoding_format: 'float' } as const;
    const { data } = await client.embeddings.create(ask);
    expect(norm(data[0]?.embedding ?? [])).toBeCloseTo(1, 3);
  },
);

test('gives the same vector whoever asks', async ({ client, embeddingModel: { id: model } }) => {
  const ask = { model, input: texts[0] ?? '', encoding_format: 'float' } as const;
  const anybody = await client.embeddings.create(ask);
  const somebody = await client.embeddings.create({ ...ask, user: 'somebody' });
  expect(cosine(anybody.data[0]?.embedding ?? [], somebody.data[0]?.embedding ?? [])).toBeCloseTo(1, 5);
});

test('gives unlike texts unlike vectors', async ({ client, embeddingModel: { id: model } }) => {
  const { data } = await client.embeddings.create({
    model,
    input: [...texts, texts[0] ?? ''],
    encoding_format: 'float',
  });
  const vectors = data.map(({ embedding }) => embedding);
  expect(cosine(vectors[0] ?? [], vectors[3] ?? [])).toBeCloseTo(1, 3);
  expect(cosine(vectors[0] ?? [], vectors[1] ?? [])).toBeLessThan(0.7);
});

test('puts texts of like meaning near each other', async ({ client, embeddingModel: { id: model } }) => {
  const input = ['A cat sleeps on the sofa.', 'A kitten naps on the couch.', 'The stock market fell today.'];
  const { data } = await client.embeddings.create({ model, input, encoding_format: 'float' });
  const [cat = [], kitten = [], market = []] = data.map(({ embedding }) => embedding);
  expect(cosine(cat, kitten)).toBeGreaterThan(cosine(cat, market) + 0.2);
});

test('counts more tokens in more text', async ({ client, embeddingModel: { id: model } }) => {
  const one = await client.embeddings.create({ model, input: texts.slice(0, 1) });
  const all = await client.embeddings.create({ model, input: texts });
  expect(all.usage.prompt_tokens).toBeGreaterThan(one.usage.prompt_tokens * 2);
  expect(all.usage.total_tokens).toBe(all.usage.prompt_tokens);
});

for (const { what, body, why } of [
  { what: 'a request without input', body: { input: undefined }, why: /input.*Field required/ },
  { what: 'an input that is a number', body: { input: 7 }, why: /input.*valid string/ },
  { what: 'an encoding that there is not', body: { encoding_format: 'hex' }, why: /'float' or 'base64'/ },
  { what: 'a vector of no dimensions', body: { dimensions: 0 }, why: /dimensions.*greater than or equal to 1/ },
]) {
  test(`refuses ${what}`, async ({ client, embeddingModel: { id: model } }) => {
    const request = client.post('/embeddings', { body: { model, input: 'A cat.', ...body } });
    await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringMatching(why) });
  });
}

test('refuses to embed with a model that does not embed', async ({ client, textModel }) => {
  await expect(client.embeddings.create({ model: textModel, input: 'A cat.' })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining("is of type 'llm' rather than the expected type 'embedding'"),
  });
});

test("hands on the provider's answer for an embedding model that it does not have", async ({
  client,
  embeddingModel: { id },
}) => {
  const request = client.embeddings.create({ model: `${id.split('/')[0]}/nothing`, input: 'A cat.' });
  await expect(request).rejects.toMatchObject({ status: 404, message: expect.stringContaining('nothing') });
});
