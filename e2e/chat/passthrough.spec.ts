import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { everythingOf, expect, test } from '../../fixtures/index.ts';

const messages: ChatCompletionMessageParam[] = [{ role: 'user', content: 'Answer word for word.' }];
const brief = { messages, max_tokens: 16, temperature: 0 };
const usage = { prompt_tokens: 11, completion_tokens: 5, total_tokens: 16 };

test.describe('chat completions', { tag: '@tools' }, () => {
  test("returns the provider's completion under the requested model name", async ({ client, textModel }) => {
    const before = Math.floor(Date.now() / 1000);
    const answer = await client.chat.completions.create({ model: textModel, ...brief });
    expect(answer).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-\w{29}$/),
      object: 'chat.completion',
      model: textModel,
      choices: [{ index: 0, message: { role: 'assistant', content: 'One and two, three.' }, finish_reason: 'stop' }],
      usage,
    });
    expect(Object.keys(answer.choices[0] ?? {}).toSorted()).toEqual(['finish_reason', 'index', 'logprobs', 'message']);
    expect(answer.created).toBeLessThanOrEqual(before + 60);
  });

  test("streams the provider's deltas as they came", async ({ client, textModel }) => {
    const chunks = await everythingOf(
      await client.chat.completions.create({ model: textModel, ...brief, stream: true }),
    );
    expect(chunks).toBeChatChunkStream();
    const choices = chunks.flatMap((chunk) => chunk.choices);
    expect(choices.map(({ delta }) => delta.content ?? '').filter(Boolean)).toEqual([
      'One',
      ' and tw',
      'o, t',
      'hree.',
    ]);
    expect(choices.flatMap(({ finish_reason }) => finish_reason ?? [])).toEqual(['stop']);
    expect(new Set(chunks.map(({ model }) => model))).toEqual(new Set([textModel]));
  });

  test("streams the provider's usage when include_usage is set", async ({ client, textModel }) => {
    const ask = { model: textModel, ...brief, stream: true, stream_options: { include_usage: true } } as const;
    const chunks = await everythingOf(await client.chat.completions.create(ask));
    expect(chunks.flatMap((chunk) => (chunk.usage ? [chunk.usage] : []))).toMatchObject([usage]);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage });
  });

  test('sends all text parts of a message to the model', async ({ client, textModel }) => {
    const parts = ['Answer ', 'word for ', 'word.'].map((text) => ({ type: 'text' as const, text }));
    const ask = { model: textModel, ...brief, messages: [{ role: 'user' as const, content: parts }] };
    const { choices } = await client.chat.completions.create(ask);
    expect(choices).toMatchObject([{ message: { content: 'One and two, three.' } }]);
  });
});
