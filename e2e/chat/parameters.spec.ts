import { everythingOf, expect, test } from '../../fixtures/index.ts';

const brief = { max_tokens: 8, temperature: 0 };
const messages = [{ role: 'user', content: 'Say hello.' } as const];
const count = [{ role: 'user', content: 'Count from 1 to 20, with digits.' } as const];

test('returns the same content for the same seed', async ({ client, textModel }) => {
  const ask = { model: textModel, messages, max_tokens: 8, temperature: 1, seed: 7 };
  const answers = [await client.chat.completions.create(ask), await client.chat.completions.create(ask)];
  const [one, two] = answers.map(({ choices }) => choices[0]?.message.content);
  expect(one).toMatch(/\w/);
  expect(two).toBe(one);
});

test('counts a developer message in prompt_tokens', async ({ client, textModel }) => {
  const content = 'You work for a pet shop by the sea, where every animal is named after a fish. '.repeat(4);
  const without = await client.chat.completions.create({ model: textModel, messages, ...brief });
  const given = await client.chat.completions.create({
    model: textModel,
    messages: [{ role: 'developer', content }, ...messages],
    ...brief,
  });
  expect(given.usage?.prompt_tokens).toBeGreaterThan((without.usage?.prompt_tokens ?? NaN) + 40);
});

test('accepts a message of several text parts', async ({ client, textModel }) => {
  const content = [{ type: 'text', text: 'Count from 1 ' } as const, { type: 'text', text: 'to 20.' } as const];
  const parts = [{ role: 'user', content } as const];
  const { usage, choices } = await client.chat.completions.create({ model: textModel, messages: parts, ...brief });
  expect(choices[0]?.message.content).toMatch(/\w/);
  expect(usage?.prompt_tokens).toBeGreaterThan(8);
});

test(
  'stops at max_completion_tokens with finish_reason length',
  { tag: '@max-completion-tokens' },
  async ({ client, textModel }) => {
    const ask = { model: textModel, messages: count, temperature: 0, max_completion_tokens: 5 };
    const { choices, usage } = await client.chat.completions.create(ask);
    expect([choices[0]?.finish_reason, usage?.completion_tokens]).toEqual(['length', 5]);
  },
);

test('stops before any of several stop sequences', async ({ client, textModel }) => {
  const ask = { model: textModel, messages: count, max_tokens: 64, temperature: 0, stop: ['4', '3', 'zebra'] };
  const { choices } = await client.chat.completions.create(ask);
  expect(choices[0]).toMatchObject({
    finish_reason: 'stop',
    message: { content: expect.not.stringMatching(/[34]|zebra/) },
  });
});

test('ends a stream before a stop sequence', async ({ client, textModel }) => {
  const ask = { model: textModel, messages: count, max_tokens: 64, temperature: 0, stop: '3', stream: true } as const;
  const chunks = await everythingOf(await client.chat.completions.create(ask));
  expect(chunks).toBeChatChunkStream();
  const choices = chunks.flatMap(({ choices }) => choices);
  expect(choices.map(({ delta }) => delta.content ?? '').join('')).not.toContain('3');
  expect(choices.flatMap(({ finish_reason }) => finish_reason ?? [])).toEqual(['stop']);
});

test('streams the logprob of every token', { tag: '@logprobs' }, async ({ client, textModel }) => {
  const ask = { model: textModel, messages, max_tokens: 4, temperature: 0, stream: true } as const;
  const chunks = await everythingOf(await client.chat.completions.create({ ...ask, logprobs: true, top_logprobs: 2 }));
  expect(chunks).toBeChatChunkStream();
  const choices = chunks.flatMap(({ choices }) => choices);
  const tokens = choices.flatMap(({ logprobs }) => logprobs?.content ?? []);
  expect(tokens).toHaveLength(4);
  expect(tokens.map(({ token }) => token).join('')).toBe(choices.map(({ delta }) => delta.content ?? '').join(''));
  for (const { logprob, top_logprobs } of tokens) {
    expect(logprob).toBeLessThanOrEqual(0);
    expect(top_logprobs).toHaveLength(2);
  }
});

test(
  'returns a JSON object for response_format json_object',
  { tag: '@json-schema' },
  async ({ client, textModel }) => {
    const { choices } = await client.chat.completions.create({
      model: textModel,
      messages: [{ role: 'user', content: 'Reply with the JSON object {"ok": true} and nothing else.' }],
      response_format: { type: 'json_object' },
      max_tokens: 64,
      temperature: 0,
    });
    expect(choices[0]?.finish_reason).toBe('stop');
    expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({ ok: true });
  },
);

const refused = [
  { what: 'n of 0', setting: { n: 0 }, why: /n.*greater than or equal to 1/ },
  { what: 'a temperature above 2', setting: { temperature: 2.5 }, why: /temperature.*less than or equal to 2/ },
  { what: 'a top_p above 1', setting: { top_p: 1.5 }, why: /top_p.*less than or equal to 1/ },
  { what: 'a negative max_tokens', setting: { max_tokens: -1 }, why: /max_tokens.*greater than or equal to 1/ },
];

for (const { what, setting, why } of refused) {
  test(`rejects ${what} with 400`, async ({ client, textModel }) => {
    const request = client.post('/chat/completions', { body: { model: textModel, messages, ...setting } });
    await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringMatching(why) });
  });
}

test('rejects an unknown response_format type with 400', { tag: '@stack' }, async ({ client, textModel }) => {
  const body = { model: textModel, messages, response_format: { type: 'poem' } };
  await expect(client.post('/chat/completions', { body })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('poem'),
  });
});

test('rejects an embedding model with 400', { tag: '@stack' }, async ({ client, embeddingModel }) => {
  const request = client.chat.completions.create({ model: embeddingModel.id, messages, ...brief });
  await expect(request).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining("is of type 'embedding' rather than the expected type 'llm'"),
  });
});
