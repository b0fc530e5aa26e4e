import { chatLine } from '../batches/fixture.ts';
import { type OwnStack, expect, STACK_START, test as base, text } from '../../fixtures/index.ts';

/** Half of an emoji: valid JSON, and no text that UTF-8 can hold (RFC 8259, section 8.2). */
const HALF = '\ud83d';

// What one client sends breaks a list for all, so that no other test may be on the stack.
const test = base.extend<object, { ownStack: OwnStack }>({
  ownStack: [async ({ startStack }, use) => use(await startStack()), { scope: 'worker', timeout: STACK_START }],
  client: [({ ownStack }, use) => use(ownStack.client), { scope: 'worker' }],
  http: [({ ownStack }, use) => use(ownStack.http), { scope: 'worker' }],
});

interface Given {
  model: string;
  embedding_model: string;
  batchFile: string;
}

/** What takes a text, and keeps it in a list that everybody reads. */
const LISTS: readonly { what: string; path: string; list?: string; body: (text: string, given: Given) => object }[] = [
  { what: 'the input of a response', path: '/v1/responses', body: (input, { model }) => ({ model, input }) },
  { what: 'a prompt', path: '/v1/prompts', body: (prompt) => ({ prompt }) },
  {
    what: 'a stored chat completion',
    path: '/v1/chat/completions',
    body: (content, { model }) => ({ model, store: true, messages: [{ role: 'user', content }] }),
  },
  {
    what: 'the name of a vector store',
    path: '/v1/vector_stores',
    body: (name, { embedding_model }) => ({ name, embedding_model, embedding_dimension: 384 }),
  },
  {
    what: 'the metadata of a vector store',
    path: '/v1/vector_stores',
    body: (note, { embedding_model }) => ({ metadata: { note }, embedding_model, embedding_dimension: 384 }),
  },
  {
    what: 'the metadata of a batch',
    path: '/v1/batches',
    body: (note, { batchFile: input_file_id }) => ({
      input_file_id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
      metadata: { note },
    }),
  },
  {
    what: 'a message batch',
    path: '/v1/messages/batches',
    body: (content) => ({
      requests: [
        { custom_id: 'a', params: { model: 'nothing', max_tokens: 4, messages: [{ role: 'user', content }] } },
      ],
    }),
  },
];

test.describe('A lone surrogate', { tag: '@own-stack' }, () => {
  for (const { what, path, body } of LISTS) {
    test(`in ${what} leaves the list at ${path} to everybody`, async ({
      client,
      embeddingModel,
      http,
      provider,
      textModel: model,
    }) => {
      await provider.answers(text('Hello.').persist().optional());
      const file = new File([JSON.stringify(chatLine('a', 'nothing'))], 'batch.jsonl');
      const { id: batchFile } = await client.files.create({ purpose: 'batch', file });
      const given = { model, embedding_model: embeddingModel.id, batchFile };
      expect(await http.post(path, body('Hello.', given))).toMatchObject({ status: 200 });
      const before = await http.get(path);
      await http.post(path, body(HALF, given));
      await http.post(path, body('Good day.', given));
      expect([before.status, (await http.get(path)).status]).toEqual([200, 200]);
    });
  }
});
