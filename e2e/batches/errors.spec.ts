import { expect } from '../../fixtures/index.ts';
import { chatLine, test, type Line } from './fixture.ts';

const CHAT = '/v1/chat/completions';
const without = (line: Record<string, unknown>, field: string) =>
  Object.fromEntries(Object.entries(line).filter(([name]) => name !== field));

const refusedLines: { what: string; lines: (model: string) => Line[]; errors: object[] }[] = [
  {
    what: 'a line that is no JSON',
    lines: (model) => [chatLine('a', model), '{"custom_id": "b"'],
    errors: [{ code: 'invalid_json_line', line: 2 }],
  },
  {
    what: 'a line that is no object',
    lines: (model) => [chatLine('a', model), '[1]'],
    errors: [{ code: 'invalid_request', line: 2, message: expect.stringContaining('dictionary object') }],
  },
  {
    what: 'lines that lack a field each',
    lines: (model) => ['custom_id', 'method', 'url', 'body'].map((field) => without(chatLine('a', model), field)),
    errors: ['custom_id', 'method', 'url', 'body'].map((param, at) => {
      return { code: 'missing_required_parameter', line: at + 1, param };
    }),
  },
  {
    what: 'fields of a wrong type',
    lines: (model) => [{ ...chatLine('a', model), custom_id: 1, body: 'none' }],
    errors: [
      { code: 'invalid_request', line: 1, param: 'custom_id' },
      { code: 'invalid_request', line: 1, param: 'body' },
    ],
  },
  {
    what: 'a body without model and messages',
    lines: (model) => [
      { ...chatLine('a', model), body: { model } },
      { ...chatLine('b', model), body: { messages: [] } },
    ],
    errors: [
      { code: 'invalid_request', line: 1, param: 'body.messages' },
      { code: 'invalid_request', line: 2, param: 'body.model' },
    ],
  },
  {
    what: 'a line for another endpoint',
    lines: (model) => [{ ...chatLine('a', model), url: '/v1/embeddings' }],
    errors: [{ code: 'invalid_url', line: 1, param: 'url' }],
  },
  {
    what: 'only the line that asks for a stream',
    lines: (model) => {
      const line = chatLine('b', model);
      return [chatLine('a', model), { ...line, body: { ...line.body, stream: true } }, chatLine('c', model)];
    },
    errors: [{ code: 'streaming_unsupported', line: 2, param: 'body.stream' }],
  },
  {
    what: 'a model that no provider has',
    lines: () => [chatLine('a', 'nothing')],
    errors: [{ code: 'model_not_found', line: 1, param: 'body.model' }],
  },
];

for (const { what, lines, errors } of refusedLines) {
  test(`refuses ${what}, by number, and asks no model`, async ({ batchOf, textModel }) => {
    const batch = await batchOf(CHAT, lines(textModel));
    expect(batch).toMatchObject({ status: 'failed', failed_at: expect.any(Number), output_file_id: null });
    expect(batch.errors?.data).toMatchObject(errors);
  });
}

test('fails a batch of a file that does not exist', async ({ client, ended }) => {
  const input_file_id = 'file-00000000000000000000000000000000';
  const batch = await ended(await client.batches.create({ input_file_id, endpoint: CHAT, completion_window: '24h' }));
  expect(batch).toMatchObject({
    status: 'failed',
    errors: { data: [{ code: 'invalid_request', param: 'input_file_id' }] },
  });
});

test('refuses a batch with one custom_id twice', async ({ batchOf, textModel }) => {
  const batch = await batchOf(CHAT, [chatLine('a', textModel), chatLine('a', textModel)]);
  expect(batch.status).toBe('failed');
});

test('refuses a batch without requests', async ({ batchOf }) => {
  expect((await batchOf(CHAT, [])).status).toBe('failed');
});

const refused = [
  { what: 'an endpoint that takes no batches', body: { endpoint: '/v1/files' }, why: /Invalid endpoint: \/v1\/files/ },
  ...['1h', '48h', 'tomorrow', ''].map((window) => {
    return {
      what: `a completion window of "${window}"`,
      body: { completion_window: window },
      why: /completion_window.*'24h'/,
    };
  }),
  { what: 'metadata that is a list', body: { metadata: { tags: ['a', 'b'] } }, why: /tags.*valid string/ },
  { what: 'metadata that is a number', body: { metadata: { shelf: 7 } }, why: /shelf.*valid string/ },
  { what: 'no input file', body: { input_file_id: undefined }, why: /input_file_id.*Field required/ },
];

for (const { what, body, why } of refused) {
  test(`refuses to create a batch with ${what}`, async ({ client }) => {
    const whole = { input_file_id: 'file-0', endpoint: CHAT, completion_window: '24h', ...body };
    const request = client.post('/batches', { body: whole });
    await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringMatching(why) });
  });
}
