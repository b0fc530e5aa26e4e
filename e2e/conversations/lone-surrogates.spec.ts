import { expect, test } from '../../fixtures/index.ts';

/** Half of an emoji: a string of JSON may hold it, a text of UTF-8 may not. */
const HALF = '\ud83d';
const item = (text: string) => ({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });

test.describe('A lone surrogate', { tag: '@stack' }, () => {
  test('is rejected with 400 in an item, or stored', async ({ http, conversationWith }) => {
    const { id } = await conversationWith({});
    const { status } = await http.post(`/v1/conversations/${id}/items`, { items: [item(HALF)] });
    expect([200, 400]).toContain(status);
  });

  test('in an item leaves the list of items readable', async ({ http, conversationWith }) => {
    const { id } = await conversationWith({});
    await http.post(`/v1/conversations/${id}/items`, { items: [item('Whole.')] });
    await http.post(`/v1/conversations/${id}/items`, { items: [item(HALF)] });
    const { status, body } = await http.get(`/v1/conversations/${id}/items?order=asc`);
    expect({ status, body }).toMatchObject({ status: 200, body: { data: [{ content: [{ text: 'Whole.' }] }] } });
  });

  test('in metadata leaves the conversation readable', async ({ http, conversationWith }) => {
    const { id } = await conversationWith({ metadata: { shelf: 'b7' } });
    await http.post(`/v1/conversations/${id}`, { metadata: { shelf: HALF } });
    expect(await http.get(`/v1/conversations/${id}`)).toMatchObject({ status: 200, body: { id } });
  });
});
