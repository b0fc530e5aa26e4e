import { embedding, expect, raw, text } from '../../fixtures/index.ts';
import { chatLine } from '../batches/fixture.ts';
import { test } from './fixture.ts';

const bread = 'Sourdough bread needs flour, water, salt and a day of patience.';
const tea = 'Green tea wants water below boiling.';
const CHAT = '/v1/chat/completions';

for (const how of ['stop', 'crash'] as const) {
  test.describe(`After a ${how} and a start`, { tag: '@own-stack' }, () => {
    test('responses are as before and can be continued', async ({ client, textModel, provider, restart }) => {
      await provider.answers(text('The code is 7342.'), text('It was 7342.'));
      const first = await client.responses.create({ model: textModel, input: 'Tell me the code.' });
      const items = await client.responses.inputItems.list(first.id);
      await restart(how);
      expect(await client.responses.retrieve(first.id)).toMatchObject({ id: first.id, output: first.output });
      expect((await client.responses.inputItems.list(first.id)).data).toEqual(items.data);
      await client.responses.create({ model: textModel, input: 'Which one?', previous_response_id: first.id });
      const told = ['user: Tell me the code.', 'assistant: The code is 7342.', 'user: Which one?'];
      expect((await provider.lastRequest()).messages).toEqual(told);
    });
  });
}

test.describe('After a crash and a start', { tag: '@own-stack' }, () => {
  test('files and their content are as before', async ({ client, uploadedFile, restart }) => {
    const file = await uploadedFile('bread.txt', bread);
    await restart('crash');
    expect(await client.files.retrieve(file.id)).toEqual(file);
    expect(await (await client.files.content(file.id)).text()).toBe(bread);
    expect((await client.files.list({ limit: 100 })).data).toContainEqual(file);
  });

  test('conversations are told to the model as before', async ({ client, textModel, provider, restart }) => {
    await provider.answers(text('The code is 7342.'), text('It was 7342.'));
    const { id: conversation } = await client.conversations.create({ metadata: { shelf: 'b7' } });
    await client.responses.create({ model: textModel, input: 'Tell me the code.', conversation });
    const items = await client.conversations.items.list(conversation);
    await restart('crash');
    expect(await client.conversations.retrieve(conversation)).toMatchObject({ metadata: { shelf: 'b7' } });
    expect((await client.conversations.items.list(conversation)).data).toEqual(items.data);
    await client.responses.create({ model: textModel, input: 'Which one?', conversation });
    const told = ['user: Tell me the code.', 'assistant: The code is 7342.', 'user: Which one?'];
    expect((await provider.lastRequest()).messages).toEqual(told);
  });

  test('stored chat completions are as before', async ({ client, textModel, provider, restart }) => {
    const choices = [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }];
    // The stack stores it under the provider's id, which other tests are not to have.
    const answer = { id: 'chatcmpl-restart', object: 'chat.completion', created: 1767225600, model: 'any', choices };
    await provider.answers(raw(JSON.stringify(answer), 'application/json'));
    const messages = [{ role: 'user' as const, content: 'Say hello.' }];
    const { id } = await client.chat.completions.create({ model: textModel, messages, store: true });
    // It is stored some time after it was answered.
    await expect.poll(() => client.chat.completions.retrieve(id).catch(() => undefined)).toBeDefined();
    const before = await client.chat.completions.retrieve(id);
    await restart('crash');
    expect(await client.chat.completions.retrieve(id)).toEqual(before);
  });

  test('prompts and their versions are as before', async ({ promptWith, prompts, restart }) => {
    const { prompt_id } = await promptWith({ prompt: 'Say {{word}}.', variables: ['word'] });
    await prompts.update(prompt_id, { prompt: 'Shout {{word}}.', version: 1, variables: ['word'] });
    const versions = await prompts.versions(prompt_id);
    await restart('crash');
    expect(await prompts.versions(prompt_id)).toEqual(versions);
  });

  test('completed batches and their results are as before', async ({
    client,
    batchOf,
    resultsIn,
    textModel,
    provider,
    restart,
  }) => {
    await provider.answers(text('Hello.'));
    const batch = await batchOf(CHAT, [chatLine('a', textModel)]);
    const results = await resultsIn(batch.output_file_id);
    await restart('crash');
    expect(await client.batches.retrieve(batch.id)).toEqual(batch);
    expect(await resultsIn(batch.output_file_id)).toEqual(results);
    expect(results).toMatchObject([{ custom_id: 'a', response: { status_code: 200 } }]);
  });
});

for (const how of ['stop', 'crash'] as const) {
  test.describe(`After a ${how} and a start`, { tag: '@own-stack' }, () => {
    test('vector stores find what they found before', async ({
      client,
      uploadedFile,
      vectorStoreWith,
      provider,
      restart,
    }) => {
      await provider.answers(embedding().persist());
      const files = [await uploadedFile('bread.txt', bread), await uploadedFile('tea.txt', tea)];
      const store = await vectorStoreWith({ name: 'kitchen', files });
      const found = async () =>
        (await client.vectorStores.search(store.id, { query: 'How hot is water for tea?' })).data;
      const before = await found();
      await restart(how);
      expect(await found()).toEqual(before);
      expect(before[0]).toMatchObject({ filename: 'tea.txt', content: [{ text: tea }] });
      expect(await client.vectorStores.retrieve(store.id)).toMatchObject({
        name: 'kitchen',
        file_counts: { total: 2 },
      });
    });
  });
}
