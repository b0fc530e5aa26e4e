import { expect, test, toolCalls } from '../../fixtures/index.ts';

const brief = { input: 'Say hello.', max_output_tokens: 16, temperature: 0 };

/** Parameters are checked before the model, so that no provider takes part even where a check is missing. */
const rejected = { ...brief, model: 'unknown' };

const invalid: [what: string, parameter: string, value: unknown, message: string][] = [
  ['max_output_tokens below 16', 'max_output_tokens', 15, 'Input should be greater than or equal to 16'],
  ['max_tool_calls below 1', 'max_tool_calls', 0, 'Input should be greater than or equal to 1'],
  ['max_infer_iters below 1', 'max_infer_iters', 0, 'Input should be greater than or equal to 1'],
  ['temperature above 2', 'temperature', 3, 'Input should be less than or equal to 2'],
  ['top_p above 1', 'top_p', 2, 'Input should be less than or equal to 1'],
  ['top_logprobs above 20', 'top_logprobs', 21, 'Input should be less than or equal to 20'],
  ['presence_penalty above 2', 'presence_penalty', 3, 'Input should be less than or equal to 2'],
  ['frequency_penalty below -2', 'frequency_penalty', -3, 'Input should be greater than or equal to -2'],
  ['an unknown truncation', 'truncation', 'some', "Input should be 'auto' or 'disabled'"],
  ['an unknown service_tier', 'service_tier', 'some', "Input should be 'auto', 'default', 'flex' or 'priority'"],
  ['a number as metadata value', 'metadata', { shelf: 7 }, 'Input should be a valid string'],
  [
    'a prompt_cache_key of 65 characters',
    'prompt_cache_key',
    'b'.repeat(65),
    'String should have at most 64 characters',
  ],
  ['a stream that is no boolean', 'stream', 'some', 'Input should be a valid boolean'],
];

for (const [what, parameter, value, message] of invalid) {
  test(`rejects ${what} with 400 and names the field`, { tag: '@stack' }, async ({ client }) => {
    const request = client.post('/responses', { body: { ...rejected, [parameter]: value } });
    await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining(message) });
    await expect(request).rejects.toMatchObject({ message: expect.stringContaining(`'body', '${parameter}'`) });
  });
}

const malformed: [what: string, body: object, message: string][] = [
  ['an unknown include value', { include: ['nothing'] }, "Input should be 'web_search_call.action.sources'"],
  ['an unknown reasoning.effort', { reasoning: { effort: 'some' } }, "Input should be 'none', 'minimal', 'low'"],
  ['an unknown tool type', { tools: [{ type: 'nothing' }] }, "Input tag 'nothing' found using 'type'"],
  [
    'a function tool without name',
    { tools: [{ type: 'function', parameters: {} }] },
    "'name'], 'msg': 'Field required'",
  ],
  ['a message with an unknown role', { input: [{ role: 'nobody', content: 'One.' }] }, "'role'"],
];

for (const [what, body, message] of malformed) {
  test(`rejects ${what} with 400`, { tag: '@stack' }, async ({ client }) => {
    const request = client.post('/responses', { body: { ...rejected, ...body } });
    await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining(message) });
  });
}

const incompleteTools = {
  parameters: { type: 'function', name: 'now' },
  description: { type: 'function', name: 'now', parameters: { type: 'object', properties: {} } },
};

for (const [missing, tool] of Object.entries(incompleteTools)) {
  test(`accepts a function tool without ${missing}`, async ({ client, textModel, provider }) => {
    await provider.answers(toolCalls({ name: 'now', arguments: {} }));
    const body = { model: textModel, ...brief, tools: [tool] };
    const output = [{ type: 'function_call', name: 'now' }];
    expect(await client.post('/responses', { body })).toMatchObject({ output });
    expect((await provider.lastRequest()).tools).toMatchObject([{ name: 'now' }]);
  });
}

test('rejects an empty input list with 400', { tag: '@stack' }, async ({ client }) => {
  const request = client.responses.create({ ...rejected, input: [] });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining('input') });
});

test('rejects a json_schema text format without schema with 400', { tag: '@stack' }, async ({ client }) => {
  const text = { format: { type: 'json_schema', name: 'colour' } };
  const request = client.post('/responses', { body: { ...rejected, text } });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining('schema') });
});

test('rejects an unknown text.format type with 400', { tag: '@stack' }, async ({ client }) => {
  const text = { format: { type: 'poem' } };
  const request = client.post('/responses', { body: { ...rejected, text } });
  const message = expect.stringMatching(/format.*'text'.*'json_schema'.*'json_object'/);
  await expect(request).rejects.toMatchObject({ status: 400, message });
});

test('rejects malformed JSON with 400', { tag: '@stack' }, async ({ client }) => {
  const request = client.post('/responses', { body: 'no JSON', headers: { 'content-type': 'application/json' } });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining('JSON decode error') });
});

test('returns 404 for the deletion of an unknown response', { tag: '@stack' }, async ({ client }) => {
  await expect(client.responses.delete('resp_unknown')).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining("Response 'resp_unknown' not found"),
  });
});
