/** Search services in little: they answer the queries of `scripted/searches.yaml`, in the wire formats of the real ones. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { parse } from 'yaml';
import { z } from 'zod';
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
type Found = Extract<Search, { results: object }>;
type Body = z.infer<ReturnType<typeof z.json>>;

interface Asked {
  /** Undefined when the request is none that the service knows. */
  query: string | undefined;
  hasKey: boolean;
}

export interface SearchService {
  name: string;
  title: string;
  port: number;
  /** What to set for a recording run, with `{url}` for the server's address. */
  environment: string;
  read: (message: IncomingMessage) => Promise<Asked>;
  answer: (search: Found) => Body;
  failure: (status: number, error: string) => Body;
  /** The status of the answer to a request without a key. */
  keyless: number;
}

const TavilyRequest = z.looseObject({ query: z.string(), api_key: z.string().optional() });

/** https://docs.tavily.com/documentation/api-reference/endpoint/search */
const tavily: SearchService = {
  name: 'tavily',
  title: 'Tavily',
  port: 8090,
  environment: 'TAVILY_URL={url} TAVILY_SEARCH_API_KEY=none',
  async read(message) {
    if (message.method !== 'POST' || message.url !== '/search') return { query: undefined, hasKey: true };
    const { data } = TavilyRequest.safeParse(await json(message));
    return {
      query: data?.query,
      hasKey: (data?.api_key ?? '') !== '' || message.headers.authorization !== undefined,
    };
  },
  answer: ({ query, results }) => ({
    query,
    follow_up_questions: null,
    answer: null,
    images: [],
    results: results.map(({ url, title, content, score }) => ({ url, title, content, score, raw_content: null })),
    response_time: 0.5,
    request_id: '00000000-0000-4000-8000-000000000000',
  }),
  failure: (_status, error) => ({ detail: { error } }),
  keyless: 401,
};

/** https://api-dashboard.search.brave.com/app/documentation/web-search/responses */
const brave: SearchService = {
  name: 'brave',
  title: 'Brave Search',
  port: 8091,
  environment: 'BRAVE_URL={url} BRAVE_SEARCH_API_KEY=none',
  read(message) {
    const url = URL.parse(message.url ?? '', 'http://search');
    const known = message.method === 'GET' && url?.pathname === '/res/v1/web/search';
    const query = known ? (url.searchParams.get('q') ?? undefined) : undefined;
    return Promise.resolve({ query, hasKey: message.headers['x-subscription-token'] !== undefined });
  },
  answer: ({ query, results }) => ({
    type: 'search',
    query: { original: query, more_results_available: false },
    mixed: { type: 'mixed', main: results.map((_, index) => ({ type: 'web', index, all: false })), top: [], side: [] },
    web: {
      type: 'search',
      results: results.map(({ title, url, content }) => ({
        type: 'search_result',
        title,
        url,
        description: content,
        is_source_local: false,
        is_source_both: false,
        language: 'en',
        family_friendly: true,
      })),
      family_friendly: true,
    },
  }),
  failure: (status, detail) => ({ type: 'ErrorResponse', error: { status, code: 'REQUEST_FAILED', detail } }),
  keyless: 422,
};

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
  { title, read, answer, failure, keyless }: SearchService,
  searches: readonly Search[],
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = { [RECORDED_FROM_HEADER]: `${title} (scripted)`, [SOURCE_HEADER]: 'scripted' };
  const { query, hasKey } = await read(message);
  const search = searches.find((each) => each.query === query);
  if (!hasKey) sendJson(response, keyless, failure(keyless, 'The key is missing or not valid.'), headers);
  else if (search !== undefined && 'status' in search)
    sendJson(response, search.status, failure(search.status, search.error), headers);
  else if (search !== undefined) sendJson(response, 200, answer(search), headers);
  else {
    const asked = query === undefined ? `${message.method} ${message.url}` : `the query "${query}"`;
    sendJson(response, 500, { error: `Nothing is scripted for ${asked}. Add it to searches.yaml.` }, headers);
  }
}
