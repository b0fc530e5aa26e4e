import { expect, test } from '../../fixtures/index.ts';

const brief = { input: 'Say hello.', max_output_tokens: 16, temperature: 0 };

const outOfRange: [setting: string, value: unknown, says: string][] = [
  ['max_output_tokens', 15, 'Input should be greater than or equal to 16'],
  ['max_tool_calls', 0, 'Input should be greater than or equal to 1'],
  ['max_infer_iters', 0, 'Input should be greater than or equal to 1'],
  ['temperature', 3, 'Input should be less than or equal to 2'],
  ['top_p', 2, 'Input should be less than or equal to 1'],
  ['top_logprobs', 21, 'Input should be less than or equal to 20'],
  ['presence_penalty', 3, 'Input should be less than or equal to 2'],
  ['frequency_penalty', -3, 'Input should be greater than or equal to -2'],
  ['truncation', 'some', "Input should be 'auto' or 'disabled'"],
  ['service_tier', 'some', "Input should be 'auto', 'default', 'flex' or 'priority'"],
  ['metadata', { shelf: 7 }, 'Input should be a valid string'],
  ['prompt_cache_key', 'b'.repeat(65), 'String should have at most 64 characters'],
  ['stream', 'some', 'Input should be a valid boolean'],
];

for (const [setting, value, says] of outOfRange) {
  test(`refuses a ${setting} of ${JSON.stringify(value).slice(0, 16)}, and says why`, async ({ client, textModel }) => {
    const request = client.post('/responses', { body: { model: textModel, ...brief, [setting]: value } });
    await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining(says) });
    await expect(request).rejects.toMatchObject({ message: expect.stringContaining(`'body', '${setting}'`) });
  });
}

const malformed: [what: string, body: object, says: string][] = [
  ['an unknown thing to include', { include: ['nothing'] }, "Input should be 'web_search_call.action.sources'"],
  ['an unknown reasoning effort', { reasoning: { effort: 'some' } }, "Input should be 'none', 'minimal', 'low'"],
  ['an unknown type of tool', { tools: [{ type: 'nothing' }] }, "Input tag 'nothing' found using 'type'"],
  ['a function without a name', { tools: [{ type: 'function', parameters: {} }] }, "'name'], 'msg': 'Field required'"],
  ['a message of nobody', { input: [{ role: 'nobody', content: 'One.' }] }, "'role'"],
];

for (const [what, body, says] of malformed) {
  test(`refuses ${what}`, async ({ client, textModel }) => {
    const request = client.post('/responses', { body: { model: textModel, ...brief, ...body } });
    await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining(says) });
  });
}

test('takes a function without parameters', { tag: '@tools' }, async ({ client, textModel }) => {
  const tools = [{ type: 'function', name: 'now' }];
  const body = { model: textModel, ...brief, input: 'What time is it? Use the tool.', tools };
  expect(await client.post('/responses', { body })).toMatchObject({ output: [{ type: 'function_call', name: 'now' }] });
});

test('takes a function without a description', { tag: '@tools' }, async ({ client, textModel }) => {
  const tools = [{ type: 'function', name: 'now', parameters: { type: 'object', properties: {} } }];
  const body = { model: textModel, ...brief, input: 'What time is it? Use the tool.', tools };
  expect(await client.post('/responses', { body })).toMatchObject({ output: [{ type: 'function_call', name: 'now' }] });
});

test('refuses an empty list as input', async ({ client, textModel }) => {
  const request = client.responses.create({ model: textModel, ...brief, input: [] });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining('input') });
});

test('refuses a JSON schema that is missing', async ({ client, textModel }) => {
  const text = { format: { type: 'json_schema', name: 'colour' } };
  const request = client.post('/responses', { body: { model: textModel, ...brief, text } });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining('schema') });
});

test('refuses a text format that does not exist', async ({ client, textModel }) => {
  const text = { format: { type: 'poem' } };
  const request = client.post('/responses', { body: { model: textModel, ...brief, text } });
  const message = expect.stringMatching(/format.*'text'.*'json_schema'.*'json_object'/);
  await expect(request).rejects.toMatchObject({ status: 400, message });
});

test('refuses what is no JSON', async ({ client }) => {
  const request = client.post('/responses', { body: 'no JSON', headers: { 'content-type': 'application/json' } });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining('JSON decode error') });
});

test('does not delete a response that it does not know', async ({ client }) => {
  await expect(client.responses.delete('resp_unknown')).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining("Response 'resp_unknown' not found"),
  });
});
