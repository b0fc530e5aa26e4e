import type { ChatCompletionContentPart, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { everythingOf, expect, test, text } from '../../fixtures/index.ts';
import { BLUE, dataUrl, RED } from './images.ts';

const limits = { max_tokens: 8, temperature: 0 };
const question: ChatCompletionContentPart = { type: 'text', text: 'What colour is this picture? One word.' };
const image = (data: string): ChatCompletionContentPart => ({
  type: 'image_url',
  image_url: { url: dataUrl(data), detail: 'low' },
});

test('reads an image_url data URL', { tag: '@vision' }, async ({ client, textModel }) => {
  const messages: ChatCompletionMessageParam[] = [{ role: 'user', content: [question, image(RED)] }];
  const { choices } = await client.chat.completions.create({ model: textModel, messages, ...limits });
  expect(choices).toMatchObject([{ finish_reason: 'stop', message: { content: expect.stringMatching(/red/i) } }]);
});

test('streams a chat completion about an image_url', { tag: '@vision' }, async ({ client, textModel }) => {
  const messages: ChatCompletionMessageParam[] = [{ role: 'user', content: [question, image(RED)] }];
  const ask = { model: textModel, messages, ...limits, stream: true as const };
  const chunks = await everythingOf(await client.chat.completions.create(ask));
  expect(chunks).toBeChatChunkStream();
  expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toMatch(/red/i);
});

test('reads several image_url parts of one message', { tag: '@vision' }, async ({ client, textModel }) => {
  const both: ChatCompletionContentPart = { type: 'text', text: 'What colours are these pictures?' };
  const messages: ChatCompletionMessageParam[] = [{ role: 'user', content: [both, image(RED), image(BLUE)] }];
  const { choices } = await client.chat.completions.create({ model: textModel, messages, ...limits });
  expect(choices[0]?.message.content).toMatch(/red.*blue/i);
});

const imageAt = (url: string): ChatCompletionContentPart => ({ type: 'image_url', image_url: { url } });

test(
  'sends a remote image_url to the provider unchanged',
  { tag: '@picture-addresses' },
  async ({ client, provider, textModel }) => {
    await provider.answers(text('Red.'));
    const content = [question, imageAt('https://pictures.example/red.png')];
    const messages: ChatCompletionMessageParam[] = [{ role: 'user', content }];
    await client.chat.completions.create({ model: textModel, messages, ...limits });
    expect((await provider.lastRequest()).body).toMatchObject({ messages });
  },
);

test(
  'rejects an image_url at a private address with 400',
  { tag: ['@stack', '@fetched-pictures'] },
  async ({ client, textModel }) => {
    const content = [question, imageAt('http://127.0.0.1:9/red.png')];
    const messages: ChatCompletionMessageParam[] = [{ role: 'user', content }];
    const request = client.chat.completions.create({ model: textModel, messages, ...limits });
    await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining('127.0.0.1') });
  },
);

test('sends the image_url of an earlier turn to the model', async ({ client, provider, textModel }) => {
  await provider.answers(text('It was red.'));
  const messages: ChatCompletionMessageParam[] = [
    { role: 'user', content: [question, image(RED)] },
    { role: 'assistant', content: 'Red.' },
    { role: 'user', content: 'What colour was that picture?' },
  ];
  await client.chat.completions.create({ model: textModel, messages, ...limits });
  expect((await provider.lastRequest()).body).toMatchObject({ messages });
});

test('rejects an image_url part without a URL with 400', { tag: '@stack' }, async ({ client, textModel }) => {
  const messages = [{ role: 'user', content: [question, { type: 'image_url' }] }];
  const request = client.post('/chat/completions', { body: { model: textModel, messages, ...limits } });
  const message = expect.stringMatching(/image_url.*Field required/);
  await expect(request).rejects.toMatchObject({ status: 400, message });
});

test('rejects an image_url with an unknown detail with 400', async ({ client, textModel }) => {
  const image_url = { url: dataUrl(RED), detail: 'silly' };
  const messages = [{ role: 'user', content: [question, { type: 'image_url', image_url }] }];
  const request = client.post('/chat/completions', { body: { model: textModel, messages, ...limits } });
  const message = expect.stringContaining("'low', 'high' or 'auto'");
  await expect(request).rejects.toMatchObject({ status: 400, message });
});
