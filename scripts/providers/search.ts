/** Search services in little: they answer the queries of `scripted/searches.yaml`, in the wire formats of the real ones. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';
import { z } from 'zod';
import { brave as braveApi, tavily as tavilyApi, type SearchApi } from '../../replay/answers/search.ts';
import type { Json } from '../../replay/recording/exchange.ts';
import { isObject, parseJson } from '../../replay/recording/json.ts';
import type { Running } from './bring-up.ts';
import { demandFree } from './ports.ts';
import { RECORDED_FROM_HEADER, SOURCE_HEADER } from './scripted/front.ts';
import { sendJson } from './scripted/send.ts';

/** The whole text that is searched for. */
const query = z.string().min(1);
const result = z.strictObject({
  title: z.string(),
  url: z.url(),
  content: z.string(),
  score: z.number().min(0).max(1),
});
const Searches = z.array(
  z.union([
    z.strictObject({ query, results: z.array(result) }),
    /** The service refuses the search. */
    z.strictObject({ query, status: z.int().min(400).max(599), error: z.string() }),
  ]),
);
type Search = z.infer<typeof Searches>[number];

export interface SearchService {
  name: string;
  title: string;
  port: number;
  /** What to set for a recording run, with `{url}` for the server's address. */
  environment: string;
  api: SearchApi;
  hasKey: (message: IncomingMessage, body: Json | undefined) => boolean;
  /** The status of the answer to a request without a key. */
  keyless: number;
}

const tavily: SearchService = {
  name: 'tavily',
  title: 'Tavily',
  port: 8090,
  environment: 'TAVILY_URL={url} TAVILY_SEARCH_API_KEY=none',
  api: tavilyApi,
  hasKey: (message, body) => message.headers.authorization !== undefined || hasOwnKey(body),
  keyless: 401,
};

const brave: SearchService = {
  name: 'brave',
  title: 'Brave Search',
  port: 8091,
  environment: 'BRAVE_URL={url} BRAVE_SEARCH_API_KEY=none',
  api: braveApi,
  hasKey: (message) => message.headers['x-subscription-token'] !== undefined,
  keyless: 422,
};

function hasOwnKey(body: Json | undefined): boolean {
  return isObject(body) && typeof body.api_key === 'string' && body.api_key !== '';
}

export const SEARCH_SERVICES: readonly SearchService[] = [tavily, brave];

/** Starts one on 127.0.0.1. A query that nothing is written for gets a 500 that says so. */
export async function startSearch(service: SearchService, port: number): Promise<Running> {
  const file = join(import.meta.dirname, 'scripted', 'searches.yaml');
  const searches = Searches.parse(parse(await readFile(file, 'utf8')));
  await demandFree(port);
  const server = createServer((message, response) => {
    respond(service, searches, message, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    ended: Promise.withResolvers<string>().promise,
    environment: service.environment.replace('{url}', `http://127.0.0.1:${port}`),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function respond(
  { title, api, hasKey, keyless }: SearchService,
  searches: readonly Search[],
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = { [RECORDED_FROM_HEADER]: `${title} (scripted)`, [SOURCE_HEADER]: 'scripted' };
  const { pathname = '', search: asked = '' } = URL.parse(message.url ?? '', 'http://search') ?? {};
  const body = parsed(await text(message));
  const known = message.method === api.method && pathname === api.path;
  const query = known ? api.queryOf(body, asked.slice(1)) : undefined;
  const search = searches.find((each) => each.query === query);
  if (known && !hasKey(message, body))
    sendJson(response, keyless, api.failure(keyless, 'The key is missing or not valid.'), headers);
  else if (search !== undefined && 'status' in search)
    sendJson(response, search.status, api.failure(search.status, search.error), headers);
  else if (search !== undefined) sendJson(response, 200, api.answer(search.query, search.results), headers);
  else {
    const what = query === undefined ? `${message.method} ${message.url}` : `the query "${query}"`;
    sendJson(response, 500, { error: `Nothing is scripted for ${what}. Add it to searches.yaml.` }, headers);
  }
}

function parsed(body: string): Json | undefined {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}
