import type { ChatCompletionContentPart, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { expect, test } from '../../fixtures/index.ts';

const brief = { max_tokens: 64, temperature: 0 };
const question: ChatCompletionContentPart = { type: 'text', text: 'What is in this file?' };
const file_data = `data:text/plain;base64,${Buffer.from('The door code is 12.').toString('base64')}`;

test.describe('file content part', { tag: '@tools' }, () => {
  test('sends file_data to the model unchanged', async ({ client, textModel }) => {
    const file: ChatCompletionContentPart = { type: 'file', file: { filename: 'note.txt', file_data } };
    const messages: ChatCompletionMessageParam[] = [{ role: 'user', content: [question, file] }];
    const { choices } = await client.chat.completions.create({ model: textModel, messages, ...brief });
    expect(choices).toMatchObject([{ finish_reason: 'stop', message: { content: `It holds ${file_data}` } }]);
  });

  test('sends the data of the uploaded file for a file_id', async ({ client, textModel, uploadedFile }) => {
    const { id } = await uploadedFile('note.txt', 'The door code is 12.');
    const file: ChatCompletionContentPart = { type: 'file', file: { file_id: id } };
    const messages: ChatCompletionMessageParam[] = [{ role: 'user', content: [question, file] }];
    const { choices } = await client.chat.completions.create({ model: textModel, messages, ...brief });
    expect(choices[0]?.message.content).toBe(`It holds ${file_data}`);
  });
});

test('rejects a file content part without a file with 400', { tag: '@stack' }, async ({ client, textModel }) => {
  const messages = [{ role: 'user', content: [question, { type: 'file' }] }];
  const request = client.post('/chat/completions', { body: { model: textModel, messages, ...brief } });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringMatching(/file.*Field required/) });
});
