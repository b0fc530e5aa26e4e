import { expect, test } from '../../fixtures/index.ts';
import { PAGES, question, searchOf } from './ask.ts';

test.describe('a web search', { tag: '@tools' }, () => {
  test('is made before the answer that comes from what it finds', async ({ client, textModel }) => {
    const response = await client.responses.create(question(textModel));
    expect(response.output.map(({ type }) => type)).toEqual(['web_search_call', 'message']);
    expect(response).toMatchObject({
      status: 'completed',
      error: null,
      output: [{ status: 'completed' }, { role: 'assistant', status: 'completed' }],
      output_text: 'Ingrid Solberg won the aurora prize in 2031.',
    });
  });

  test('names what was searched for', async ({ client, textModel }) => {
    const search = searchOf(await client.responses.create(question(textModel)));
    expect(search?.action).toMatchObject({ type: 'search', query: 'aurora prize 2031 winner' });
  });

  test('names its sources when asked to', async ({ client, textModel }) => {
    const include = ['web_search_call.action.sources' as const];
    const search = searchOf(await client.responses.create({ ...question(textModel), include }));
    expect(search?.action).toMatchObject({ sources: PAGES.map((url) => ({ type: 'url', url })) });
  });

  test('leaves out sources that nobody asked to see', async ({ client, textModel }) => {
    const search = searchOf(await client.responses.create(question(textModel)));
    expect(search?.action).not.toHaveProperty('sources');
  });

  test('is stored as it was answered', async ({ client, textModel }) => {
    const response = await client.responses.create(question(textModel));
    const stored = await client.responses.retrieve(response.id);
    expect(stored.output).toEqual(response.output);
  });

  test('is limited to the domains that are allowed', async ({ client, textModel }) => {
    const ask = question(textModel);
    const filters = { allowed_domains: ['aurora-prize.example'] };
    const response = await client.responses.create({ ...ask, tools: ask.tools.map((tool) => ({ ...tool, filters })) });
    expect(response.tools).toMatchObject([{ type: 'web_search', filters }]);
    expect(response).toMatchObject({ status: 'completed', output_text: expect.stringContaining('Ingrid Solberg') });
  });

  test('that is refused is failed, and the model answers without it', async ({ client, textModel }) => {
    const response = await client.responses.create(question(textModel, '1900'));
    expect(response).toMatchObject({
      status: 'completed',
      output: [{ type: 'web_search_call', status: 'failed' }, { type: 'message' }],
      output_text: 'The search failed, so I do not know.',
    });
  });
});
