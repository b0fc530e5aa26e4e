import { expect, status, test, text } from '../../fixtures/index.ts';
import { ANSWER, ANSWERS, PAGES, QUERY, question, searchCall, searchOf } from './search.ts';

const filters = { allowed_domains: ['aurora-prize.example'] };

test.describe('web search', () => {
  test('returns a web_search_call before the message based on its results', async ({ client, provider, textModel }) => {
    await provider.answers(...ANSWERS);
    const response = await client.responses.create(question(textModel));
    expect(response.output.map(({ type }) => type)).toEqual(['web_search_call', 'message']);
    expect(response).toMatchObject({
      status: 'completed',
      error: null,
      output: [{ status: 'completed' }, { role: 'assistant', status: 'completed' }],
      output_text: ANSWER,
    });
    const result = (await provider.lastRequest()).messages.at(-1);
    for (const { content } of PAGES) expect(result).toContain(content);
  });

  test('returns the query in the action of the web_search_call', async ({ client, provider, textModel }) => {
    await provider.answers(...ANSWERS);
    const search = searchOf(await client.responses.create(question(textModel)));
    expect(search?.action).toMatchObject({ type: 'search', query: QUERY });
  });

  test('returns the sources when they are included', async ({ client, provider, textModel }) => {
    await provider.answers(...ANSWERS);
    const include = ['web_search_call.action.sources' as const];
    const search = searchOf(await client.responses.create({ ...question(textModel), include }));
    expect(search?.action).toMatchObject({ sources: PAGES.map(({ url }) => ({ type: 'url', url })) });
  });

  test('omits the sources unless they are included', async ({ client, provider, textModel }) => {
    await provider.answers(...ANSWERS);
    const search = searchOf(await client.responses.create(question(textModel)));
    expect(search?.action).not.toHaveProperty('sources');
  });

  test('stores the output items unchanged', async ({ client, provider, textModel }) => {
    await provider.answers(...ANSWERS);
    const response = await client.responses.create(question(textModel));
    const stored = await client.responses.retrieve(response.id);
    expect(stored.output).toEqual(response.output);
  });

  test('accepts allowed_domains and returns the filters', async ({ client, provider, textModel }) => {
    await provider.answers(...ANSWERS);
    const tools = [{ type: 'web_search' as const, filters }];
    const response = await client.responses.create({ ...question(textModel), tools });
    expect(response.tools).toMatchObject([{ type: 'web_search', filters }]);
    expect(response).toMatchObject({ status: 'completed', output_text: ANSWER });
  });

  test('sends allowed_domains to the search service', async ({ client, provider, textModel }) => {
    await provider.answers(...ANSWERS);
    const tools = [{ type: 'web_search' as const, filters }];
    await client.responses.create({ ...question(textModel), tools });
    const [, search] = await provider.requests();
    expect(search?.body).toMatchObject({ query: QUERY, include_domains: filters.allowed_domains });
  });

  test('marks a failed search as failed and lets the model answer', async ({ client, provider, textModel }) => {
    // The status with which Tavily refuses what exceeds the plan.
    const refused = status(432, { json: { detail: { error: 'This request exceeds the usage limit of your plan.' } } });
    await provider.answers(searchCall, refused, text('I do not know.'));
    const response = await client.responses.create(question(textModel));
    expect(response).toMatchObject({
      status: 'completed',
      output: [{ type: 'web_search_call', status: 'failed' }, { type: 'message' }],
      output_text: 'I do not know.',
    });
  });
});
