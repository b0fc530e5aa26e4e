import { CHUNKING, expect, heldOpen, text } from '../../fixtures/index.ts';
import { chatLine } from '../batches/fixture.ts';
import { test } from './fixture.ts';

const FINAL = /^(completed|failed|cancelled|incomplete|expired)$/;
const soon = { timeout: 5_000 };

test.describe('After a crash and a start', { tag: '@own-stack' }, () => {
  test('a background response has a final status', async ({ client, textModel, provider, restart }) => {
    await provider.answers(text(['One', ' two']).heldAfter(1));
    const { id } = await client.responses.create({ model: textModel, input: 'Count.', background: true });
    await provider.answering();
    await restart('crash');
    await expect.poll(async () => (await client.responses.retrieve(id)).status, soon).toMatch(FINAL);
  });

  test('a response that was being streamed has a final status', async ({ client, textModel, provider, restart }) => {
    await provider.answers(text(['One', ' two']).heldAfter(1));
    const stream = await client.responses.create({ model: textModel, input: 'Count.', stream: true });
    const created = Promise.withResolvers<string>();
    const reading = (async () => {
      for await (const event of stream) if (event.type === 'response.created') created.resolve(event.response.id);
    })().catch(() => undefined);
    const id = await created.promise;
    await provider.answering();
    await restart('crash');
    await reading;
    await expect.poll(async () => (await client.responses.retrieve(id)).status, soon).toMatch(FINAL);
  });

  test('a batch in progress has a final status', async ({ client, batchInProgress, textModel, restart }) => {
    const batch = await batchInProgress([chatLine('one', textModel)]);
    await restart('crash');
    await expect.poll(async () => (await client.batches.retrieve(batch.id)).status, soon).toMatch(FINAL);
  });

  test('a file that was being ingested is whole or not there', async ({
    client,
    uploadedFile,
    vectorStoreWith,
    provider,
    restart,
  }) => {
    const { id } = await vectorStoreWith({});
    const file = await uploadedFile('bread.txt', 'Sourdough bread needs a day of patience.');
    await provider.answers(heldOpen());
    const of = { file_id: file.id, chunking_strategy: CHUNKING };
    const adding = client.vectorStores.files.create(id, of).catch(() => undefined);
    await provider.answering();
    await restart('crash');
    await adding;
    const { file_counts } = await client.vectorStores.retrieve(id);
    const { data } = await client.vectorStores.files.list(id);
    expect(file_counts).toMatchObject({ in_progress: 0, total: data.length });
    expect(data.filter(({ status }) => !FINAL.test(status))).toEqual([]);
  });
});
