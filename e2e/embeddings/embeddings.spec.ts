import { expect, test } from '../../fixtures/index.ts';
import { cosine, decodeVector, norm } from '../../fixtures/vectors.ts';

const texts = ['A cat sleeps on the sofa.', 'The stock market fell today.', 'Rain is expected in Oslo.'];
const input = 'A cat sleeps on the sofa.';

test("returns a vector of the model's dimension and the usage", async ({ client, embeddingModel }) => {
  const answer = await client.embeddings.create({ model: embeddingModel.id, input });
  expect(answer).toMatchObject({ object: 'list', model: embeddingModel.id, data: [{ object: 'embedding', index: 0 }] });
  expect(answer.data.map(({ embedding }) => embedding.length)).toEqual([embeddingModel.dimension]);
  const tokens = answer.usage.prompt_tokens;
  expect(tokens).toBeGreaterThan(5);
  expect(answer.usage).toEqual({ prompt_tokens: tokens, total_tokens: tokens });
});

test('returns vectors of unit length', async ({ client, embeddingModel }) => {
  const { data } = await client.embeddings.create({ model: embeddingModel.id, input, encoding_format: 'float' });
  expect(norm(data[0]?.embedding ?? [])).toBeCloseTo(1, 3);
});

test('embeds an input array in order, each text as if sent alone', async ({ client, embeddingModel }) => {
  const batch = await client.embeddings.create({ model: embeddingModel.id, input: texts, encoding_format: 'float' });
  expect(batch.data.map(({ index }) => index)).toEqual([0, 1, 2]);
  for (const [at, text] of texts.entries()) {
    const alone = await client.embeddings.create({ model: embeddingModel.id, input: text, encoding_format: 'float' });
    expect(cosine(batch.data[at]?.embedding ?? [], alone.data[0]?.embedding ?? [])).toBeCloseTo(1, 3);
  }
});

test('returns the same vector as base64 and as float', async ({ client, embeddingModel }) => {
  const numbers = await client.embeddings.create({ model: embeddingModel.id, input, encoding_format: 'float' });
  const base64 = await client.embeddings.create({ model: embeddingModel.id, input, encoding_format: 'base64' });
  const decoded = decodeVector(String(base64.data[0]?.embedding));
  expect(decoded).toHaveLength(embeddingModel.dimension);
  expect(cosine(decoded, numbers.data[0]?.embedding ?? [])).toBeCloseTo(1, 5);
});

test(
  'returns as many dimensions as requested',
  { tag: '@embedding-dimensions' },
  async ({ client, embeddingModel }) => {
    const { data } = await client.embeddings.create({
      model: embeddingModel.id,
      input,
      dimensions: 128,
      encoding_format: 'float',
    });
    expect(data[0]?.embedding).toHaveLength(128);
  },
);

test('rejects an empty input array with 400', async ({ client, embeddingModel }) => {
  const request = client.embeddings.create({ model: embeddingModel.id, input: [] });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining('at least 1 item') });
});

test('answers 404 for an unknown model', { tag: '@stack' }, async ({ client }) => {
  const request = client.embeddings.create({ model: 'nothing', input });
  await expect(request).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining("Model 'nothing' not found"),
  });
});
