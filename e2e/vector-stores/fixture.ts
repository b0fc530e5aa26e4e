import type OpenAI from 'openai';
import type { VectorStore, VectorStoreSearchParams } from 'openai/resources/vector-stores';
import { CHUNKING, expect, test as base } from '../../fixtures/index.ts';

/** Three documents that differ in all their attributes; the third lacks one. */
const DOCUMENTS = [
  {
    name: 'bread.txt',
    text: 'Sourdough bread needs flour, water, salt and a day of patience.',
    attributes: { category: 'food', year: 2019, fresh: true },
  },
  {
    name: 'tea.txt',
    text: 'Green tea wants water well below boiling, and two minutes.',
    attributes: { category: 'drink', year: 2021, fresh: false },
  },
  {
    name: 'aurora.txt',
    text: 'The launch code of the aurora project is 7342.',
    attributes: { category: 'space', year: 2023 },
  },
] as const;

interface DocumentFixtures {
  /**
   * Creates a vector store with `bread.txt` (food, 2019, fresh), `tea.txt` (drink, 2021, not fresh) and `aurora.txt`
   * (space, 2023).
   */
  storeWithDocuments: () => Promise<VectorStore>;
}

export const test = base.extend<DocumentFixtures>({
  storeWithDocuments: async ({ client, uploadedFile, vectorStoreWith }, use) => {
    await use(async () => {
      const store = await vectorStoreWith({});
      for (const { name, text, attributes } of DOCUMENTS) {
        const { id } = await uploadedFile(name, text);
        const body = { file_id: id, attributes, chunking_strategy: CHUNKING };
        expect(await client.vectorStores.files.createAndPoll(store.id, body)).toMatchObject({ status: 'completed' });
      }
      return store;
    });
  },
});

/** The names of the files found, the best match first: without a `query` of its own `tea.txt`, `bread.txt`, `aurora.txt`. */
export async function filenamesFound(
  client: OpenAI,
  store: VectorStore,
  options: Partial<VectorStoreSearchParams> = {},
) {
  const { data } = await client.vectorStores.search(store.id, { query: 'water for green tea', ...options });
  return data.map(({ filename }) => filename);
}
