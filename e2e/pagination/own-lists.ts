/** Lists that hold things of one test only. */
import { expect } from '../../fixtures/index.ts';
import { archive, bundle, manifest } from '../skills/fixture.ts';
import type { ListOperation } from './operations.ts';

/** Of lists whose things cannot be deleted. */
const keep = () => Promise.resolve();
const three = ['One.', 'Two.', 'Three.'];
const messages = three.map((content) => ({ role: 'user', content }) as const);

export const OWN_LISTS: readonly ListOperation[] = [
  {
    operation: '/v1/conversations/{id}/items',
    tag: '@stack',
    own: true,
    ordered: true,
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
    ordered: true,
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
    ordered: true,
    before: true,
    deletable: true,
    maximum: 100,
    fillWith: async ({ client, notes, vectorStoreWith }) => {
      const files = await notes(three);
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
    ordered: true,
    before: true,
    deletable: false,
    maximum: 100,
    fillWith: async ({ client, notes, vectorStoreWith }) => {
      const files = await notes(three);
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
    ordered: true,
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
    operation: '/v1alpha/skills/{id}/versions',
    tag: '@stack',
    needs: '@skills',
    own: true,
    ordered: true,
    before: false,
    deletable: true,
    maximum: 100,
    fillWith: async ({ postBundle, skills, uploadedSkill }) => {
      const { id } = await uploadedSkill(manifest('alpha'));
      for (const text of three.slice(1))
        await postBundle(bundle(archive({ 'SKILL.md': manifest('alpha', text) })), `/${id}/versions`);
      const { data } = await skills.versions.list(id);
      const versions = new Map(data.map((each) => [each.id, each.version]));
      return {
        path: `/v1alpha/skills/${id}/versions`,
        ids: [...versions.keys()],
        remove: (version) => skills.versions.delete(versions.get(version) ?? '', { skill_id: id }),
      };
    },
  },
];
