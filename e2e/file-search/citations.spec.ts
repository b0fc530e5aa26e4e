import type { Response } from 'openai/resources/responses/responses';
import { embedding, expect } from '../../fixtures/index.ts';
import { citedAnswer, fileSearchCall, searchRequest, test } from './fixture.ts';

test.describe('file_citation annotations', () => {
  test.beforeEach(({ provider }) =>
    provider.answers(embedding().persist(), fileSearchCall('aurora launch code'), citedAnswer()),
  );

  test('hold the document id that the model cites in the text', async ({ client, textModel, storeWithFacts }) => {
    const { store } = await storeWithFacts();
    const response = await client.responses.create(searchRequest(textModel, [store]));
    const cited = citationsIn(response).map(({ file_id }) => file_id);
    expect(cited).toHaveLength(1);
    expect([...response.output_text.matchAll(/<\|(.+?)\|>/g)].map(([, id]) => id)).toEqual(cited);
  });

  test('hold the file_id and filename of a search result', async ({ client, textModel, storeWithFacts }) => {
    const { store } = await storeWithFacts();
    const response = await client.responses.create(searchRequest(textModel, [store]));
    const search = response.output.find((item) => item.type === 'file_search_call');
    expect(citationsIn(response)).toMatchObject([{ file_id: search?.results?.[0]?.file_id, filename: 'aurora.txt' }]);
  });

  test('hold an index into the output text', async ({ client, textModel, storeWithFacts }) => {
    const { store } = await storeWithFacts();
    const response = await client.responses.create(searchRequest(textModel, [store]));
    const [citation] = citationsIn(response);
    expect(citation?.index).toBeGreaterThan(response.output_text.indexOf('7342'));
    expect(citation?.index).toBeLessThanOrEqual(response.output_text.length);
  });

  test('hold the id of the uploaded file', async ({ client, textModel, storeWithFacts }) => {
    const { aurora, store } = await storeWithFacts();
    const response = await client.responses.create(searchRequest(textModel, [store]));
    expect(citationsIn(response).map(({ file_id }) => file_id)).toEqual([aurora.id]);
  });
});

function citationsIn({ output }: Response) {
  const parts = output.flatMap((item) => (item.type === 'message' ? item.content : []));
  const annotations = parts.flatMap((part) => (part.type === 'output_text' ? part.annotations : []));
  return annotations.filter((annotation) => annotation.type === 'file_citation');
}
