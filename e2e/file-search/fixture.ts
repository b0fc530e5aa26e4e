import type { FileObject } from 'openai/resources/files';
import type { Response, ResponseCreateParamsNonStreaming } from 'openai/resources/responses/responses';
import type { ComparisonFilter, CompoundFilter } from 'openai/resources/shared';
import type { VectorStore } from 'openai/resources/vector-stores';
import { CHUNKING, expect, test as base, text, toolCalls, type ProviderAnswer } from '../../fixtures/index.ts';

/** The text that answers the question of `searchRequest`. */
export const AURORA = 'The launch code of the aurora project is 7342. It was chosen by the flight director.';
const BREAD = 'Sourdough bread needs flour, water, salt and a day of patience.';

/** Four documents in two regions and three categories, dated by the day of 2023. */
const DOCUMENTS = [
  { name: 'us-marketing.txt', attributes: { region: 'us', category: 'marketing', date: 1672531200 } },
  { name: 'us-engineering.txt', attributes: { region: 'us', category: 'technical', date: 1680307200 } },
  { name: 'eu-marketing.txt', attributes: { region: 'eu', category: 'marketing', date: 1688169600 } },
  { name: 'eu-sales.txt', attributes: { region: 'eu', category: 'sales', date: 1696118400 } },
] as const;

interface StoreFixtures {
  /** Creates a vector store with `aurora.txt` (`AURORA`) and `bread.txt`; gives the uploaded `aurora.txt` too. */
  storeWithFacts: () => Promise<{ aurora: FileObject; store: VectorStore }>;
  /** Creates a vector store of `us-marketing`, `us-engineering`, `eu-marketing` and `eu-sales`, all about the launch code. */
  storeWithAttributes: () => Promise<VectorStore>;
}

export const test = base.extend<StoreFixtures>({
  storeWithFacts: async ({ uploadedFile, vectorStoreWith }, use) => {
    await use(async () => {
      const aurora = await uploadedFile('aurora.txt', AURORA);
      const store = await vectorStoreWith({ files: [aurora, await uploadedFile('bread.txt', BREAD)] });
      return { aurora, store };
    });
  },

  storeWithAttributes: async ({ client, uploadedFile, vectorStoreWith }, use) => {
    await use(async () => {
      const store = await vectorStoreWith({});
      for (const { name, attributes } of DOCUMENTS) {
        const { id } = await uploadedFile(name, `The ${name} note on the aurora project: its launch code is 7342.`);
        const body = { file_id: id, attributes, chunking_strategy: CHUNKING };
        expect(await client.vectorStores.files.createAndPoll(store.id, body)).toMatchObject({ status: 'completed' });
      }
      return store;
    });
  },
});

type Filter = ComparisonFilter | CompoundFilter;

/** A request that asks for the aurora project's launch code, searches `stores` for it, and includes what it found. */
export function searchRequest(
  model: string,
  stores: readonly VectorStore[],
  options: { filters?: Filter; max_num_results?: number } = {},
) {
  return {
    model,
    input: "What is the aurora project's launch code? Search the files.",
    tools: [{ type: 'file_search', vector_store_ids: stores.map(({ id }) => id), ...options }],
    include: ['file_search_call.results'],
    max_output_tokens: 64,
    temperature: 0,
  } satisfies ResponseCreateParamsNonStreaming;
}

/** The model searches the files for `query`, by the tool that the stack offers for it. */
export function fileSearchCall(query: string): ProviderAnswer {
  return toolCalls({ name: ['file_search', 'knowledge_search'], arguments: { query } });
}

/** The model says the launch code, and cites the best result by the mark that the stack asks for. */
export function citedAnswer(): ProviderAnswer {
  return text('The launch code is 7342 <|{{document}}|>.').capture({ document: /cite as <\|([^|]+)\|>/ });
}

/** The names of the files in the results of the search, without their ending, in alphabetical order. */
export function filenamesIn({ output }: Response): string[] {
  const searches = output.filter((item) => item.type === 'file_search_call');
  const results = searches.flatMap(({ results }) => results ?? []);
  // A result's own `filename` names the document inside the store instead, which is a claim of its own.
  return results.map(({ attributes }) => String(attributes?.filename).replace('.txt', '')).toSorted();
}
