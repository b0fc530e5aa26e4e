import { CHUNKING, embedding, expect, text, toolCalls } from '../../fixtures/index.ts';
import { OTHERS, test } from './fixture.ts';
import { REFERENCES } from './references.ts';
import { filled, makerOf, SECRET } from './resources.ts';

for (const [who, [user, tenant]] of Object.entries(OTHERS)) {
  test.describe(`What a user has, named in a request of ${who}, is not found`, { tag: '@own-stack' }, () => {
    for (const [what, { made: maker, path, body }] of Object.entries(REFERENCES)) {
      test(`as ${what}`, async ({ alice, as, made, provider, textModel: model }) => {
        await provider.answers(text('Noted.').persist());
        const given = filled(JSON.stringify(body), { ...(await makerOf(maker)(made(alice))), model });
        const before = (await provider.requests()).length;
        const refused = await as(user, tenant)('POST', path, given);
        expect(refused.status).toBe(404);
        expect(refused.bytes.toString()).not.toContain(SECRET);
        expect((await provider.requests()).slice(before), 'the model is asked').toEqual([]);
        expect((await as('alice', 'red')('POST', path, given)).status, 'the owner is refused').toBe(200);
      });
    }

    test('as vector_store_ids of file_search, which has no results', async ({
      alice,
      clientOf,
      made,
      provider,
      textModel: model,
    }) => {
      const search = toolCalls({ name: ['file_search', 'knowledge_search'], arguments: { query: SECRET } });
      const turn = [search, text('Noted.')];
      await provider.answers(embedding().persist(), ...turn, ...turn);
      const { vector_store_id = '' } = await makerOf('/v1/vector_stores/{vector_store_id}/files')(made(alice));
      const tools = [{ type: 'file_search' as const, vector_store_ids: [vector_store_id] }];
      const request = { model, input: 'Say the code.', tools, include: ['file_search_call.results' as const] };
      const found = await (await clientOf(user, tenant)).responses.create(request);
      expect(found.output[0]).toMatchObject({ type: 'file_search_call', results: [] });
      const owners = await alice.responses.create(request);
      expect(owners.output[0]).toMatchObject({ results: [{ text: SECRET }] });
    });

    test('as file_ids of a vector store, which has none of it', async ({
      alice,
      clientOf,
      made,
      provider,
      embeddingModel: { id: embedding_model, dimension: embedding_dimension },
    }) => {
      await provider.answers(embedding().persist().optional());
      const { file_id = '' } = await makerOf('/v1/files/')(made(alice));
      const { vectorStores } = await clientOf(user, tenant);
      const of = { embedding_model, embedding_dimension };
      const store = await vectorStores.create({ file_ids: [file_id], chunking_strategy: CHUNKING, ...of });
      await expect.poll(async () => (await vectorStores.retrieve(store.id)).file_counts.in_progress).toBe(0);
      expect((await vectorStores.retrieve(store.id)).file_counts.completed).toBe(0);
      expect((await vectorStores.search(store.id, { query: SECRET })).data).toEqual([]);
    });

    test('as input_file_id of a batch, which fails', async ({ alice, clientOf, made }) => {
      const { file_id: input_file_id = '' } = await makerOf('/v1/files/')(made(alice));
      const { batches } = await clientOf(user, tenant);
      const of = { endpoint: '/v1/chat/completions', completion_window: '24h' } as const;
      const { id } = await batches.create({ input_file_id, ...of });
      await expect.poll(async () => (await batches.retrieve(id)).status).toBe('failed');
      expect((await batches.retrieve(id)).errors?.data).toEqual([
        expect.objectContaining({ param: 'input_file_id', message: expect.stringContaining('Cannot find file') }),
      ]);
    });
  });
}
