import type { Json, RecordedRequest } from '../recording/exchange.ts';
import { readConversation, type Conversation } from './conversation.ts';

/** A provider call that an answer is wanted for. */
export interface ProviderCall {
  provider: string;
  request: RecordedRequest;
}

/** The APIs in which answers can be given; `other` for any other path. */
export type Api = 'chat' | 'embeddings' | 'other';

/** A provider call, read as far as answers and conditions ask for it. */
export interface Asked {
  provider: string;
  method: string;
  path: string;
  api: Api;
  /** Its JSON; undefined where the body is none. */
  body: Json | undefined;
  conversation: Conversation | undefined;
}

const APIS: readonly (readonly [ending: string, api: Api])[] = [
  ['/chat/completions', 'chat'],
  ['/embeddings', 'embeddings'],
];

export function readRequest({ provider, request: { method, path, body } }: ProviderCall): Asked {
  const api = (method === 'POST' && APIS.find(([ending]) => path.endsWith(ending))?.[1]) || 'other';
  const json = body !== undefined && 'json' in body ? body.json : undefined;
  return { provider, method, path, api, body: json, conversation: api === 'chat' ? readConversation(json) : undefined };
}
