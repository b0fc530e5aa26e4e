import type OpenAI from 'openai';
import type { FileObject } from 'openai/resources/files';
import type { Response, ResponseCreateParamsNonStreaming } from 'openai/resources/responses/responses';
import type { ComparisonFilter, CompoundFilter } from 'openai/resources/shared';
import type { VectorStore } from 'openai/resources/vector-stores';
import { CHUNKING, expect } from '../../fixtures/index.ts';

/** Four documents in two regions and three categories, dated by the day of 2023. */
const DOCUMENTS = [
  { name: 'us-marketing.txt', attributes: { region: 'us', category: 'marketing', date: 1672531200 } },
  { name: 'us-engineering.txt', attributes: { region: 'us', category: 'technical', date: 1680307200 } },
  { name: 'eu-marketing.txt', attributes: { region: 'eu', category: 'marketing', date: 1688169600 } },
  { name: 'eu-sales.txt', attributes: { region: 'eu', category: 'sales', date: 1696118400 } },
] as const;

interface Fixtures {
  client: OpenAI;
  uploadedFile: (name: string, text: string) => Promise<FileObject>;
  vectorStoreWith: (contents: object) => Promise<VectorStore>;
}

/** A store of `us-marketing`, `us-engineering`, `eu-marketing` and `eu-sales`, all about the aurora project's launch. */
export async function storeWithAttributes({ client, uploadedFile, vectorStoreWith }: Fixtures): Promise<VectorStore> {
  const store = await vectorStoreWith({});
  for (const { name, attributes } of DOCUMENTS) {
    const { id } = await uploadedFile(name, `The ${name} note on the aurora project: its launch code is 7342.`);
    const body = { file_id: id, attributes, chunking_strategy: CHUNKING };
    expect(await client.vectorStores.files.createAndPoll(store.id, body)).toMatchObject({ status: 'completed' });
  }
  return store;
}

type Filter = ComparisonFilter | CompoundFilter;

/** A request that searches `stores` for the aurora project's launch code, and gives what it found. */
export function searchRequest(
  model: string,
  stores: readonly VectorStore[],
  options: { filters?: Filter; max_num_results?: number } = {},
): ResponseCreateParamsNonStreaming {
  return {
    model,
    input: "What is the aurora project's launch code? Search the files.",
    tools: [{ type: 'file_search', vector_store_ids: stores.map(({ id }) => id), ...options }],
    include: ['file_search_call.results'],
    max_output_tokens: 64,
    temperature: 0,
  };
}

/** The names of the files in the results of the search, without their ending, in alphabetical order. */
export function filenamesIn({ output }: Response): string[] {
  const searches = output.filter((item) => item.type === 'file_search_call');
  const results = searches.flatMap(({ results }) => results ?? []);
  // A result's own `filename` names the document inside the store instead, which is a claim of its own.
  return results.map(({ attributes }) => String(attributes?.filename).replace('.txt', '')).toSorted();
}
