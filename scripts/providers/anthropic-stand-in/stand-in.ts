import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Backend } from '../openai-stand-in/stand-in.ts';
import { passTo, type AddedHeaders, type PassOn } from '../scripted/pass-on.ts';
import { sendJson } from '../scripted/send.ts';

/** What Anthropic serves of that which llama.cpp serves too: its own two, and the chat of OpenAI's form. */
const SERVED = new Set(['/v1/messages', '/v1/messages/count_tokens', '/v1/chat/completions']);

const modelSchema = z.looseObject({ model: z.string() });

/**
 * Makes a llama.cpp server look like Anthropic: its list of models, its 404 for an unknown model and for what it does not
 * serve. Everything else is llama.cpp's own answer, byte for byte.
 * @see https://docs.claude.com/en/api/models-list, https://docs.claude.com/en/api/errors and, for the errors of the chat,
 * https://docs.claude.com/en/api/openai-sdk
 */
export function anthropicStandIn({ model, url }: Backend): PassOn {
  const pass = passTo(url);
  return async (request, response, added) => {
    const [path = ''] = request.url.split('?');
    if (request.method === 'GET' && path.startsWith('/v1/models')) return sendModels(path, model, response, added);
    if (request.method !== 'POST' || !SERVED.has(path)) return notFound(path, 'Not Found', response, added);
    const asked = modelSchema.safeParse(parseJson(request.body)).data?.model;
    if (asked !== undefined && asked !== model) return notFound(path, `model: ${asked}`, response, added);
    await pass(request, response, added);
  };
}

function sendModels(path: string, model: string, response: ServerResponse, added: AddedHeaders): void {
  const entry = { type: 'model', id: model, display_name: 'Claude Haiku 4.5', created_at: '2025-10-15T00:00:00Z' };
  const id = decodeURIComponent(path.slice('/v1/models/'.length));
  if (id === model) sendJson(response, 200, entry, added);
  else if (id === '')
    sendJson(response, 200, { data: [entry], has_more: false, first_id: model, last_id: model }, added);
  else notFound(path, `model: ${id}`, response, added);
}

/** In OpenAI's form for the chat, in Anthropic's for everything else. */
function notFound(path: string, message: string, response: ServerResponse, added: AddedHeaders): void {
  const body = path.startsWith('/v1/chat/')
    ? { error: { message, type: 'invalid_request_error', param: null, code: 'not_found_error' } }
    : { type: 'error', error: { type: 'not_found_error', message } };
  sendJson(response, 404, body, added);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
