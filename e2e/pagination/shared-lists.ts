/** Lists that hold things of other tests as well. */
import type { Batch } from 'openai/resources/batches';
import { z } from 'zod';
import { expect } from '../../fixtures/index.ts';
import { chatLine } from '../batches/fixture.ts';
import { archive, bundle, manifest } from '../skills/fixture.ts';
import type { ListOperation } from './operations.ts';

/** Of lists whose things cannot be deleted. */
const keep = () => Promise.resolve();
const Made = z.looseObject({ id: z.string(), created_at: z.number() });
const three = ['One.', 'Two.', 'Three.'];

export const SHARED_LISTS: readonly ListOperation[] = [
  {
    operation: '/v1/files',
    tag: '@stack',
    own: false,
    ordered: true,
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
    ordered: true,
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
    ordered: true,
    before: false,
    deletable: true,
    maximum: 100,
    fillWith: async ({ client, textModel: model }) => ({
      path: '/v1/responses',
      ids: await ofOneSecond((input) => client.responses.create({ model, input })),
      remove: (id) => client.responses.delete(id),
    }),
  },
  {
    operation: '/v1/batches',
    tag: '@stack',
    own: false,
    ordered: false,
    before: false,
    deletable: false,
    maximum: 100,
    fillWith: async ({ batchFile, client, untilEnded }) => {
      const made: Batch[] = [];
      const ids = await ofOneSecond(async (text) => {
        const { id: input_file_id } = await batchFile([chatLine(text, 'nothing')]);
        const endpoint = '/v1/chat/completions';
        const batch = await client.batches.create({ input_file_id, endpoint, completion_window: '24h' });
        made.push(batch);
        return batch;
      });
      for (const batch of made) await untilEnded(batch);
      return { path: '/v1/batches', ids, remove: keep };
    },
  },
  {
    operation: '/v1/messages/batches',
    tag: '@stack',
    own: false,
    ordered: false,
    before: true,
    deletable: false,
    maximum: 1000,
    anthropic: true,
    fillWith: async ({ messagesClient: { messages } }) => {
      // Where there are none, this alone is refused.
      await messages.batches.list({ limit: 1 });
      const ids = await ofOneSecond((content) => {
        const params = { model: 'nothing', max_tokens: 4, messages: [{ role: 'user' as const, content }] };
        return messages.batches.create({ requests: [{ custom_id: content.replace('.', ''), params }] });
      });
      const ended = (id: string) => async () => (await messages.batches.retrieve(id)).processing_status;
      for (const id of ids) await expect.poll(ended(id)).toBe('ended');
      return { path: '/v1/messages/batches', ids, remove: keep };
    },
  },
  {
    operation: '/v1alpha/skills',
    tag: '@stack',
    needs: '@skills',
    own: false,
    ordered: true,
    before: false,
    deletable: true,
    maximum: 100,
    fillWith: async ({ postBundle, skills }) => ({
      path: '/v1alpha/skills',
      ids: await ofOneSecond(async (text) => {
        const skillMd = manifest(text.toLowerCase().replace('.', ''));
        return Made.parse((await postBundle(bundle(archive({ 'SKILL.md': skillMd })))).body);
      }),
      remove: (id) => skills.delete(id),
    }),
  },
  {
    operation: '/v1/chat/completions',
    tag: '@any-provider',
    own: false,
    ordered: true,
    before: false,
    deletable: false,
    fillWith: async ({ client, textModel: model }) => ({
      path: '/v1/chat/completions',
      ids: await ofOneSecond(async (content) => {
        const messages = [{ role: 'user' as const, content }];
        const { id, created } = await client.chat.completions.create({ model, messages, store: true });
        // It is stored some time after it was answered.
        await expect.poll(() => client.chat.completions.retrieve(id).catch(() => undefined)).toBeDefined();
        return { id, created_at: created };
      }),
      remove: keep,
    }),
  },
];

/** Makes three things whose `created_at` is the same second; where a second ends between them, all three again. */
async function ofOneSecond(
  make: (text: string) => Promise<{ id: string; created_at: number | string }>,
): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const made = await Promise.all(three.map(make));
    ids.push(...made.map(({ id }) => id));
    // A time is seconds, or an ISO text with more than seconds behind its 19th letter.
    if (new Set(made.map(({ created_at }) => String(created_at).slice(0, 19))).size === 1) return ids.slice(-3);
  }
}
