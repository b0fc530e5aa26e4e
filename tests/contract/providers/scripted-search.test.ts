import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePort } from '../../../scripts/providers/ports.ts';
import { SEARCH_SERVICES, startSearch } from '../../../scripts/providers/search.ts';

const query = 'aurora prize 2031 winner';

async function started(name: string) {
  const service = SEARCH_SERVICES.find((each) => each.name === name);
  assert(service);
  const port = await freePort();
  return { running: await startSearch(service, port), url: `http://127.0.0.1:${port}` };
}

async function post(url: string, body: object) {
  const answer = await fetch(`${url}/search`, { method: 'POST', body: JSON.stringify(body) });
  const told: unknown = await answer.json();
  return { status: answer.status, source: answer.headers.get('x-e2e-source'), body: told };
}

test('searches are answered as Tavily answers them, and say that they are scripted', async () => {
  const { running, url } = await started('tavily');
  await using _ = running;
  assert.equal(running.environment, `TAVILY_URL=${url} TAVILY_SEARCH_API_KEY=none`);
  const { status, source, body } = await post(url, { query, api_key: 'k' });
  assert.deepEqual([status, source], [200, 'scripted']);
  assert.match(
    JSON.stringify(body),
    /^\{"query":"aurora prize 2031 winner",.*"results":\[\{"url":"https:.*"raw_content":null/,
  );
  assert.equal((await post(url, { query })).status, 401);
  assert.equal((await post(url, { query: 'aurora prize 1900 winner', api_key: 'k' })).status, 432);
  const unknown = await post(url, { query: 'something else', api_key: 'k' });
  assert.equal(unknown.status, 500);
  assert.match(JSON.stringify(unknown.body), /Nothing is scripted for the query \\"something else\\"/);
});

test('searches are answered as Brave Search answers them', async () => {
  const { running, url } = await started('brave');
  await using _ = running;
  const address = `${url}/res/v1/web/search?q=${encodeURIComponent(query)}`;
  assert.equal((await fetch(address)).status, 422);
  const answer = await fetch(address, { headers: { 'x-subscription-token': 'k' } });
  assert.match(await answer.text(), /"main":\[\{"type":"web","index":0.*"results":\[\{"type":"search_result","title"/);
});
