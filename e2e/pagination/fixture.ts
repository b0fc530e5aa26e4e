import { APIError, type Anthropic } from '@anthropic-ai/sdk';
import { mergeTests } from '@playwright/test';
import type { FileObject } from 'openai/resources/files';
import { embedding, type ProviderAnswer, raw, text } from '../../fixtures/index.ts';
import { test as batches } from '../batches/fixture.ts';
import { test as skills } from '../skills/fixture.ts';
import type { Filled, ListOperation } from './operations.ts';

/** A page as it came, whatever its form. */
export interface Page {
  status: number;
  ids: unknown[];
  has_more: unknown;
  last_id: unknown;
}

type Query = Readonly<Record<string, string | number | undefined>>;

interface ListFixtures {
  /** Uploads a file for each text; they are deleted after the test. */
  notes: (texts: readonly string[]) => Promise<FileObject[]>;
  /** Fills a list with three things; in a list that tests share, they are deleted after the test. */
  filled: (list: ListOperation) => Promise<Filled>;
  /** A page of a list, asked for by Anthropic's client or OpenAI's: `await pageOf(path, { limit: 1, after: id })`. */
  pageOf: (path: string, query: Query, anthropic?: boolean) => Promise<Page>;
}

/** For lists that are filled without a provider. */
export const test = mergeTests(batches, skills).extend<ListFixtures>({
  notes: ({ uploadedFile }, use) => use((texts) => Promise.all(texts.map((each) => uploadedFile(`${each}txt`, each)))),

  filled: async (
    {
      batchFile,
      client,
      conversationWith,
      embeddingModel,
      messagesClient,
      notes,
      postBundle,
      skills: ofClient,
      textModel,
      untilEnded,
      uploadedSkill,
      vectorStoreWith,
    },
    use,
  ) => {
    const made: Filled[] = [];
    const filling = {
      batchFile,
      client,
      conversationWith,
      embeddingModel,
      messagesClient,
      notes,
      postBundle,
      skills: ofClient,
      textModel,
      untilEnded,
      uploadedSkill,
      vectorStoreWith,
    };
    await use(async (list) => {
      const filled = await list.fillWith(filling);
      if (!list.own) made.push(filled);
      return filled;
    });
    // Some were deleted by the test.
    for (const { ids, remove } of made) for (const id of ids) await remove(id).catch(() => undefined);
  },

  pageOf: ({ http, messagesClient }, use) =>
    use(async (path, query, anthropic) => {
      const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
      const target = `${path}?${given.join('&')}`;
      const { status, body } = anthropic ? await askedOf(messagesClient, target) : await http.get(target);
      const { data, has_more, last_id } = fieldsOf(body);
      return { status, ids: Array.isArray(data) ? data.map((each) => fieldsOf(each)['id']) : [], has_more, last_id };
    }),
});

async function askedOf(client: Anthropic, target: string): Promise<{ status: number; body: unknown }> {
  try {
    const response = await client.get(target).asResponse();
    return { status: response.status, body: await response.json() };
  } catch (error) {
    if (!(error instanceof APIError) || typeof error.status !== 'number') throw error;
    return { status: error.status, body: undefined };
  }
}

/** The same for lists whose things a provider takes part in. */
export const testWithProvider = test.extend<{ answered: void }>({
  answered: [
    async ({ provider }, use, testInfo) => {
      const own = testInfo.titlePath.slice(1).join(' ');
      await provider.answers(
        embedding().persist().optional(),
        ...['One.', 'Two.', 'Three.'].map((said) => chatOf(own, said)),
        text('Hello.').persist().optional(),
      );
      await use();
    },
    { auto: true },
  ],
});

/**
 * Answers a chat that is not streamed. The stack stores it under the provider's id, which elsewhere follows from the place of
 * the answer in its test: another test at the same time would write over it.
 */
function chatOf(test: string, said: string): ProviderAnswer {
  const id = `chatcmpl-${`${test} ${said}`.toLowerCase().replaceAll(/\W+/g, '-').replace(/-$/, '')}`;
  const choices = [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }];
  const usage = { prompt_tokens: 4, completion_tokens: 2, total_tokens: 6 };
  const about = { object: 'chat.completion', created: 1767225600, model: 'any', system_fingerprint: 'fp_any' };
  const answer = { id, ...about, choices, usage };
  return raw(JSON.stringify(answer), 'application/json').when({ stream: false, user: said }).persist().optional();
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
