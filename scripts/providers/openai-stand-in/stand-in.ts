import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { AddedHeaders, ClientRequest, PassOn } from '../scripted/pass-on.ts';
import { passTo } from '../scripted/pass-on.ts';
import { sendJson } from '../scripted/send.ts';
import { readEmbeddingsRequest, widenEmbeddings } from './embeddings.ts';

/** A local server that answers for one of OpenAI's models, under that model's name. */
export interface Backend {
  model: string;
  url: URL;
}

const modelSchema = z.looseObject({ model: z.string().optional() });
const listSchema = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) });

/**
 * Makes two llama.cpp servers look like one OpenAI: one list of models, OpenAI's 404 for an unknown model, embeddings of
 * 1536 numbers. Everything else is llama.cpp's own answer, byte for byte.
 * @param alias another name of the model that chats
 */
export function openaiStandIn(chat: Backend, embedding: Backend, alias?: string): PassOn {
  const names = alias === undefined ? [] : [{ model: alias, url: chat.url }];
  const route = routerOf([chat, embedding, ...names], chat);
  return async (request, response, added) => {
    const body = parseJson(request.body);
    const isEmbedding = request.method === 'POST' && request.url.split('?')[0] === '/v1/embeddings';
    if (isEmbedding && modelOf(body) === embedding.model) await sendEmbeddings(embedding.url, body, response, added);
    else await route(request, response, added);
  };
}

/** One address for llama.cpp's servers of a model that chats and one that embeds: a request goes to its model's. */
export function modelRouter(chat: Backend, embedding: Backend): PassOn {
  return routerOf([chat, embedding], chat);
}

function routerOf(backends: readonly Backend[], chat: Backend): PassOn {
  const routes = new Map(backends.map(({ model, url }) => [model, passTo(url)]));
  const passToChat = passTo(chat.url);
  return async (request, response, added) => {
    const path = request.url.split('?')[0] ?? '';
    if (request.method === 'GET' && path.startsWith('/v1/models')) {
      await sendModels(path.slice('/v1/models'.length + 1), backends, response, added);
      return;
    }
    const model = modelOf(parseJson(request.body));
    if (model !== undefined && !routes.has(model)) sendJson(response, 404, unknownModel(model), added);
    else await (routes.get(model ?? chat.model) ?? passToChat)(request, response, added);
  };
}

async function sendModels(id: string, backends: readonly Backend[], response: ServerResponse, added: AddedHeaders) {
  const lists = await Promise.all(
    backends.map(async ({ model, url }) => {
      const { data } = listSchema.parse(await (await fetch(new URL('/v1/models', url))).json());
      return data.map((entry) => ({ ...entry, id: model }));
    }),
  );
  const models = lists.flat();
  if (id === '') {
    sendJson(response, 200, { object: 'list', data: models }, added);
    return;
  }
  const model = models.find((entry) => entry.id === decodeURIComponent(id));
  if (model === undefined) sendJson(response, 404, unknownModel(id), added);
  else sendJson(response, 200, model, added);
}

async function sendEmbeddings(url: URL, body: unknown, response: ServerResponse, added: AddedHeaders) {
  const wanted = readEmbeddingsRequest(body);
  if ('error' in wanted) {
    const error = { message: wanted.error, type: 'invalid_request_error', param: null, code: null };
    sendJson(response, 400, { error }, added);
    return;
  }
  const answer = await fetch(new URL('/v1/embeddings', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(wanted.body),
  });
  const data: unknown = await answer.json();
  sendJson(response, answer.status, answer.ok ? widenEmbeddings(data, wanted) : data, added);
}

function unknownModel(model: string) {
  const message = `The model \`${model}\` does not exist or you do not have access to it.`;
  return { error: { message, type: 'invalid_request_error', param: null, code: 'model_not_found' } };
}

function modelOf(body: unknown): string | undefined {
  return modelSchema.safeParse(body).data?.model;
}

function parseJson(body: ClientRequest['body']): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
