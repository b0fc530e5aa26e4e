import { z } from 'zod';
import { expect, status, text } from '../../fixtures/index.ts';
import { chatLine, test } from './fixture.ts';

const CHAT = '/v1/chat/completions';

/** The body of an answer, whether it is an object or the text of one. */
const Body = z.preprocess(
  (body): unknown => (typeof body === 'string' ? JSON.parse(body) : body),
  z.record(z.string(), z.unknown()),
);

test('answers every chat completion request of a batch', async ({ batchOf, resultsIn, textModel }) => {
  const lines = [chatLine('first', textModel), chatLine('second', textModel, 'Say goodbye.')];
  const batch = await batchOf(CHAT, lines);
  expect(batch).toMatchObject({ status: 'completed', request_counts: { total: 2, completed: 2, failed: 0 } });
  expect(batch.completed_at).toBeGreaterThanOrEqual(batch.created_at);
  const results = await resultsIn(batch.output_file_id);
  expect(results.map(({ custom_id }) => custom_id)).toEqual(['first', 'second']);
  for (const { response, error } of results) {
    expect([response?.status_code, error]).toEqual([200, undefined]);
    const choices = [{ message: { role: 'assistant', content: expect.stringMatching(/\w/) } }];
    const usage = { completion_tokens: 4 };
    const object = 'chat.completion';
    expect(Body.parse(response?.body)).toMatchObject({ object, model: textModel, choices, usage });
  }
});

test('returns the chat completion of the provider in response.body', async ({
  batchOf,
  resultsIn,
  textModel,
  provider,
}) => {
  await provider.answers(text('One and two, three.', { usage: { prompt: 11, completion: 5 } }));
  const batch = await batchOf(CHAT, [chatLine('known', textModel)]);
  const [result] = await resultsIn(batch.output_file_id);
  expect(result?.id).toBe(`batch_req_${batch.id}_1`);
  expect(Body.parse(result?.response?.body)).toMatchObject({
    model: textModel,
    choices: [{ index: 0, message: { role: 'assistant', content: 'One and two, three.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 11, completion_tokens: 5, total_tokens: 16 },
  });
});

test(
  'answers text completion requests of a batch',
  { tag: '@completions' },
  async ({ batchOf, resultsIn, textModel }) => {
    const body = { model: textModel, prompt: 'One, two, three,', max_tokens: 3, temperature: 0 };
    const batch = await batchOf('/v1/completions', [{ custom_id: 'a', method: 'POST', url: '/v1/completions', body }]);
    expect(batch).toMatchObject({ status: 'completed', request_counts: { total: 1, completed: 1, failed: 0 } });
    const [result] = await resultsIn(batch.output_file_id);
    expect(result).toMatchObject({ custom_id: 'a', response: { status_code: 200 } });
    expect(Body.parse(result?.response?.body)).toMatchObject({ object: 'text_completion', choices: [{ index: 0 }] });
  },
);

test('answers embeddings requests with one and several inputs', async ({
  batchOf,
  resultsIn,
  embeddingModel: { id, dimension },
}) => {
  const line = (custom_id: string, input: string | string[]) => {
    return { custom_id, method: 'POST', url: '/v1/embeddings', body: { model: id, input } };
  };
  const batch = await batchOf('/v1/embeddings', [line('one', 'A cat.'), line('two', ['A dog.', 'A fish.'])]);
  expect(batch).toMatchObject({ status: 'completed', request_counts: { total: 2, completed: 2, failed: 0 } });
  const List = z.object({
    data: z.array(z.object({ index: z.int(), embedding: z.array(z.number()).length(dimension) })),
  });
  const results = await resultsIn(batch.output_file_id);
  const lists = results.map(({ response }) => List.parse(Body.parse(response?.body)));
  expect(lists.map(({ data }) => data.map(({ index }) => index))).toEqual([[0], [0, 1]]);
});

test('writes failed requests to the error file, others to the output file', async ({
  batchOf,
  resultsIn,
  textModel,
  provider,
}) => {
  const error = { message: 'The request cannot be processed.', type: 'invalid_request_error' };
  await provider.answers(
    text('Hello.').when({ user: 'Say hello.' }),
    status(422, { json: { error } }).when({ user: 'Say nothing.' }),
  );
  const lines = [chatLine('fine', textModel), chatLine('refused', textModel, 'Say nothing.')];
  const batch = await batchOf(CHAT, lines);
  expect(batch).toMatchObject({ status: 'completed', request_counts: { total: 2, completed: 1, failed: 1 } });
  expect(await resultsIn(batch.output_file_id)).toMatchObject([{ custom_id: 'fine', response: { status_code: 200 } }]);
  expect(await resultsIn(batch.error_file_id)).toMatchObject([
    { custom_id: 'refused', error: { message: expect.stringContaining(error.message) } },
  ]);
});

test(
  'counts a request with an unknown message role as failed',
  { tag: '@stack' },
  async ({ batchOf, resultsIn, textModel }) => {
    const line = chatLine('wizard', textModel);
    const messages = [{ role: 'wizard', content: 'Hello.' }];
    const batch = await batchOf(CHAT, [{ ...line, body: { ...line.body, messages } }]);
    expect(batch.request_counts).toEqual({ total: 1, completed: 0, failed: 1 });
    expect(await resultsIn(batch.error_file_id)).toMatchObject([
      { custom_id: 'wizard', error: { message: expect.stringContaining('Unknown message role: wizard') } },
    ]);
  },
);

test('names the output file after the batch', async ({ client, batchOf, textModel, provider }) => {
  await provider.answers(text('Hello.'));
  const batch = await batchOf(CHAT, [chatLine('a', textModel)]);
  expect(await client.files.retrieve(batch.output_file_id ?? '')).toMatchObject({
    filename: expect.stringMatching(new RegExp(`^${batch.id}.*\\.jsonl$`)),
  });
});

test('writes response.body as a JSON object', async ({ batchOf, resultsIn, textModel, provider }) => {
  await provider.answers(text('Hello.'));
  const batch = await batchOf(CHAT, [chatLine('a', textModel)]);
  const [result] = await resultsIn(batch.output_file_id);
  expect(result?.response?.body).toMatchObject({ object: 'chat.completion' });
});

test('sets no error_file_id when no request failed', async ({ batchOf, textModel, provider }) => {
  await provider.answers(text('Hello.'));
  const batch = await batchOf(CHAT, [chatLine('a', textModel)]);
  expect(batch.error_file_id ?? null).toBeNull();
});

test('gives the output file the purpose batch_output', async ({ client, batchOf, textModel, provider }) => {
  await provider.answers(text('Hello.'));
  const batch = await batchOf(CHAT, [chatLine('a', textModel)]);
  const file = await client.files.retrieve(batch.output_file_id ?? '');
  expect(file.purpose).toBe('batch_output');
});

test('sets in_progress_at', async ({ batchOf, textModel, provider }) => {
  await provider.answers(text('Hello.'));
  const batch = await batchOf(CHAT, [chatLine('a', textModel)]);
  expect(batch.in_progress_at).toEqual(expect.any(Number));
});
