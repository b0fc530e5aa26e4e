import { expect, text } from '../../fixtures/index.ts';
import { chatLine, test } from './fixture.ts';

const CHAT = '/v1/chat/completions';
const common = { endpoint: CHAT, completion_window: '24h' } as const;
const chat = (model: string) => [chatLine('a', model)];

test('returns the batch object as it was created', { tag: '@stack' }, async ({ client, batchFile, untilEnded }) => {
  const { id: input_file_id } = await batchFile(['none']);
  const metadata = { source: 'e2e', shelf: 'b7' };
  const created = await client.batches.create({ input_file_id, metadata, ...common });
  expect(created).toMatchObject({ object: 'batch', status: 'validating', input_file_id, metadata, ...common });
  expect(created.id).toMatch(/^batch_/);
  expect(await untilEnded(created)).toMatchObject({ id: created.id, input_file_id, metadata, ...common });
});

test('lists batches newest first', { tag: '@stack' }, async ({ client, batchFile, untilEnded }) => {
  const { id: input_file_id } = await batchFile(['none']);
  const ids = [];
  for (let at = 0; at < 2; at += 1)
    ids.push((await untilEnded(await client.batches.create({ input_file_id, ...common }))).id);
  const { data } = await client.batches.list({ limit: 100 });
  expect(data.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  const times = data.map(({ created_at }) => created_at);
  expect(times).toEqual(times.toSorted((a, b) => b - a));
});

test('paginates batches with limit and after', { tag: '@stack' }, async ({ client, batchFile, untilEnded }) => {
  const { id: input_file_id } = await batchFile(['none']);
  await untilEnded(await client.batches.create({ input_file_id, ...common }));
  await untilEnded(await client.batches.create({ input_file_id, ...common }));
  const first = await client.batches.list({ limit: 1 });
  expect(first).toMatchObject({ has_more: true, data: [{ object: 'batch' }] });
  const next = await client.batches.list({ limit: 100, after: first.data[0]?.id });
  expect(next.data.map(({ id }) => id)).not.toContain(first.data[0]?.id);
});

test('answers 409 when cancelling a completed batch', async ({ client, batchOf, textModel, provider }) => {
  await provider.answers(text('Hello.'));
  const { id } = await batchOf(CHAT, chat(textModel));
  await expect(client.batches.cancel(id)).rejects.toMatchObject({
    status: 409,
    message: expect.stringContaining(`Cannot cancel batch '${id}' with status 'completed'`),
  });
});

test(
  'returns the same batch for a repeated idempotency_key',
  { tag: '@stack' },
  async ({ client, batchFile, untilEnded }) => {
    const { id: input_file_id } = await batchFile(['none']);
    const [ab, ba] = [
      { a: '1', b: '2' },
      { b: '2', a: '1' },
    ];
    const body = { input_file_id, ...common, idempotency_key: input_file_id };
    const first = await untilEnded(await client.batches.create({ ...body, metadata: ab }));
    expect(await client.batches.create({ ...body, metadata: ba })).toEqual(first);
  },
);

test(
  'answers 409 to a used idempotency_key with other parameters',
  { tag: '@stack' },
  async ({ client, batchFile, untilEnded }) => {
    const { id: input_file_id } = await batchFile(['none']);
    const body = { input_file_id, ...common, idempotency_key: input_file_id };
    const first = await untilEnded(await client.batches.create({ ...body, metadata: { a: '1' } }));
    await expect(client.batches.create({ ...body, metadata: { a: '2' } })).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('previously used with different parameters'),
    });
    expect(await client.batches.retrieve(first.id)).toEqual(first);
  },
);

for (const [what, method] of [
  ['retrieving', 'get'],
  ['cancelling', 'post'],
] as const) {
  test(`answers 404 when ${what} an unknown batch`, { tag: '@stack' }, async ({ client }) => {
    const request = client[method](`/batches/batch_unknown${method === 'post' ? '/cancel' : ''}`);
    await expect(request).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining("Batch 'batch_unknown' not found"),
    });
  });
}
