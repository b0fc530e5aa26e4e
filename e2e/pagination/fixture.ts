import { embedding, test as base, text } from '../../fixtures/index.ts';
import type { Filled, ListOperation } from './operations.ts';

/** A page as it came, whatever its form. */
export interface Page {
  status: number;
  ids: unknown[];
  has_more: unknown;
  last_id: unknown;
}

interface ListFixtures {
  /** Fills a list with three things; in a list that tests share, they are deleted after the test. */
  filled: (list: ListOperation) => Promise<Filled>;
  /** A page of a list: `await pageOf(path, { limit: 1, after: id })`. */
  pageOf: (path: string, query: Readonly<Record<string, string | number | undefined>>) => Promise<Page>;
}

/** For lists that are filled without a provider. */
export const test = base.extend<ListFixtures>({
  filled: async ({ client, conversationWith, embeddingModel, textModel, uploadedFile, vectorStoreWith }, use) => {
    const made: Filled[] = [];
    const filling = { client, conversationWith, embeddingModel, textModel, uploadedFile, vectorStoreWith };
    await use(async (list) => {
      const filled = await list.fillWith(filling);
      if (!list.own) made.push(filled);
      return filled;
    });
    // Some were deleted by the test.
    for (const { ids, remove } of made) for (const id of ids) await remove(id).catch(() => undefined);
  },

  pageOf: ({ http }, use) =>
    use(async (path, query) => {
      const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
      const { status, body } = await http.get(`${path}?${given.join('&')}`);
      const { data, has_more, last_id } = fieldsOf(body);
      return { status, ids: Array.isArray(data) ? data.map((each) => fieldsOf(each)['id']) : [], has_more, last_id };
    }),
});

/** The same for lists whose things a provider takes part in. */
export const testWithProvider = test.extend<{ answered: void }>({
  answered: [
    async ({ provider }, use) => {
      await provider.answers(embedding().persist().optional(), text('Hello.').persist().optional());
      await use();
    },
    { auto: true },
  ],
});

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
