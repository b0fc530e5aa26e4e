import { expect, test } from '../../fixtures/index.ts';
import { PAGES, question, searchOf } from './request.ts';

test.describe('web search', { tag: '@tools' }, () => {
  test('returns a web_search_call before the message based on its results', async ({ client, textModel }) => {
    const response = await client.responses.create(question(textModel));
    expect(response.output.map(({ type }) => type)).toEqual(['web_search_call', 'message']);
    expect(response).toMatchObject({
      status: 'completed',
      error: null,
      output: [{ status: 'completed' }, { role: 'assistant', status: 'completed' }],
      output_text: 'Ingrid Solberg won the aurora prize in 2031.',
    });
  });

  test('returns the query in the action of the web_search_call', async ({ client, textModel }) => {
    const search = searchOf(await client.responses.create(question(textModel)));
    expect(search?.action).toMatchObject({ type: 'search', query: 'aurora prize 2031 winner' });
  });

  test('returns the sources when they are included', async ({ client, textModel }) => {
    const include = ['web_search_call.action.sources' as const];
    const search = searchOf(await client.responses.create({ ...question(textModel), include }));
    expect(search?.action).toMatchObject({ sources: PAGES.map((url) => ({ type: 'url', url })) });
  });

  test('omits the sources unless they are included', async ({ client, textModel }) => {
    const search = searchOf(await client.responses.create(question(textModel)));
    expect(search?.action).not.toHaveProperty('sources');
  });

  test('stores the output items unchanged', async ({ client, textModel }) => {
    const response = await client.responses.create(question(textModel));
    const stored = await client.responses.retrieve(response.id);
    expect(stored.output).toEqual(response.output);
  });

  test('accepts allowed_domains and returns the filters', async ({ client, textModel }) => {
    const ask = question(textModel);
    const filters = { allowed_domains: ['aurora-prize.example'] };
    const response = await client.responses.create({ ...ask, tools: ask.tools.map((tool) => ({ ...tool, filters })) });
    expect(response.tools).toMatchObject([{ type: 'web_search', filters }]);
    expect(response).toMatchObject({ status: 'completed', output_text: expect.stringContaining('Ingrid Solberg') });
  });

  test('marks a failed search as failed and lets the model answer', async ({ client, textModel }) => {
    const response = await client.responses.create(question(textModel, '1900'));
    expect(response).toMatchObject({
      status: 'completed',
      output: [{ type: 'web_search_call', status: 'failed' }, { type: 'message' }],
      output_text: 'The search failed, so I do not know.',
    });
  });
});
