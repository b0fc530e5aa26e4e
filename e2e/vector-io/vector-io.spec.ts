import { z } from 'zod';
import { embedding, expect, test } from '../../fixtures/index.ts';

const Found = z.object({
  chunks: z.array(
    z.looseObject({ content: z.string(), chunk_id: z.string(), metadata: z.record(z.string(), z.unknown()) }),
  ),
  scores: z.array(z.number()),
});

/** A chunk with a vector of its own: 1 at one place, 0 elsewhere. */
function chunkOf(n: number, model: string, dimension: number) {
  const metadata = { document_id: `doc-${n}`, tag: n % 2 === 0 ? 'even' : 'odd' };
  const times = { created_timestamp: 1, updated_timestamp: 1 };
  return {
    chunk_id: `chunk-${n}`,
    content: `Text ${n}.`,
    metadata,
    chunk_metadata: { chunk_id: `chunk-${n}`, document_id: `doc-${n}`, ...times },
    embedding: unitVector(n, dimension),
    embedding_model: model,
    embedding_dimension: dimension,
  };
}

function unitVector(n: number, dimension: number): number[] {
  return Array.from({ length: dimension }, (_, at) => (at === n ? 1 : 0));
}

/** A vector near to that of the chunk 1, and not the same. */
function nearOne(dimension: number): number[] {
  return unitVector(1, dimension).with(0, 0.1);
}

test.describe('Vector IO', { tag: ['@any-provider', '@vector-io'] }, () => {
  test('finds an inserted chunk by the vector of the query', async ({
    http,
    provider,
    vectorStoreWith,
    embeddingModel,
  }) => {
    const { id, dimension } = embeddingModel;
    await provider.answers(embedding(nearOne(dimension)));
    const store = await vectorStoreWith({});
    const chunks = [0, 1, 2].map((n) => chunkOf(n, id, dimension));
    const inserted = await http.post('/v1/vector-io/insert', { vector_store_id: store.id, chunks });
    expect(inserted).toMatchObject({ status: 204, body: '' });
    const query = { vector_store_id: store.id, query: 'one', params: { max_chunks: 1 } };
    const { chunks: found, scores } = Found.parse((await http.post('/v1/vector-io/query', query)).body);
    expect(found).toMatchObject([
      { chunk_id: 'chunk-1', content: 'Text 1.', metadata: { document_id: 'doc-1', tag: 'odd' } },
    ]);
    expect(scores).toHaveLength(1);
  });

  test('gives a chunk whose vector is that of the query a score', async ({
    http,
    provider,
    vectorStoreWith,
    embeddingModel,
  }) => {
    const { id, dimension } = embeddingModel;
    await provider.answers(embedding(unitVector(1, dimension)));
    const store = await vectorStoreWith({});
    await http.post('/v1/vector-io/insert', { vector_store_id: store.id, chunks: [chunkOf(1, id, dimension)] });
    const { body } = await http.post('/v1/vector-io/query', { vector_store_id: store.id, query: 'one' });
    expect(body).toMatchObject({ scores: [expect.any(Number)] });
  });

  test('orders chunks by score, highest first', async ({ http, provider, vectorStoreWith, embeddingModel }) => {
    const { id, dimension } = embeddingModel;
    const query = unitVector(0, dimension).with(1, 0.5).with(2, 0.2);
    await provider.answers(embedding(query));
    const store = await vectorStoreWith({});
    const chunks = [2, 0, 1].map((n) => chunkOf(n, id, dimension));
    await http.post('/v1/vector-io/insert', { vector_store_id: store.id, chunks });
    const answer = await http.post('/v1/vector-io/query', { vector_store_id: store.id, query: 'zero' });
    const found = Found.parse(answer.body);
    expect(found.chunks.map(({ chunk_id }) => chunk_id)).toEqual(['chunk-0', 'chunk-1', 'chunk-2']);
    expect(found.scores).toEqual(found.scores.toSorted((a, b) => b - a));
  });

  test('finds inserted chunks by /v1/vector_stores/{vector_store_id}/search', async ({
    client,
    http,
    provider,
    vectorStoreWith,
    embeddingModel,
  }) => {
    const { id, dimension } = embeddingModel;
    await provider.answers(embedding(nearOne(dimension)));
    const store = await vectorStoreWith({});
    const chunks = [chunkOf(0, id, dimension), chunkOf(1, id, dimension)];
    await http.post('/v1/vector-io/insert', { vector_store_id: store.id, chunks });
    const { data } = await client.vectorStores.search(store.id, { query: 'one', max_num_results: 1 });
    expect(data).toMatchObject([{ content: [{ type: 'text', text: 'Text 1.' }] }]);
  });
});

test.describe('Vector IO', { tag: ['@stack', '@vector-io'] }, () => {
  const store = { vector_store_id: 'vs_none' };
  const unknownStore = { status: 400, body: { error: { message: expect.stringContaining("'vs_none' not found") } } };

  test('rejects chunks for an unknown vector store with 400, naming it', async ({ http, embeddingModel }) => {
    const chunks = [chunkOf(0, embeddingModel.id, embeddingModel.dimension)];
    expect(await http.post('/v1/vector-io/insert', { ...store, chunks })).toMatchObject(unknownStore);
  });

  test('rejects a query of an unknown vector store with 400, naming it', async ({ http }) => {
    expect(await http.post('/v1/vector-io/query', { ...store, query: 'one' })).toMatchObject(unknownStore);
  });

  test('rejects a vector of another dimension with 400', async ({ http, vectorStoreWith, embeddingModel }) => {
    const { id } = await vectorStoreWith({});
    const chunks = [chunkOf(0, embeddingModel.id, 2)];
    expect((await http.post('/v1/vector-io/insert', { vector_store_id: id, chunks })).status).toBe(400);
  });

  test('rejects chunks without embeddings with 400', async ({ http, vectorStoreWith }) => {
    const { id } = await vectorStoreWith({});
    const chunks = [{ content: 'Text.', chunk_id: 'chunk-0', metadata: {} }];
    expect((await http.post('/v1/vector-io/insert', { vector_store_id: id, chunks })).status).toBe(400);
  });
});
