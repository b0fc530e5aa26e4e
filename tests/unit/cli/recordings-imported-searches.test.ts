import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImportedCall } from '../../../cli/recordings/reference/imported-call.ts';
import { searchesFor } from '../../../cli/recordings/reference/searches.ts';
import type { Json } from '../../../replay/recording/exchange.ts';

function call(provider: string, path: string, json: Json): ImportedCall {
  const request = { method: 'POST', path, body: { json } };
  const exchange = { provider, request, response: { status: 200, headers: {} } };
  return { test: undefined, server: 'unknown', source: 'provider', model: undefined, exchange };
}

const search = (query: string) => call('tavily', '/search', { query, api_key: '<redacted>' });

/** A model that is told what it called, and what came of it. */
function told(query: string): ImportedCall {
  const tool = { function: { name: 'web_search', arguments: JSON.stringify({ query }) } };
  return call('openai', '/v1/chat/completions', { messages: [{ role: 'assistant', tool_calls: [tool] }] });
}

test('a test has the search that it makes, though another test recorded it', () => {
  const [first, second] = [search('Llama "4" experts'), search('Llama')];
  assert.deepEqual(searchesFor([told('Llama "4" experts')], [first, second]), [first]);
  assert.deepEqual(searchesFor([told('Llama 5')], [first, second]), []);
});

test('so has one in which a model asked for it in pieces, and was told nothing', () => {
  const events = ['{"que', 'ry": "Lla', 'ma"}'].map((piece) => ({
    data: { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: piece } }] } }] },
  }));
  const asked = call('openai', '/v1/chat/completions', {});
  const streamed: ImportedCall = {
    ...asked,
    exchange: { ...asked.exchange, response: { status: 200, headers: {}, events } },
  };
  assert.equal(searchesFor([streamed], [search('Llama')]).length, 1);
});

test('its own search is not there twice', () => {
  const own = search('Llama');
  assert.deepEqual(searchesFor([told('Llama'), own], [own]), []);
});
