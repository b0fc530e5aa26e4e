import { everythingOf, expect, text } from '../../fixtures/index.ts';
import { test } from './fixture.ts';

const item = (content: string) => ({ type: 'message', role: 'user', content }) as const;

// One turn stands still in a tool while another comes and goes; a stack may refuse the other, but not lose it.
test.describe('Responses at once in one conversation', { tag: '@any-provider' }, () => {
  test.beforeEach(({ provider }) => provider.answers(text('And ducks.').when({ user: 'I keep geese.' }).optional()));

  test('are both told to the model afterwards', async ({
    client,
    conversationWith,
    http,
    provider,
    textModel,
    whileHeld,
  }) => {
    const { id: conversation } = await conversationWith({});
    const { seen: geese } = await whileHeld({ conversation, input: 'I keep bees.' }, () =>
      http.post('/v1/responses', { model: textModel, conversation, input: 'I keep geese.' }),
    );
    await provider.answers(text('Two.').when({ user: 'What do I keep?' }));
    await client.responses.create({ model: textModel, conversation, input: 'What do I keep?' });
    const told = (await provider.lastRequest()).messages.filter((message) => message.startsWith('user: I keep'));
    expect(told.toSorted()).toEqual(['user: I keep bees.', ...(geese.status === 200 ? ['user: I keep geese.'] : [])]);
  });

  test('both add their items', async ({ client, conversationWith, http, textModel, whileHeld }) => {
    const { id: conversation } = await conversationWith({});
    const { seen: geese } = await whileHeld({ conversation, input: 'I keep bees.' }, () =>
      http.post('/v1/responses', { model: textModel, conversation, input: 'I keep geese.' }),
    );
    const items = JSON.stringify((await client.conversations.items.list(conversation, { limit: 100 })).data);
    const said = [...items.matchAll(/"text":"(I keep [a-z]+\.)"/g)].map(([, found = '']) => found);
    expect(said.toSorted()).toEqual(['I keep bees.', ...(geese.status === 200 ? ['I keep geese.'] : [])]);
  });
});

test.describe('Requests at once in one conversation', { tag: '@stack' }, () => {
  test('add every item of six additions', async ({ client, conversationWith }) => {
    const { id } = await conversationWith({});
    const said = ['One.', 'Two.', 'Three.', 'Four.', 'Five.', 'Six.'];
    const added = await Promise.all(said.map((each) => client.conversations.items.create(id, { items: [item(each)] })));
    const listed = await everythingOf(client.conversations.items.list(id));
    expect(listed.map((each) => each.id ?? '').toSorted()).toEqual(added.map(({ first_id }) => first_id).toSorted());
    expect(
      listed.map((each) => /One|Two|Three|Four|Five|Six/.exec(JSON.stringify(each))?.[0] ?? '').toSorted(),
    ).toEqual(['Five', 'Four', 'One', 'Six', 'Three', 'Two']);
  });

  test('keep what one adds while another changes the metadata', async ({ client, conversationWith }) => {
    const { id } = await conversationWith({});
    await Promise.all([
      client.conversations.items.create(id, { items: [item('One.')] }),
      client.conversations.update(id, { metadata: { shelf: 'b7' } }),
    ]);
    expect((await client.conversations.items.list(id)).data).toHaveLength(1);
    expect(await client.conversations.retrieve(id)).toMatchObject({ metadata: { shelf: 'b7' } });
  });
});
