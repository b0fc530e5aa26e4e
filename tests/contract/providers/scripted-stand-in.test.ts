import assert from 'node:assert/strict';
import { wireFormOf } from '../../../replay/answers/wire-form.ts';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { z } from 'zod';
import { anthropicStandIn } from '../../../scripts/providers/anthropic-stand-in/stand-in.ts';
import { modelRouter, openaiStandIn } from '../../../scripts/providers/openai-stand-in/stand-in.ts';
import { startFront } from '../../../scripts/providers/scripted/front.ts';
import { listen } from '../../fakes/listening.ts';

const VECTOR = [0.6, 0, 0.8];

/** A fake of llama.cpp: lists one model, embeds, and says which path it was asked for otherwise. */
async function fakeServer(t: TestContext, model: string): Promise<{ model: string; url: URL; bodies: string[] }> {
  const bodies: string[] = [];
  const url = await listen(t, (request, response) => {
    void text(request).then((body) => {
      bodies.push(body);
      if (request.url === '/v1/models') response.end(JSON.stringify({ object: 'list', data: [{ id: model }] }));
      else if (request.url === '/v1/embeddings') {
        const usage = { prompt_tokens: 3, total_tokens: 3 };
        response.end(JSON.stringify({ model, usage, data: [{ index: 0, embedding: VECTOR }] }));
      } else response.end(`${model} answers ${request.url}`);
    });
  });
  return { model, url, bodies };
}

async function standIn(t: TestContext) {
  const [chat, embedding] = [await fakeServer(t, 'gpt-4o-mini'), await fakeServer(t, 'text-embedding-3-small')];
  const { port, stop } = await startFront({
    port: 0,
    script: [],
    passOn: openaiStandIn(chat, embedding),
    recordedFrom: 'Fake 1.0',
    source: 'local model',
    form: wireFormOf('gpt'),
  });
  t.after(stop);
  const url = `http://127.0.0.1:${port}/v1`;
  return { url, embedding, client: new OpenAI({ baseURL: url, apiKey: 'none', maxRetries: 0 }) };
}

test('both models are listed, and found by their name', async (t) => {
  const { client } = await standIn(t);
  const { data } = await client.models.list();
  assert.deepEqual(
    data.map(({ id }) => id),
    ['gpt-4o-mini', 'text-embedding-3-small'],
  );
  assert.equal((await client.models.retrieve('text-embedding-3-small')).id, 'text-embedding-3-small');
  await assert.rejects(client.models.retrieve('gpt-9'), { status: 404, code: 'model_not_found' });
});

test("an unknown model is answered with OpenAI's own words", async (t) => {
  const { url } = await standIn(t);
  const answer = await fetch(`${url}/chat/completions`, { method: 'POST', body: '{"model":"x","messages":[]}' });
  assert.equal(answer.status, 404);
  assert.deepEqual(await answer.json(), {
    error: {
      message: 'The model `x` does not exist or you do not have access to it.',
      type: 'invalid_request_error',
      param: null,
      code: 'model_not_found',
    },
  });
});

test('embeddings are padded with zeros to 1536 numbers, as numbers and as base64', async (t) => {
  const { client, embedding } = await standIn(t);
  const asked = { model: 'text-embedding-3-small', input: 'a' };
  for (const encoding_format of ['float', 'base64'] as const) {
    const { data, model } = await client.embeddings.create({ ...asked, encoding_format });
    const got: unknown = data[0]?.embedding;
    const bytes = typeof got === 'string' ? Buffer.from(got, 'base64') : undefined;
    const vector = bytes ? [0, 1, 2].map((i) => bytes.readFloatLE(i * 4)) : got;
    assert(Array.isArray(vector));
    assert.equal(bytes ? bytes.length : vector.length, bytes ? 1536 * 4 : 1536);
    const near = vector.slice(0, 3).map((value: unknown) => Number(value).toFixed(6));
    assert.deepEqual(
      near,
      VECTOR.map((value) => value.toFixed(6)),
    );
    assert.equal(model, 'text-embedding-3-small');
  }
  const sent: unknown = JSON.parse(embedding.bodies.at(-1) ?? '');
  assert.deepEqual(sent, { ...asked, encoding_format: 'float' });
});

test('`dimensions` takes the first numbers, brought to length 1; more than there are is refused', async (t) => {
  const { client } = await standIn(t);
  const embed = (dimensions: number) =>
    client.embeddings.create({ model: 'text-embedding-3-small', input: 'a', dimensions, encoding_format: 'float' });
  assert.deepEqual((await embed(2)).data[0]?.embedding, [1, 0]);
  assert.deepEqual((await embed(4)).data[0]?.embedding, [...VECTOR, 0]);
  for (const dimensions of [0, 1537]) await assert.rejects(embed(dimensions), { status: 400 });
});

test('everything else is the answer of the server that has the model', async (t) => {
  const { url } = await standIn(t);
  const post = async (path: string, body: string) => (await fetch(url + path, { method: 'POST', body })).text();
  assert.equal(await post('/completions?a=1', '{"model":"gpt-4o-mini"}'), 'gpt-4o-mini answers /v1/completions?a=1');
  assert.equal(
    await post('/chat/completions', '{"model":"text-embedding-3-small"}'),
    'text-embedding-3-small answers /v1/chat/completions',
  );
  assert.equal(await post('/completions', 'no JSON'), 'gpt-4o-mini answers /v1/completions');
});

test('another name of the model that chats is listed, and answered by it', async (t) => {
  const [chat, embedding] = [await fakeServer(t, 'gpt-4o-mini'), await fakeServer(t, 'text-embedding-3-small')];
  const about = { recordedFrom: 'Fake 1.0', source: 'local model', form: wireFormOf('gpt') } as const;
  const { port, stop } = await startFront({
    port: 0,
    script: [],
    passOn: openaiStandIn(chat, embedding, 'o4-mini'),
    ...about,
  });
  t.after(stop);
  const client = new OpenAI({ baseURL: `http://127.0.0.1:${port}/v1`, apiKey: 'none', maxRetries: 0 });
  const { data } = await client.models.list();
  assert.deepEqual(
    data.map(({ id }) => id),
    ['gpt-4o-mini', 'text-embedding-3-small', 'o4-mini'],
  );
  const body = JSON.stringify({ model: 'o4-mini', messages: [] });
  const answer = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, { method: 'POST', body });
  assert.equal(await answer.text(), 'gpt-4o-mini answers /v1/chat/completions');
});

test('llama.cpp as itself: one address for both models, and its embeddings as they are', async (t) => {
  const [chat, embedding] = [await fakeServer(t, 'chat'), await fakeServer(t, 'embed')];
  const about = { recordedFrom: 'Fake 1.0', source: 'local model', form: wireFormOf('gpt') } as const;
  const { port, stop } = await startFront({ port: 0, script: [], passOn: modelRouter(chat, embedding), ...about });
  t.after(stop);
  const body = JSON.stringify({ model: 'embed', input: 'a' });
  const answer = await fetch(`http://127.0.0.1:${port}/v1/embeddings`, { method: 'POST', body });
  const { data } = z.object({ data: z.unknown() }).parse(await answer.json());
  assert.deepEqual(data, [{ index: 0, embedding: VECTOR }]);
  assert.equal(await (await fetch(`http://127.0.0.1:${port}/props`)).text(), 'chat answers /props');
});

test('the stand-in of Anthropic lists its model in the form of Anthropic, and refuses as Anthropic does', async (t) => {
  const chat = await fakeServer(t, 'claude-haiku-4-5-20251001');
  const about = { recordedFrom: 'Fake 1.0', source: 'local model', form: wireFormOf('anthropic') } as const;
  const { port, stop } = await startFront({ port: 0, script: [], passOn: anthropicStandIn(chat), ...about });
  t.after(stop);
  const client = new Anthropic({ baseURL: `http://127.0.0.1:${port}`, apiKey: 'none', maxRetries: 0 });
  const { data: listed } = await client.models.list();
  assert.deepEqual(
    listed.map(({ id, type }) => [id, type]),
    [[chat.model, 'model']],
  );
  assert.equal((await client.models.retrieve(chat.model)).id, chat.model);
  const message = { max_tokens: 5, messages: [{ role: 'user' as const, content: 'Hi' }] };
  const unknown = {
    status: 404,
    error: { type: 'error', error: { type: 'not_found_error', message: 'model: other' } },
  };
  await assert.rejects(client.models.retrieve('other'), unknown);
  await assert.rejects(client.messages.create({ ...message, model: 'other' }), unknown);
  const ask = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: JSON.stringify({ model: chat.model }) });
  assert.equal((await ask('/v1/embeddings')).status, 404);
  for (const path of ['/v1/messages', '/v1/messages/count_tokens', '/v1/chat/completions'])
    assert.equal(await (await ask(path)).text(), `${chat.model} answers ${path}`);
});
