import type { Batch } from 'openai/resources/batches';
import { expect } from '../../fixtures/index.ts';
import { chatLine, test } from './fixture.ts';

const CHAT = '/v1/chat/completions';
const common = { endpoint: CHAT, completion_window: '24h' } as const;
const lines = (model: string) => [chatLine('one', model), chatLine('two', model)];

test.describe('cancelling a batch in progress', () => {
  test('moves the status to cancelling, then cancelled', async ({ client, batchInProgress, untilEnded, textModel }) => {
    const batch = await batchInProgress(lines(textModel));
    const cancelling = await client.batches.cancel(batch.id);
    expect(cancelling).toEqual({ ...batch, status: cancelling.status, ...timesOf(cancelling) });
    expect(['cancelling', 'cancelled']).toContain(cancelling.status);
    const cancelled = await untilEnded(batch);
    expect(cancelled).toEqual({ ...batch, status: 'cancelled', ...timesOf(cancelled) });
    expect(cancelled.cancelled_at).toBeGreaterThanOrEqual(cancelled.cancelling_at ?? NaN);
  });

  test('leaves no output file and no error file', async ({ client, batchInProgress, untilEnded, textModel }) => {
    const batch = await batchInProgress(lines(textModel));
    await client.batches.cancel(batch.id);
    const none = { output_file_id: null, error_file_id: null, errors: null, completed_at: null, failed_at: null };
    expect(await untilEnded(batch)).toMatchObject({ ...none, request_counts: { total: 2, completed: 0, failed: 0 } });
  });

  test('leaves a cancelled batch unchanged when repeated', async ({
    client,
    batchInProgress,
    untilEnded,
    textModel,
  }) => {
    const batch = await batchInProgress(lines(textModel));
    await client.batches.cancel(batch.id);
    const cancelled = await untilEnded(batch);
    expect(await client.batches.cancel(batch.id)).toEqual(cancelled);
    expect(await client.batches.retrieve(batch.id)).toEqual(cancelled);
  });
});

test('cancels a queued batch without calling the provider', async ({
  client,
  batchInProgress,
  batchFile,
  untilEnded,
  textModel,
}) => {
  const first = await batchInProgress(lines(textModel));
  const { id: input_file_id } = await batchFile([chatLine('waiting', textModel)]);
  const waiting = await client.batches.create({ input_file_id, ...common });
  await client.batches.cancel(waiting.id);
  expect(await untilEnded(waiting)).toMatchObject({
    status: 'cancelled',
    in_progress_at: null,
    output_file_id: null,
  });
  expect((await client.batches.retrieve(first.id)).status).toBe('in_progress');
  await client.batches.cancel(first.id);
  expect((await untilEnded(first)).status).toBe('cancelled');
});

function timesOf({ cancelling_at, cancelled_at }: Batch) {
  return { cancelling_at, cancelled_at };
}
