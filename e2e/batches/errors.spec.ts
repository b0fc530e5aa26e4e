import { expect } from '../../fixtures/index.ts';
import { chatLine, test, type Line } from './fixture.ts';

const CHAT = '/v1/chat/completions';
const without = (line: Record<string, unknown>, field: string) =>
  Object.fromEntries(Object.entries(line).filter(([name]) => name !== field));

const error = (code: string, line: number | null, param: string | null, message: string) => {
  return { code, line, param, message };
};

const refusedLines: { what: string; lines: (model: string) => Line[]; errors: object[] }[] = [
  {
    what: 'a line that is no JSON',
    lines: (model) => [chatLine('a', model), '{"custom_id": "b"'],
    errors: [error('invalid_json_line', 2, null, 'This line is not parseable as valid JSON.')],
  },
  {
    what: 'a line that is no object',
    lines: (model) => [chatLine('a', model), '[1]'],
    errors: [error('invalid_request', 2, null, 'Each line must be a JSON dictionary object')],
  },
  {
    what: 'lines that lack a field each',
    lines: (model) => ['custom_id', 'method', 'url', 'body'].map((field) => without(chatLine('a', model), field)),
    errors: ['custom_id', 'method', 'url', 'body'].map((param, at) =>
      error('missing_required_parameter', at + 1, param, `Missing required parameter: ${param}`),
    ),
  },
  {
    what: 'fields of a wrong type',
    lines: (model) => [{ ...chatLine('a', model), custom_id: 1, body: 'none' }],
    errors: [
      error('invalid_request', 1, 'custom_id', 'Custom_id must be a string'),
      error('invalid_request', 1, 'body', 'Body must be a JSON dictionary object'),
    ],
  },
  {
    what: 'a body without model and messages',
    lines: (model) => [
      { ...chatLine('a', model), body: { model } },
      { ...chatLine('b', model), body: { messages: [] } },
    ],
    errors: [
      error('invalid_request', 1, 'body.messages', 'Messages parameter is required'),
      error('invalid_request', 2, 'body.model', 'Model parameter is required'),
    ],
  },
  {
    what: 'a line for another endpoint',
    lines: (model) => [{ ...chatLine('a', model), url: '/v1/embeddings' }],
    errors: [error('invalid_url', 1, 'url', 'URL provided for this request does not match the batch endpoint')],
  },
  {
    what: 'only the line that asks for a stream',
    lines: (model) => {
      const line = chatLine('b', model);
      return [chatLine('a', model), { ...line, body: { ...line.body, stream: true } }, chatLine('c', model)];
    },
    errors: [error('streaming_unsupported', 2, 'body.stream', 'Streaming is not supported in batch processing')],
  },
  {
    what: 'a model that no provider has',
    lines: () => [chatLine('a', 'nothing')],
    errors: [error('model_not_found', 1, 'body.model', "Model 'nothing' does not exist or is not supported")],
  },
];

for (const { what, lines, errors } of refusedLines) {
  test(`refuses ${what}, by number, and asks no model`, async ({ batchOf, textModel }) => {
    const batch = await batchOf(CHAT, lines(textModel));
    expect(batch).toMatchObject({ status: 'failed', output_file_id: null });
    expect(batch.failed_at).toBeGreaterThanOrEqual(batch.created_at);
    expect(batch.errors?.data).toEqual(errors);
  });
}

test('fails a batch of a file that does not exist', async ({ client, ended }) => {
  const input_file_id = 'file-00000000000000000000000000000000';
  const batch = await ended(await client.batches.create({ input_file_id, endpoint: CHAT, completion_window: '24h' }));
  expect(batch).toMatchObject({
    status: 'failed',
    errors: { data: [error('invalid_request', null, 'input_file_id', `Cannot find file ${input_file_id}.`)] },
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
