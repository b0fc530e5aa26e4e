import { expect, embedding, text, toolCalls, toolGiving } from '../../fixtures/index.ts';
import { test } from './fixture.ts';

/** One more than a page holds unless it is asked for more. */
const COUNT = 21;
const said = Array.from({ length: COUNT }, (_, n) => `Note ${n + 1}.`);
const EMPTY = { type: 'object', properties: {} };
/** Of a file that is cut to more chunks than a page holds. */
const words = Array.from({ length: 8000 }, (_, n) => `w${n}`).join(' ');
const item = (content: string) => ({ type: 'message', role: 'user', content }) as const;
const named = (name: string) => toolGiving(name, { content: [{ type: 'text', text: `It is ${name}.` }] });

test.describe('More than a page', { tag: '@any-provider' }, () => {
  test('of conversation items is told to the model', async ({
    client,
    conversationWith,
    provider,
    textModel: model,
  }) => {
    await provider.answers(text('Noted.'));
    const { id: conversation } = await conversationWith({ items: said.slice(0, 20).map(item) });
    await client.conversations.items.create(conversation, { items: said.slice(20).map(item) });
    await client.responses.create({ model, conversation, input: 'Which notes are there?' });
    const { messages } = await provider.lastRequest();
    expect(messages).toEqual([...said, 'Which notes are there?'].map((each) => `user: ${each}`));
  });

  test('of earlier turns is told to the model', async ({ client, provider, textModel: model }) => {
    await provider.answers(text('Noted.').times(2));
    const { id: previous_response_id } = await client.responses.create({ model, input: said.map(item) });
    await client.responses.create({ model, previous_response_id, input: 'Which notes are there?' });
    const { messages } = await provider.lastRequest();
    expect(messages.filter((each) => each.startsWith('user: Note'))).toEqual(said.map((each) => `user: ${each}`));
  });

  test('of function tools is offered to the model', async ({ client, provider, textModel: model }) => {
    await provider.answers(text('Noted.'));
    const tools = said.map(
      (_, n) =>
        ({ type: 'function', name: `note_${n}`, description: 'A note.', parameters: EMPTY, strict: false }) as const,
    );
    await client.responses.create({ model, input: 'Hi.', tools });
    expect((await provider.lastRequest()).tools.map(({ name }) => name)).toEqual(tools.map(({ name }) => name));
  });

  test('of MCP tools in one answer is offered to the model', async ({
    client,
    mcpServerWith,
    provider,
    textModel: model,
  }) => {
    await provider.answers(text('Noted.'));
    const names = said.map((_, n) => `note_${n}`);
    await client.responses.create({ model, input: 'Hi.', tools: [mcpServerWith({ tools: names.map(named) }).tool()] });
    expect((await provider.lastRequest()).tools.map(({ name }) => name)).toEqual(names);
  });

  test('of MCP tools behind nextCursor is offered to the model', async ({
    client,
    mcpServerWith,
    provider,
    textModel: model,
  }) => {
    await provider.answers(text('Noted.'));
    const server = mcpServerWith({ tools: ['one', 'two', 'three'].map(named), pageSize: 2 });
    await client.responses.create({ model, input: 'Hi.', tools: [server.tool()] });
    expect((await provider.lastRequest()).tools.map(({ name }) => name)).toEqual(['one', 'two', 'three']);
  });

  test('of MCP tools behind nextCursor can be called', async ({
    client,
    mcpServerWith,
    provider,
    textModel: model,
  }) => {
    await provider.answers(toolCalls({ name: 'three', arguments: {} }), text('It is three.').optional());
    const server = mcpServerWith({ tools: ['one', 'two', 'three'].map(named), pageSize: 2 });
    const { output } = await client.responses.create({ model, input: 'Hi.', tools: [server.tool()] });
    expect(output[1]).toMatchObject({ type: 'mcp_call', name: 'three', output: 'It is three.' });
  });

  test('of the files of a vector store is listed in two pages', async ({
    client,
    notes,
    provider,
    vectorStoreWith,
  }) => {
    await provider.answers(embedding().persist());
    const store = await vectorStoreWith({});
    const files = await notes(said);
    // One after the other: what a stack answers to many at once is a claim of its own.
    for (const { id } of files) await client.vectorStores.files.createAndPoll(store.id, { file_id: id });
    const first = await client.vectorStores.files.list(store.id);
    const second = await first.getNextPage();
    expect([first.data.length, second.data.length]).toEqual([20, 1]);
    expect([...first.data, ...second.data].map((file) => file.id).toSorted()).toEqual(
      files.map(({ id }) => id).toSorted(),
    );
  });

  test('of chunks is returned as the content of a file', async ({
    client,
    provider,
    uploadedFile,
    vectorStoreWith,
  }) => {
    await provider.answers(embedding().persist());
    const file = await uploadedFile('words.txt', words);
    const store = await vectorStoreWith({ files: [file] });
    const { data } = await client.vectorStores.files.content(file.id, { vector_store_id: store.id });
    expect(data.length).toBeGreaterThan(COUNT);
    const found = new Set(data.flatMap((each) => (each.text ?? '').match(/w\d+/g) ?? []));
    expect(words.split(' ').filter((word) => !found.has(word)).length).toBeLessThan(data.length);
  });

  test('of results is found with max_num_results of 50', async ({
    client,
    provider,
    uploadedFile,
    vectorStoreWith,
  }) => {
    await provider.answers(embedding().persist());
    const store = await vectorStoreWith({ files: [await uploadedFile('words.txt', words)] });
    const { data } = await client.vectorStores.search(store.id, { query: 'w7', max_num_results: 50 });
    expect(data).toHaveLength(50);
  });
});

test.describe('More than a page', { tag: '@stack' }, () => {
  test('of conversation items is listed in two pages by default', async ({ client, conversationWith }) => {
    const { id } = await conversationWith({ items: said.slice(0, 20).map(item) });
    const { first_id } = await client.conversations.items.create(id, { items: said.slice(20).map(item) });
    const first = await client.conversations.items.list(id);
    const second = await first.getNextPage();
    expect([first.data.length, second.data.length]).toEqual([20, 1]);
    expect(first.data[0]?.id).toBe(first_id);
  });

  test('of prompt versions is listed', async ({ prompts, promptWith }) => {
    const { prompt_id } = await promptWith({ prompt: 'Note 1.' });
    for (const [n, prompt] of said.slice(1).entries()) await prompts.update(prompt_id, { prompt, version: n + 1 });
    const versions = await prompts.versions(prompt_id);
    expect(versions.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual(said.map((_, n) => n + 1));
  });
});
