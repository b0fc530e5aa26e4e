import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { everythingOf, expect, test, text } from '../../fixtures/index.ts';

const messages: ChatCompletionMessageParam[] = [{ role: 'user', content: 'Count to three.' }];
const params = { messages, max_tokens: 16, temperature: 0 };
const usage = { prompt_tokens: 11, completion_tokens: 5, total_tokens: 16 };
const DELTAS = ['One', ' and tw', 'o, t', 'hree.'];
const answer = text(DELTAS, { usage: { prompt: 11, completion: 5 } });

test.describe('chat completions', () => {
  test.beforeEach(({ provider }) => provider.answers(answer));

  test("returns the provider's completion under the requested model name", async ({ client, textModel }) => {
    const before = Math.floor(Date.now() / 1000);
    const completion = await client.chat.completions.create({ model: textModel, ...params });
    expect(completion).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-\w{29}$/),
      object: 'chat.completion',
      model: textModel,
      choices: [{ index: 0, message: { role: 'assistant', content: 'One and two, three.' }, finish_reason: 'stop' }],
      usage,
    });
    const fields = Object.keys(completion.choices[0] ?? {}).toSorted();
    expect(fields).toEqual(['finish_reason', 'index', 'logprobs', 'message']);
    expect(completion.created).toBeLessThanOrEqual(before + 60);
  });

  test("streams the provider's deltas as they came", async ({ client, textModel }) => {
    const stream = await client.chat.completions.create({ model: textModel, ...params, stream: true });
    const chunks = await everythingOf(stream);
    expect(chunks).toBeChatChunkStream();
    const choices = chunks.flatMap((chunk) => chunk.choices);
    expect(choices.map(({ delta }) => delta.content ?? '').filter(Boolean)).toEqual(DELTAS);
    expect(choices.flatMap(({ finish_reason }) => finish_reason ?? [])).toEqual(['stop']);
    expect(new Set(chunks.map(({ model }) => model))).toEqual(new Set([textModel]));
  });

  test("streams the provider's usage when include_usage is set", async ({ client, textModel }) => {
    const streamed = { model: textModel, ...params, stream: true, stream_options: { include_usage: true } } as const;
    const chunks = await everythingOf(await client.chat.completions.create(streamed));
    expect(chunks.flatMap((chunk) => (chunk.usage ? [chunk.usage] : []))).toMatchObject([usage]);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage });
  });

  test('sends all text parts of a message to the model', async ({ client, provider, textModel }) => {
    const content = ['Count ', 'to ', 'three.'].map((part) => ({ type: 'text' as const, text: part }));
    await client.chat.completions.create({ model: textModel, ...params, messages: [{ role: 'user', content }] });
    expect((await provider.lastRequest()).messages).toEqual(['user: Count to three.']);
  });
});
