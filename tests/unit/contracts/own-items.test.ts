import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withOwnItems } from '../../../contracts/own-items.ts';
import type { ClientExchange, Json } from '../../../replay/recording/exchange.ts';

const call = (method: string, path: string, json: Json): ClientExchange => ({
  request: { method, path },
  response: { status: 200, headers: {}, body: { json } },
});
const chat = (id: string): Json => ({ id, object: 'chat.completion', created: 1, model: 'm', choices: [] });
const list = (path: string, ...data: Json[]) => call('GET', path, { object: 'list', data });
const CHATS = '/v1/chat/completions';
const isMade = (path: string) => path === CHATS;

function itemsOf(exchange: ClientExchange | null | undefined): Json | undefined {
  const body = exchange?.response.body;
  const json = body !== undefined && 'json' in body ? body.json : undefined;
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? json['data'] : undefined;
}

test('of a list that clients fill, the items stay that the test has made', () => {
  const held = withOwnItems(
    [call('POST', CHATS, chat('a')), list(CHATS, chat('b'), chat('a')), list(CHATS, chat('c')), null],
    isMade,
  );
  assert.deepEqual([itemsOf(held[1]), itemsOf(held[2]), held[3]], [[chat('a')], [], null]);
});

test('a list of what no client makes, and one below an id, stay whole', () => {
  const models = list('/v1/models', { id: 'm', object: 'model' });
  const messages = list(`${CHATS}/a/messages`, { id: 'x', role: 'user' });
  const without = list(CHATS, { role: 'user' });
  // A response has added it: no POST of the test answered with its id.
  const items = list('/v1/conversations/conv_1/items', { id: 'msg_1', type: 'message' });
  const lists = [models, messages, without, items];
  const made = (path: string) => isMade(path) || path.endsWith('/items');
  assert.deepEqual(withOwnItems(lists, made), lists);
});
