import { everythingOf, expect, test } from '../../fixtures/index.ts';

const messages = [{ role: 'user', content: 'Count from 1 to 20, with digits.' } as const];
const streamed = { messages, temperature: 0, stream: true } as const;

test('emits a well-formed chat.completion.chunk stream', async ({ client, textModel }) => {
  const chunks = await everythingOf(
    await client.chat.completions.create({ model: textModel, max_tokens: 16, ...streamed }),
  );
  expect(chunks).toBeChatChunkStream();
  expect(chunks[0]).toMatchObject({ object: 'chat.completion.chunk', model: textModel });
  expect(chunks.filter(({ choices }) => choices[0]?.delta.content).length).toBeGreaterThan(2);
});

test('emits finish_reason length once when max_tokens is reached', async ({ client, textModel }) => {
  const chunks = await everythingOf(
    await client.chat.completions.create({ model: textModel, max_tokens: 5, ...streamed }),
  );
  const reasons = chunks.flatMap(({ choices }) => choices.flatMap(({ finish_reason }) => finish_reason ?? []));
  expect(reasons).toEqual(['length']);
});

test('ends a stream with usage when include_usage is set', async ({ client, textModel }) => {
  const ask = { model: textModel, max_tokens: 5, ...streamed, stream_options: { include_usage: true } };
  const chunks = await everythingOf(await client.chat.completions.create(ask));
  expect(chunks).toBeChatChunkStream();
  const usage = chunks.at(-1)?.usage;
  expect(usage?.completion_tokens).toBe(5);
  expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? NaN) + 5);
});

test('emits no usage unless include_usage is set', async ({ client, textModel }) => {
  const chunks = await everythingOf(
    await client.chat.completions.create({ model: textModel, max_tokens: 5, ...streamed }),
  );
  expect(chunks.filter(({ usage }) => usage)).toEqual([]);
});

test('streams each of n choices to its finish_reason', { tag: '@several-choices' }, async ({ client, textModel }) => {
  const ask = { model: textModel, max_tokens: 6, ...streamed, temperature: 1, seed: 1, n: 2 };
  const chunks = await everythingOf(await client.chat.completions.create(ask));
  expect(chunks).toBeChatChunkStream();
  expect(new Set(chunks.flatMap(({ choices }) => choices.map(({ index }) => index)))).toEqual(new Set([0, 1]));
});

test('keeps serving after a client disconnects from a stream', async ({ client, textModel }) => {
  const stream = await client.chat.completions.create({ model: textModel, max_tokens: 64, ...streamed });
  for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
  const next = await client.chat.completions.create({ model: textModel, messages, max_tokens: 3, temperature: 0 });
  expect(next.choices[0]?.message.content).toMatch(/\w/);
});
