import type OpenAI from 'openai';
import type { FileObject } from 'openai/resources/files';
import type { VectorStore, VectorStoreSearchParams } from 'openai/resources/vector-stores';
import { CHUNKING, expect } from '../../fixtures/index.ts';

/** Three documents that differ in all their attributes; the third lacks one. */
const DOCUMENTS = [
  {
    name: 'bread.txt',
    text: 'Sourdough bread needs flour, water, salt and a day of patience.',
    attributes: { shelf: 'a', year: 2019, fresh: true },
  },
  {
    name: 'tea.txt',
    text: 'Green tea wants water well below boiling, and two minutes.',
    attributes: { shelf: 'b', year: 2021, fresh: false },
  },
  {
    name: 'aurora.txt',
    text: 'The launch code of the aurora project is 7342.',
    attributes: { shelf: 'c', year: 2023 },
  },
] as const;

interface Fixtures {
  client: OpenAI;
  uploadedFile: (name: string, text: string) => Promise<FileObject>;
  vectorStoreWith: (contents: object) => Promise<VectorStore>;
}

/** A vector store with `bread.txt` (shelf a, 2019, fresh), `tea.txt` (b, 2021, not fresh) and `aurora.txt` (c, 2023). */
export async function storeWithDocuments({ client, uploadedFile, vectorStoreWith }: Fixtures): Promise<VectorStore> {
  const store = await vectorStoreWith({});
  for (const { name, text, attributes } of DOCUMENTS) {
    const { id } = await uploadedFile(name, text);
    const body = { file_id: id, attributes, chunking_strategy: CHUNKING };
    expect(await client.vectorStores.files.createAndPoll(store.id, body)).toMatchObject({ status: 'completed' });
  }
  return store;
}

/** The names of the files found, the best first. */
export async function filenamesFound(
  client: OpenAI,
  store: VectorStore,
  options: Partial<VectorStoreSearchParams> = {},
) {
  const { data } = await client.vectorStores.search(store.id, { query: 'hot drinks', ...options });
  return data.map(({ filename }) => filename);
}
