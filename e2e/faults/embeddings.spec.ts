import { CHUNKING, connectionReset, embedding, expect, raw, status, test, text } from '../../fixtures/index.ts';
import { fileSearchCall, searchRequest } from '../file-search/fixture.ts';
import { failed } from './outcome.ts';
import { lastResponse } from './surfaces.ts';

/** Keeps the stack's own client from trying again. */
const once = { headers: { 'x-should-retry': 'false' } };
const list = (...embeddings: number[][]) =>
  raw(
    JSON.stringify({
      object: 'list',
      model: 'm',
      data: embeddings.map((vector, index) => ({ object: 'embedding', index, embedding: vector })),
      usage: { prompt_tokens: 1, total_tokens: 1 },
    }),
    'application/json',
  );

const faults = [
  { fault: 'answers 429', code: '429', answer: status(429, { ...once, error: 'Slow down.' }) },
  { fault: 'answers 500', answer: status(500, { ...once, error: 'Crashed.' }) },
  { fault: 'resets the connection', answer: connectionReset() },
  { fault: 'breaks off in the body', answer: embedding().cutInside(0) },
  { fault: 'answers 200 with HTML', answer: raw('<html></html>', 'text/html') },
  { fault: 'answers 200 with nothing', answer: raw('', 'application/json') },
  { fault: 'gives no vectors', answer: list() },
  { fault: 'gives a vector of another length', answer: list([0.6, 0.8]) },
];

test.describe('embeddings', { tag: '@any-provider' }, () => {
  // A vector is as long as the model makes it: the client sees how long it is.
  for (const { fault, answer, code = '5xx' } of faults.filter(({ fault }) => !fault.includes('another length'))) {
    test(`are ${code} when the provider ${fault}`, async ({ client, provider, embeddingModel: model }) => {
      await provider.answers(answer.persist());
      const request = client.embeddings.create({ model: model.id, input: 'tea', encoding_format: 'float' });
      const error = await request.then(() => null, failed);
      expect(error).toMatchObject(code === '5xx' ? { by: 'server' } : { status: 429 });
    });
  }
});

test.describe('ingestion of a file', { tag: '@any-provider' }, () => {
  for (const { fault, answer } of faults) {
    test(`fails when the provider of embeddings ${fault}`, async ({
      client,
      provider,
      uploadedFile,
      vectorStoreWith,
    }) => {
      await provider.answers(answer.persist());
      const store = await vectorStoreWith({});
      const { id: file_id } = await uploadedFile('tea.txt', 'Green tea wants water well below boiling.');
      const body = { file_id, chunking_strategy: CHUNKING };
      const file = await client.vectorStores.files.createAndPoll(store.id, body, { pollIntervalMs: 50 });
      expect(file).toMatchObject({ status: 'failed', last_error: { code: 'server_error' } });
    });
  }
});

test.describe('search', { tag: '@any-provider' }, () => {
  for (const { fault, answer, code = '5xx' } of faults) {
    test(`of a vector store is ${code} when the provider of embeddings ${fault}`, async ({
      client,
      provider,
      uploadedFile,
      vectorStoreWith,
    }) => {
      await provider.answers(embedding());
      const store = await vectorStoreWith({ files: [await uploadedFile('tea.txt', 'Green tea wants water.')] });
      await provider.answers(answer.persist());
      const error = await client.vectorStores.search(store.id, { query: 'tea' }).then(() => null, failed);
      expect(error).toMatchObject(code === '5xx' ? { by: 'server' } : { status: 429 });
    });
  }
});

for (const kind of ['response', 'streamed response']) {
  test.describe(`file search of a ${kind}`, { tag: '@any-provider' }, () => {
    for (const { fault, answer } of faults) {
      test(`has status failed, and the model answers, when the provider of embeddings ${fault}`, async ({
        client,
        provider,
        textModel,
        uploadedFile,
        vectorStoreWith,
      }) => {
        await provider.answers(embedding());
        const store = await vectorStoreWith({ files: [await uploadedFile('tea.txt', 'Green tea wants water.')] });
        await provider.answers(
          fileSearchCall('tea').when({ toolResults: 0 }),
          text('I do not know.').when({ toolResults: 1 }).persist(),
          answer.persist(),
        );
        const request = searchRequest(textModel, [store]);
        const response = await (kind === 'streamed response'
          ? lastResponse(client, request)
          : client.responses.create(request));
        expect(response).toMatchObject({
          status: 'completed',
          output: [{ type: 'file_search_call', status: 'failed' }, { type: 'message' }],
        });
      });
    }
  });
}
