/** What users have that has an id, and the operations on it: each operation that the stack serves must be here or be excused. */
import { toFile, type OpenAI } from 'openai';
import { z } from 'zod';
import { CHUNKING } from '../../fixtures/index.ts';
import { archive, bundle } from '../skills/fixture.ts';

/** Values for the parameters of a path, by name. */
export type Ids = Readonly<Record<string, string>>;

export interface MadeBy {
  client: OpenAI;
  textModel: string;
  embedding: { id: string; dimension: number };
}

/** What the words of a user are, which nobody else may read. */
export const SECRET = 'the code is 7342';

const Named = z.looseObject({ id: z.string() });
const Prompt = z.looseObject({ prompt_id: z.string() });
const Job = z.looseObject({ job_id: z.string() });

const fileOf = async ({ client }: MadeBy) => {
  const file = await toFile(Buffer.from(SECRET), 'secret.txt');
  return client.files.create({ purpose: 'assistants', file });
};

const storeOf = async ({ client, embedding }: MadeBy, files: string[] = []) => {
  const of = { embedding_model: embedding.id, embedding_dimension: embedding.dimension };
  return client.vectorStores.create({ name: SECRET, file_ids: files, chunking_strategy: CHUNKING, ...of });
};

const alpha = ({ client }: MadeBy) => client.withOptions({ baseURL: client.baseURL.replace(/v1$/, 'v1alpha') });

/** Makes what a path names, by the path's longest beginning that is here. */
const MAKERS: Record<string, (by: MadeBy) => Promise<Ids>> = {
  '/v1/files/': async (by) => ({ file_id: (await fileOf(by)).id }),
  '/v1/vector_stores/': async (by) => ({ vector_store_id: (await storeOf(by)).id }),
  '/v1/vector_stores/{vector_store_id}/files': async (by) => {
    const { id: file_id } = await fileOf(by);
    return { vector_store_id: (await storeOf(by, [file_id])).id, file_id };
  },
  '/v1/vector_stores/{vector_store_id}/file_batches': async (by) => {
    const [{ id: file_id }, { id: vector_store_id }] = [await fileOf(by), await storeOf(by)];
    const body = { file_ids: [file_id], chunking_strategy: CHUNKING };
    const { id } = await by.client.vectorStores.fileBatches.create(vector_store_id, body);
    await by.client.vectorStores.fileBatches.poll(vector_store_id, id, { pollIntervalMs: 100 });
    return { vector_store_id, batch_id: id };
  },
  '/v1/responses/': async ({ client, textModel: model }) => ({
    response_id: (await client.responses.create({ model, input: SECRET })).id,
  }),
  '/v1/chat/completions/': async ({ client, textModel: model }) => {
    const messages = [{ role: 'user' as const, content: SECRET }];
    return { completion_id: (await client.chat.completions.create({ model, messages, store: true })).id };
  },
  '/v1/conversations/': async ({ client }) => {
    const items = [{ type: 'message' as const, role: 'user' as const, content: SECRET }];
    const { id } = await client.conversations.create({ items });
    const [item] = (await client.conversations.items.list(id)).data;
    return { conversation_id: id, item_id: item?.id ?? 'none' };
  },
  '/v1/prompts/': async ({ client }) => ({
    prompt_id: Prompt.parse(await client.post('/prompts', { body: { prompt: SECRET } })).prompt_id,
  }),
  '/v1/batches/': async ({ client }) => {
    const file = await toFile(Buffer.from(SECRET), 'batch.jsonl');
    const { id: input_file_id } = await client.files.create({ purpose: 'batch', file });
    const of = { endpoint: '/v1/chat/completions', completion_window: '24h' } as const;
    return { batch_id: (await client.batches.create({ input_file_id, ...of })).id };
  },
  '/v1/messages/batches/': async ({ client }) => {
    const params = { model: 'nothing', max_tokens: 4, messages: [{ role: 'user', content: SECRET }] };
    const body = { requests: [{ custom_id: 'a', params }] };
    return { message_batch_id: Named.parse(await client.post('/messages/batches', { body })).id };
  },
  '/v1alpha/skills/': async (by) => {
    const text = `---\nname: secret\ndescription: ${SECRET}\n---\n# Secret\n`;
    const body = bundle(archive({ 'SKILL.md': text }));
    return { skill_id: Named.parse(await alpha(by).post('/skills', { body })).id, version: '1' };
  },
  '/v1alpha/file-processors/jobs/': async (by) => {
    const body = new FormData();
    body.set('file', new File([SECRET], 'secret.txt', { type: 'text/plain' }));
    return { job_id: Job.parse(await alpha(by).post('/file-processors/jobs', { body })).job_id };
  },
};

const items = [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi.' }] }];

/** Operations on what users have, with the body that each needs. */
export const OPERATIONS: Record<string, object | undefined> = {
  'GET /v1/batches/{batch_id}': undefined,
  'POST /v1/batches/{batch_id}/cancel': {},
  'GET /v1/chat/completions/{completion_id}': undefined,
  'GET /v1/chat/completions/{completion_id}/messages': undefined,
  'GET /v1/conversations/{conversation_id}': undefined,
  'POST /v1/conversations/{conversation_id}': { metadata: { changed: 'yes' } },
  'DELETE /v1/conversations/{conversation_id}': undefined,
  'POST /v1/conversations/{conversation_id}/items': { items },
  'GET /v1/conversations/{conversation_id}/items': undefined,
  'GET /v1/conversations/{conversation_id}/items/{item_id}': undefined,
  'DELETE /v1/conversations/{conversation_id}/items/{item_id}': undefined,
  'GET /v1/files/{file_id}': undefined,
  'DELETE /v1/files/{file_id}': undefined,
  'GET /v1/files/{file_id}/content': undefined,
  'GET /v1/messages/batches/{message_batch_id}': undefined,
  'GET /v1/prompts/{prompt_id}': undefined,
  'PUT /v1/prompts/{prompt_id}': { prompt: 'Changed.', version: 1 },
  'DELETE /v1/prompts/{prompt_id}': undefined,
  'PUT /v1/prompts/{prompt_id}/set-default-version': { version: 1 },
  'GET /v1/prompts/{prompt_id}/versions': undefined,
  'GET /v1/responses/{response_id}': undefined,
  'DELETE /v1/responses/{response_id}': undefined,
  'POST /v1/responses/{response_id}/cancel': {},
  'GET /v1/responses/{response_id}/input_items': undefined,
  'GET /v1/vector_stores/{vector_store_id}': undefined,
  'POST /v1/vector_stores/{vector_store_id}': { name: 'changed' },
  'DELETE /v1/vector_stores/{vector_store_id}': undefined,
  'POST /v1/vector_stores/{vector_store_id}/search': { query: 'code' },
  'POST /v1/vector_stores/{vector_store_id}/files': { file_id: '{file_id}' },
  'GET /v1/vector_stores/{vector_store_id}/files': undefined,
  'GET /v1/vector_stores/{vector_store_id}/files/{file_id}': undefined,
  'POST /v1/vector_stores/{vector_store_id}/files/{file_id}': { attributes: { changed: 'yes' } },
  'DELETE /v1/vector_stores/{vector_store_id}/files/{file_id}': undefined,
  'GET /v1/vector_stores/{vector_store_id}/files/{file_id}/content': undefined,
  'POST /v1/vector_stores/{vector_store_id}/file_batches': { file_ids: ['file-none'] },
  'GET /v1/vector_stores/{vector_store_id}/file_batches/{batch_id}': undefined,
  'GET /v1/vector_stores/{vector_store_id}/file_batches/{batch_id}/files': undefined,
  'GET /v1alpha/file-processors/jobs/{job_id}': undefined,
  'POST /v1alpha/file-processors/jobs/{job_id}/cancel': {},
  'GET /v1alpha/skills/{skill_id}': undefined,
  'POST /v1alpha/skills/{skill_id}': { default_version: '1' },
  'DELETE /v1alpha/skills/{skill_id}': undefined,
  'GET /v1alpha/skills/{skill_id}/content': undefined,
  'GET /v1alpha/skills/{skill_id}/versions': undefined,
  'GET /v1alpha/skills/{skill_id}/versions/{version}': undefined,
  'GET /v1alpha/skills/{skill_id}/versions/{version}/content': undefined,
};

/** Operations with an id that are not on what a user has, and why no test here asks for them. */
export const EXCUSED: Record<string, string> = {
  'GET /v1/models/{model_id}': 'models are of the deployment',
  'GET /v1/providers/{provider_id}': 'providers are of the deployment',
  'GET /v1alpha/admin/providers/{provider_id}': 'providers are of the deployment',
  'GET /v1alpha/admin/connectors/{connector_id}': 'connectors are of the deployment',
  'GET /v1alpha/admin/connectors/{connector_id}/tools': 'connectors are of the deployment',
  'GET /v1alpha/admin/connectors/{connector_id}/tools/{tool_name}': 'connectors are of the deployment',
  'GET /v1/messages/batches/{message_batch_id}/results':
    'its batch may not have ended, which is refused to its owner too',
  'POST /v1/messages/batches/{message_batch_id}/cancel': 'its batch has ended, which is refused to its owner too',
  'POST /v1/vector_stores/{vector_store_id}/file_batches/{batch_id}/cancel': 'as that of a message batch',
  'DELETE /v1alpha/skills/{skill_id}/versions/{version}': 'a skill has one version, which is refused to its owner too',
  'POST /v1alpha/skills/{skill_id}/versions': 'it takes a form',
};

/** Lists of what users have, and the maker of what is in them. */
export const LISTS: Record<string, string> = {
  '/v1/files': '/v1/files/',
  '/v1/vector_stores': '/v1/vector_stores/',
  '/v1/responses': '/v1/responses/',
  '/v1/chat/completions': '/v1/chat/completions/',
  '/v1/prompts': '/v1/prompts/',
  '/v1/batches': '/v1/batches/',
  '/v1/messages/batches': '/v1/messages/batches/',
  '/v1alpha/skills': '/v1alpha/skills/',
};

/** The maker for a path. */
export function makerOf(path: string): (by: MadeBy) => Promise<Ids> {
  const [longest] = Object.keys(MAKERS)
    .filter((beginning) => path.startsWith(beginning))
    .sort((a, b) => b.length - a.length);
  const maker = longest === undefined ? undefined : MAKERS[longest];
  if (maker === undefined) throw new Error(`Nobody makes what ${path} names.`);
  return maker;
}

/** A text with the ids of its parameters. */
export function filled(text: string, ids: Ids): string {
  return text.replaceAll(/\{(\w+)\}/g, (parameter, name: string) => ids[name] ?? parameter);
}
