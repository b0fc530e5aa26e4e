import { expect, text } from '../../fixtures/index.ts';
import { test } from './fixture.ts';

const PROMPT = 'Tell me of the quokka7431';
const ANSWER = 'It is a numbat9216';

test.use({ messageContent: true });

test.describe('Where message content is asked for', { tag: '@own-stack' }, () => {
  test('the span of a model call holds prompt and answer', async ({ client, textModel, provider, traced }) => {
    await provider.answers(text(ANSWER));
    await client.responses.create({ model: textModel, input: PROMPT }, traced.options);
    const name = `chat ${textModel.replace('ollama/', '')}`;
    const call = (await traced.spans(name)).find((span) => span.name === name);
    expect(call?.attributes).toMatchObject({
      'gen_ai.input.messages': expect.stringContaining(PROMPT),
      'gen_ai.output.messages': expect.stringContaining(ANSWER),
    });
  });
});
