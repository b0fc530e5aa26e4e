import type Anthropic from '@anthropic-ai/sdk';
import { everythingOf, expect, heldOpen, test } from '../../fixtures/index.ts';

const params = (model: string, content = 'Say hello.') => {
  return { model, max_tokens: 4, temperature: 0, messages: [{ role: 'user', content } as const] };
};

test('reports a message batch from in_progress to ended', async ({ messagesClient, textModel }) => {
  const requests = [{ custom_id: 'a', params: params(textModel) }];
  const batch = await messagesClient.messages.batches.create({ requests });
  expect(batch).toMatchObject({
    type: 'message_batch',
    id: expect.stringMatching(/^msgbatch_/),
    processing_status: 'in_progress',
    request_counts: { processing: 1, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
  });
  const ended = await endOf(messagesClient, batch.id);
  const { id, created_at } = batch;
  const request_counts = { processing: 0, succeeded: 1, errored: 0, canceled: 0, expired: 0 };
  expect(ended).toMatchObject({ id, created_at, processing_status: 'ended', request_counts });
  expect(Date.parse(ended.expires_at) - Date.parse(ended.created_at)).toBe(24 * 60 * 60 * 1000);
  expect(Date.parse(ended.ended_at ?? '')).toBeGreaterThanOrEqual(Date.parse(ended.created_at));
});

test('returns the result of each request under its custom_id', async ({ messagesClient, textModel }) => {
  const requests = [
    { custom_id: 'good', params: params(textModel) },
    { custom_id: 'bad', params: params('nothing') },
  ];
  const { id } = await messagesClient.messages.batches.create({ requests });
  const ended = await endOf(messagesClient, id);
  expect(ended.request_counts).toMatchObject({ processing: 0, succeeded: 1, errored: 1 });
  const results = await everythingOf(await messagesClient.messages.batches.results(id));
  expect(new Map(results.map(({ custom_id, result }) => [custom_id, result]))).toEqual(
    new Map([
      ['good', expect.objectContaining({ type: 'succeeded', message: expect.objectContaining({ type: 'message' }) })],
      ['bad', expect.objectContaining({ type: 'errored' })],
    ]),
  );
});

test('returns not_found_error as the result for an unknown model', { tag: '@stack' }, async ({ messagesClient }) => {
  const requests = [{ custom_id: 'bad', params: params('nothing') }];
  const { id } = await messagesClient.messages.batches.create({ requests });
  await endOf(messagesClient, id);
  const results = await everythingOf(await messagesClient.messages.batches.results(id));
  const message = expect.stringContaining("Model 'nothing' not found");
  expect(results).toMatchObject([
    { custom_id: 'bad', result: { error: { type: 'error', error: { type: 'not_found_error', message } } } },
  ]);
});

test('lists message batches, newest first', { tag: '@stack' }, async ({ messagesClient }) => {
  const ids: string[] = [];
  for (const custom_id of ['one', 'two']) {
    const { id } = await messagesClient.messages.batches.create({
      requests: [{ custom_id, params: params('nothing') }],
    });
    await endOf(messagesClient, id);
    ids.unshift(id);
  }
  const { data } = await messagesClient.messages.batches.list({ limit: 100 });
  expect(data.map(({ id }) => id).filter((id) => ids.includes(id))).toEqual(ids);
});

test('cancels a message batch in progress', async ({ messagesClient, provider, textModel }) => {
  await provider.answers(heldOpen().times(2).optional());
  const requests = ['one', 'two'].map((custom_id) => ({ custom_id, params: params(textModel) }));
  const { id } = await messagesClient.messages.batches.create({ requests });
  await provider.answering(2);
  const cancelled = await messagesClient.messages.batches.cancel(id);
  // It may have ended by the time that the answer is made.
  const { processing_status, request_counts } = cancelled;
  expect(['canceling: 2', 'ended: 0']).toContain(`${processing_status}: ${request_counts.processing}`);
  expect(Date.parse(cancelled.cancel_initiated_at ?? '')).toBeGreaterThanOrEqual(Date.parse(cancelled.created_at));
  const counts = { processing: 0, succeeded: 0, errored: 0, canceled: 2, expired: 0 };
  expect(await endOf(messagesClient, id)).toMatchObject({ processing_status: 'ended', request_counts: counts });
  const results = await everythingOf(await messagesClient.messages.batches.results(id));
  expect(results).toEqual(requests.map(({ custom_id }) => ({ custom_id, result: { type: 'canceled' } })));
});

test('rejects cancelling an ended message batch with 400', { tag: '@stack' }, async ({ messagesClient }) => {
  const { id } = await messagesClient.messages.batches.create({
    requests: [{ custom_id: 'a', params: params('nothing') }],
  });
  await endOf(messagesClient, id);
  const message = expect.stringContaining('batch has already ended');
  await expect(messagesClient.messages.batches.cancel(id)).rejects.toMatchObject({
    status: 400,
    error: { error: { type: 'invalid_request_error', message } },
  });
});

test('rejects a duplicate custom_id with 400', { tag: '@stack' }, async ({ messagesClient, textModel }) => {
  const requests = ['a', 'a'].map((custom_id) => ({ custom_id, params: params(textModel) }));
  await expect(messagesClient.messages.batches.create({ requests })).rejects.toMatchObject({
    status: 400,
    error: { error: { type: 'invalid_request_error', message: expect.stringContaining("duplicate custom_id 'a'") } },
  });
});

test('rejects an empty requests array with 400', { tag: '@stack' }, async ({ messagesClient }) => {
  await expect(messagesClient.messages.batches.create({ requests: [] })).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/requests.*at least 1 item/),
  });
});

for (const { what, path, method } of [
  { what: 'retrieving', path: '', method: 'get' },
  { what: 'cancelling', path: '/cancel', method: 'post' },
  { what: 'reading the results of', path: '/results', method: 'get' },
] as const) {
  test(`answers 404 for ${what} an unknown message batch`, { tag: '@stack' }, async ({ messagesClient }) => {
    const message = "Message batch 'msgbatch_unknown' not found";
    await expect(messagesClient[method](`/v1/messages/batches/msgbatch_unknown${path}`)).rejects.toMatchObject({
      status: 404,
      error: { type: 'error', error: { type: 'not_found_error', message } },
    });
  });
}

/** The batch, once all its messages are done with. */
async function endOf(messagesClient: Anthropic, id: string) {
  await expect.poll(async () => (await messagesClient.messages.batches.retrieve(id)).processing_status).toBe('ended');
  return messagesClient.messages.batches.retrieve(id);
}
