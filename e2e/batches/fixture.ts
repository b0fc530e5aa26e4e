import { toFile } from 'openai';
import type { Batch, BatchCreateParams } from 'openai/resources/batches';
import type { FileObject } from 'openai/resources/files';
import { z } from 'zod';
import { expect, heldOpen, test as base } from '../../fixtures/index.ts';

/** A line of a batch's input file; or text that is none. */
export type Line = object | string;

interface BatchFixtures {
  /** Uploads lines as the input file of a batch; it is deleted after the test. */
  batchFile: (lines: readonly Line[]) => Promise<FileObject>;
  /**
   * Waits until a batch has a final status, and gives it; its result files are deleted after the test.
   * `const batch = await untilEnded(await client.batches.create({ input_file_id, … }));`
   */
  untilEnded: (batch: Batch) => Promise<Batch>;
  /** `batchFile`, a batch of it for `endpoint`, and `untilEnded`. */
  batchOf: (endpoint: BatchCreateParams['endpoint'], lines: readonly Line[]) => Promise<Batch>;
  /** A batch of chat requests whose answers never end, given once the provider has begun to answer all of them. */
  batchInProgress: (lines: readonly Line[]) => Promise<Batch>;
  /** The lines of a result file, each checked to be an answer or an error. */
  resultsIn: (file: string | undefined | null) => Promise<Result[]>;
}

const Result = z.strictObject({
  id: z.string().startsWith('batch_req_'),
  custom_id: z.string(),
  response: z.strictObject({ status_code: z.int(), request_id: z.string(), body: z.unknown() }).optional(),
  error: z.strictObject({ type: z.string(), message: z.string() }).optional(),
});
export type Result = z.infer<typeof Result>;

const IN_PROGRESS = ['validating', 'in_progress', 'finalizing', 'cancelling'];

export const test = base.extend<BatchFixtures>({
  batchFile: async ({ client }, use) => {
    const made: string[] = [];
    await use(async (lines) => {
      const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
      const file = await client.files.create({
        purpose: 'batch',
        file: await toFile(Buffer.from(text), 'batch.jsonl'),
      });
      made.push(file.id);
      return file;
    });
    for (const id of made) await client.files.delete(id);
  },

  untilEnded: async ({ client }, use) => {
    const made: string[] = [];
    await use(async ({ id }) => {
      await expect.poll(async () => IN_PROGRESS.includes((await client.batches.retrieve(id)).status)).toBe(false);
      const batch = await client.batches.retrieve(id);
      made.push(...[batch.output_file_id, batch.error_file_id].flatMap((file) => file ?? []));
      return batch;
    });
    for (const file of made) await client.files.delete(file);
  },

  batchOf: ({ client, batchFile, untilEnded }, use) =>
    use(async (endpoint, lines) => {
      const { id: input_file_id } = await batchFile(lines);
      return untilEnded(await client.batches.create({ input_file_id, endpoint, completion_window: '24h' }));
    }),

  batchInProgress: ({ client, batchFile, provider }, use) =>
    use(async (lines) => {
      await provider.answers(heldOpen().times(lines.length));
      const { id: input_file_id } = await batchFile(lines);
      const endpoint = '/v1/chat/completions';
      const { id } = await client.batches.create({ input_file_id, endpoint, completion_window: '24h' });
      await provider.answering(lines.length);
      return client.batches.retrieve(id);
    }),

  resultsIn: ({ client }, use) =>
    use(async (file) => {
      const text = await (await client.files.content(file ?? 'none')).text();
      return text.split('\n').flatMap((line) => (line === '' ? [] : Result.parse(JSON.parse(line))));
    }),
});

/** A line that asks for a chat answer. */
export function chatLine(custom_id: string, model: string, content = 'Say hello.') {
  const body = { model, messages: [{ role: 'user', content }], max_tokens: 4, temperature: 0 };
  return { custom_id, method: 'POST', url: '/v1/chat/completions', body };
}
