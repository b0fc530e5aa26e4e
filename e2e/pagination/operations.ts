/** The lists of the API that have pages, as data, and how a test fills each of them. */
import type { OpenAI } from 'openai';
import { expect } from '../../fixtures/index.ts';
import type { ConversationFixtures } from '../../fixtures/conversations.ts';
import type { FileFixtures } from '../../fixtures/files.ts';
import type { VectorStoreFixtures } from '../../fixtures/vector-stores.ts';

/** A list with three things of the test in it. */
export interface Filled {
  path: string;
  /** Of the test's things; empty where the list is the only one to say them. */
  ids: string[];
  remove: (id: string) => Promise<unknown>;
}

type Filling = ConversationFixtures &
  FileFixtures &
  VectorStoreFixtures & { client: OpenAI; textModel: string; embeddingModel: { id: string; dimension: number } };

export interface ListOperation {
  /** Its path, with `{id}` for ids. */
  operation: string;
  tag: '@stack' | '@any-provider';
  /** Whether the list holds things of this test only. */
  own: boolean;
  before: boolean;
  deletable: boolean;
  maximum: number;
  fillWith: (filling: Filling) => Promise<Filled>;
}

/** Of lists whose things cannot be deleted. */
const keep = () => Promise.resolve();

const three = ['One.', 'Two.', 'Three.'];
const messages = three.map((content) => ({ role: 'user', content }) as const);

export const LISTS: readonly ListOperation[] = [
  {
    operation: '/v1/conversations/{id}/items',
    tag: '@stack',
    own: true,
    before: false,
    deletable: true,
    maximum: 100,
    fillWith: async ({ client, conversationWith }) => {
      const { id } = await conversationWith({});
      const items = messages.map((message) => ({ type: 'message', ...message }) as const);
      const { data } = await client.conversations.items.create(id, { items });
      return {
        path: `/v1/conversations/${id}/items`,
        ids: data.map((item) => item.id ?? ''),
        remove: (item) => client.conversations.items.delete(item, { conversation_id: id }),
      };
    },
  },
  {
    operation: '/v1/responses/{id}/input_items',
    tag: '@any-provider',
    own: true,
    before: true,
    deletable: false,
    maximum: 100,
    fillWith: async ({ client, textModel }) => {
      const { id } = await client.responses.create({ model: textModel, input: [...messages] });
      return { path: `/v1/responses/${id}/input_items`, ids: [], remove: keep };
    },
  },
  {
    operation: '/v1/vector_stores/{id}/files',
    tag: '@any-provider',
    own: true,
    before: true,
    deletable: true,
    maximum: 100,
    fillWith: async ({ client, uploadedFile, vectorStoreWith }) => {
      const files = await Promise.all(three.map((each) => uploadedFile(`${each}txt`, each)));
      const { id } = await vectorStoreWith({ files });
      return {
        path: `/v1/vector_stores/${id}/files`,
        ids: files.map((file) => file.id),
        remove: (file) => client.vectorStores.files.delete(file, { vector_store_id: id }),
      };
    },
  },
  {
    operation: '/v1/vector_stores/{id}/file_batches/{id}/files',
    tag: '@any-provider',
    own: true,
    before: true,
    deletable: false,
    maximum: 100,
    fillWith: async ({ client, uploadedFile, vectorStoreWith }) => {
      const files = await Promise.all(three.map((each) => uploadedFile(`${each}txt`, each)));
      const { id } = await vectorStoreWith({});
      const ids = files.map((file) => file.id);
      const batch = await client.vectorStores.fileBatches.create(id, { file_ids: ids });
      const counts = async () =>
        (await client.vectorStores.fileBatches.retrieve(batch.id, { vector_store_id: id })).file_counts;
      await expect.poll(counts).toMatchObject({ in_progress: 0, total: 3 });
      return { path: `/v1/vector_stores/${id}/file_batches/${batch.id}/files`, ids, remove: keep };
    },
  },
  {
    operation: '/v1/chat/completions/{id}/messages',
    tag: '@any-provider',
    own: true,
    before: false,
    deletable: false,
    maximum: 100,
    fillWith: async ({ client, textModel }) => {
      const { id } = await client.chat.completions.create({ model: textModel, messages: [...messages], store: true });
      const stored = () =>
        client.chat.completions.retrieve(id).then(
          () => true,
          () => false,
        );
      await expect.poll(stored).toBe(true);
      return { path: `/v1/chat/completions/${id}/messages`, ids: [], remove: keep };
    },
  },
  {
    operation: '/v1/files',
    tag: '@stack',
    own: false,
    before: false,
    deletable: true,
    maximum: 10_000,
    fillWith: async ({ client }) => ({
      path: '/v1/files',
      ids: await ofOneSecond((text) => client.files.create({ purpose: 'assistants', file: new File([text], 'a.txt') })),
      remove: (id) => client.files.delete(id),
    }),
  },
  {
    operation: '/v1/vector_stores',
    tag: '@stack',
    own: false,
    before: true,
    deletable: true,
    maximum: 100,
    fillWith: async ({ client, embeddingModel }) => ({
      path: '/v1/vector_stores',
      ids: await ofOneSecond((name) => {
        const body = { name, embedding_model: embeddingModel.id, embedding_dimension: embeddingModel.dimension };
        return client.vectorStores.create(body);
      }),
      remove: (id) => client.vectorStores.delete(id),
    }),
  },
  {
    operation: '/v1/responses',
    tag: '@any-provider',
    own: false,
    before: false,
    deletable: true,
    maximum: 100,
    fillWith: async ({ client, textModel: model }) => ({
      path: '/v1/responses',
      ids: await ofOneSecond((input) => client.responses.create({ model, input })),
      remove: (id) => client.responses.delete(id),
    }),
  },
];

/** Makes three things whose `created_at` is the same second; where a second ends between them, all three again. */
async function ofOneSecond(make: (text: string) => Promise<{ id: string; created_at: number }>): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const made = await Promise.all(three.map(make));
    ids.push(...made.map(({ id }) => id));
    if (new Set(made.map(({ created_at }) => created_at)).size === 1) return ids.slice(-3);
  }
}
