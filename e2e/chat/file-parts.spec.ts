import type { ChatCompletionContentPart, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { expect, test, text } from '../../fixtures/index.ts';

const limits = { max_tokens: 64, temperature: 0 };
const question: ChatCompletionContentPart = { type: 'text', text: 'What is in this file?' };
const file_data = `data:text/plain;base64,${Buffer.from('The door code is 12.').toString('base64')}`;
const withFile = (file: ChatCompletionContentPart.File.File): ChatCompletionMessageParam[] => [
  { role: 'user', content: [question, { type: 'file', file }] },
];

test.describe('file content part', () => {
  test.beforeEach(({ provider }) => provider.answers(text('A door code.')));

  test('sends file_data to the model unchanged', async ({ client, provider, textModel }) => {
    const messages = withFile({ filename: 'note.txt', file_data });
    const { choices } = await client.chat.completions.create({ model: textModel, messages, ...limits });
    expect(choices).toMatchObject([{ finish_reason: 'stop', message: { content: 'A door code.' } }]);
    expect((await provider.lastRequest()).body).toMatchObject({ messages });
  });

  test('sends the data of the uploaded file for a file_id', async ({ client, provider, textModel, uploadedFile }) => {
    const { id } = await uploadedFile('note.txt', 'The door code is 12.');
    await client.chat.completions.create({ model: textModel, messages: withFile({ file_id: id }), ...limits });
    const content = [question, { type: 'file', file: { file_data } }];
    expect((await provider.lastRequest()).body).toMatchObject({ messages: [{ role: 'user', content }] });
  });
});

test('rejects a file content part without a file with 400', { tag: '@stack' }, async ({ client, textModel }) => {
  const messages = [{ role: 'user', content: [question, { type: 'file' }] }];
  const request = client.post('/chat/completions', { body: { model: textModel, messages, ...limits } });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringMatching(/file.*Field required/) });
});
