import { expect, text } from '../../fixtures/index.ts';
import { chatLine, test, type Line } from './fixture.ts';

const CHAT = '/v1/chat/completions';
const without = (line: Record<string, unknown>, field: string) =>
  Object.fromEntries(Object.entries(line).filter(([name]) => name !== field));

const error = (code: string, line: number | null, param: string | null, message: string) => {
  return { code, line, param, message };
};

const invalidLines: { what: string; lines: (model: string) => Line[]; errors: object[] }[] = [
  {
    what: 'a line of invalid JSON',
    lines: (model) => [chatLine('a', model), '{"custom_id": "b"'],
    errors: [error('invalid_json_line', 2, null, 'This line is not parseable as valid JSON.')],
  },
  {
    what: 'a line that is not an object',
    lines: (model) => [chatLine('a', model), '[1]'],
    errors: [error('invalid_request', 2, null, 'Each line must be a JSON dictionary object')],
  },
  {
    what: 'missing parameters',
    lines: (model) => ['custom_id', 'method', 'url', 'body'].map((field) => without(chatLine('a', model), field)),
    errors: ['custom_id', 'method', 'url', 'body'].map((param, at) =>
      error('missing_required_parameter', at + 1, param, `Missing required parameter: ${param}`),
    ),
  },
  {
    what: 'parameters of the wrong type',
    lines: (model) => [{ ...chatLine('a', model), custom_id: 1, body: 'none' }],
    errors: [
      error('invalid_request', 1, 'custom_id', 'Custom_id must be a string'),
      error('invalid_request', 1, 'body', 'Body must be a JSON dictionary object'),
    ],
  },
  {
    what: 'a body without messages or model',
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
    what: 'a url other than the endpoint',
    lines: (model) => [{ ...chatLine('a', model), url: '/v1/embeddings' }],
    errors: [error('invalid_url', 1, 'url', 'URL provided for this request does not match the batch endpoint')],
  },
  {
    what: 'only the line with stream: true',
    lines: (model) => {
      const line = chatLine('b', model);
      return [chatLine('a', model), { ...line, body: { ...line.body, stream: true } }, chatLine('c', model)];
    },
    errors: [error('streaming_unsupported', 2, 'body.stream', 'Streaming is not supported in batch processing')],
  },
  {
    what: 'an unknown model',
    lines: () => [chatLine('a', 'nothing')],
    errors: [error('model_not_found', 1, 'body.model', "Model 'nothing' does not exist or is not supported")],
  },
];

for (const { what, lines, errors } of invalidLines) {
  test(
    `reports ${what} in errors by line, before any provider call`,
    { tag: '@stack' },
    async ({ batchOf, textModel }) => {
      const batch = await batchOf(CHAT, lines(textModel));
      expect(batch).toMatchObject({ status: 'failed', output_file_id: null });
      expect(batch.failed_at).toBeGreaterThanOrEqual(batch.created_at);
      expect(batch.errors?.data).toEqual(errors);
    },
  );
}

test('fails a batch with an unknown input_file_id', { tag: '@stack' }, async ({ client, untilEnded }) => {
  const input_file_id = 'file-00000000000000000000000000000000';
  const batch = await untilEnded(
    await client.batches.create({ input_file_id, endpoint: CHAT, completion_window: '24h' }),
  );
  expect(batch).toMatchObject({
    status: 'failed',
    errors: { data: [error('invalid_request', null, 'input_file_id', `Cannot find file ${input_file_id}.`)] },
  });
});

test('fails a batch with a duplicate custom_id', async ({ batchOf, textModel, provider }) => {
  await provider.answers(text('Hello.').times(2));
  const batch = await batchOf(CHAT, [chatLine('a', textModel), chatLine('a', textModel)]);
  expect(batch.status).toBe('failed');
});

test('fails a batch with an empty input file', { tag: '@stack' }, async ({ batchOf }) => {
  expect((await batchOf(CHAT, [])).status).toBe('failed');
});

const invalidParameters = [
  { what: 'an unsupported endpoint', body: { endpoint: '/v1/files' }, message: /Invalid endpoint: \/v1\/files/ },
  ...['1h', '48h', 'tomorrow', ''].map((window) => {
    return {
      what: `completion_window "${window}"`,
      body: { completion_window: window },
      message: /completion_window.*'24h'/,
    };
  }),
  { what: 'a list as a metadata value', body: { metadata: { tags: ['a', 'b'] } }, message: /tags.*valid string/ },
  { what: 'a number as a metadata value', body: { metadata: { shelf: 7 } }, message: /shelf.*valid string/ },
  { what: 'a missing input_file_id', body: { input_file_id: undefined }, message: /input_file_id.*Field required/ },
];

for (const { what, body, message } of invalidParameters) {
  test(`rejects ${what} with 400`, { tag: '@stack' }, async ({ client }) => {
    const whole = { input_file_id: 'file-0', endpoint: CHAT, completion_window: '24h', ...body };
    const request = client.post('/batches', { body: whole });
    await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringMatching(message) });
  });
}
