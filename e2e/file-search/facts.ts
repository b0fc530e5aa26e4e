import type { FileObject } from 'openai/resources/files';
import type { VectorStore } from 'openai/resources/vector-stores';

/** One fact to be found, and something else to be passed over. */
export const AURORA = 'The launch code of the aurora project is 7342. It was chosen by the flight director.';
export const BREAD = 'Sourdough bread needs flour, water, salt and a day of patience.';

interface Fixtures {
  uploadedFile: (name: string, text: string) => Promise<FileObject>;
  vectorStoreWith: (contents: { files: FileObject[] }) => Promise<VectorStore>;
}

/** A vector store with both files, and the one that knows the launch code. */
export async function storeWithFacts({ uploadedFile, vectorStoreWith }: Fixtures) {
  const aurora = await uploadedFile('aurora.txt', AURORA);
  const store = await vectorStoreWith({ files: [aurora, await uploadedFile('bread.txt', BREAD)] });
  return { aurora, store };
}

/** A request whose answer is in `aurora.txt` of the store. */
export function question(model: string, store: VectorStore) {
  return {
    model,
    input: "What is the aurora project's launch code? Search the files.",
    tools: [{ type: 'file_search' as const, vector_store_ids: [store.id], max_num_results: 2 }],
    include: ['file_search_call.results' as const],
    max_output_tokens: 64,
    temperature: 0,
  };
}
