import { z } from 'zod';
import type { Json, RecordedRequest } from '../recording/exchange.ts';
import { readChat, readCompletion } from './chat-request.ts';
import type { Conversation } from './conversation.ts';
import { readMessages } from './messages-request.ts';
import { searchApis, type SearchApi } from './search.ts';

/** A provider call that an answer is wanted for. */
export interface ProviderCall {
  provider: string;
  request: RecordedRequest;
}

/** The APIs in which answers are known; `other` for any other call. */
export type Api = 'chat' | 'completions' | 'messages' | 'embeddings' | 'moderations' | 'rerank' | 'search' | 'other';

/** A provider call, read as far as answers and conditions ask for it. */
export interface Asked {
  provider: string;
  method: string;
  path: string;
  api: Api;
  /** Its JSON; undefined where the body is none. */
  body: Json | undefined;
  /** Of a request to a model that speaks. */
  conversation: Conversation | undefined;
  /** The last user message, the prompt, the query, or the texts to embed or judge, a line each. */
  user: string | undefined;
  search: SearchApi | undefined;
}

const POSTS: readonly (readonly [ending: string, api: Api])[] = [
  ['/chat/completions', 'chat'],
  ['/completions', 'completions'],
  ['/messages', 'messages'],
  ['/embeddings', 'embeddings'],
  ['/moderations', 'moderations'],
  ['/rerank', 'rerank'],
];

const texts = z.looseObject({ input: z.union([z.string(), z.array(z.string())]) });
const queried = z.looseObject({ query: z.string() });

export function readRequest({ provider, request: { method, path, query, body } }: ProviderCall): Asked {
  const json = body !== undefined && 'json' in body ? body.json : undefined;
  const search = searchApis.find((each) => each.method === method && each.path === path);
  const api = search !== undefined ? 'search' : apiOf(method, path);
  const conversation = conversationOf(api, json);
  const user = conversation?.user ?? search?.queryOf(json, query) ?? textsOf(api, json);
  return { provider, method, path, api, body: json, conversation, user, search };
}

function apiOf(method: string, path: string): Api {
  const api = method === 'POST' ? POSTS.find(([ending]) => path.endsWith(ending))?.[1] : undefined;
  return api ?? 'other';
}

function conversationOf(api: Api, body: Json | undefined): Conversation | undefined {
  if (api === 'chat') return readChat(body);
  if (api === 'completions') return readCompletion(body);
  return api === 'messages' ? readMessages(body) : undefined;
}

function textsOf(api: Api, body: Json | undefined): string | undefined {
  if (api === 'rerank') return queried.safeParse(body).data?.query;
  const { data } = texts.safeParse(body);
  return data && [data.input].flat().join('\n');
}
