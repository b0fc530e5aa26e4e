/** Pages as the answer of the search services that stacks ask. */
import { z } from 'zod';
import type { Json } from '../recording/exchange.ts';
import type { JsonObject } from '../recording/json.ts';
import type { FoundPage } from './answer.ts';

/** A search service: how it is asked, and how it answers. */
export interface SearchApi {
  method: string;
  path: string;
  /** What is searched for; undefined for what is no search. */
  queryOf: (body: Json | undefined, query: string | undefined) => string | undefined;
  answer: (query: string, pages: readonly FoundPage[]) => JsonObject;
  failure: (status: number, message: string) => JsonObject;
}

const tavilyRequest = z.looseObject({ query: z.string() });

/** https://docs.tavily.com/documentation/api-reference/endpoint/search */
export const tavily: SearchApi = {
  method: 'POST',
  path: '/search',
  queryOf: (body) => tavilyRequest.safeParse(body).data?.query,
  answer: (query, pages) => ({
    query,
    follow_up_questions: null,
    answer: null,
    images: [],
    results: pages.map(({ url, title, content, score = 0.5 }) => ({ url, title, content, score, raw_content: null })),
    response_time: 0.5,
    request_id: '00000000-0000-4000-8000-000000000000',
  }),
  failure: (_status, error) => ({ detail: { error } }),
};

/** https://api-dashboard.search.brave.com/app/documentation/web-search/responses */
export const brave: SearchApi = {
  method: 'GET',
  path: '/res/v1/web/search',
  queryOf: (_body, query) => new URLSearchParams(query).get('q') ?? undefined,
  answer: (query, pages) => ({
    type: 'search',
    query: { original: query, more_results_available: false },
    mixed: { type: 'mixed', main: pages.map((_, index) => ({ type: 'web', index, all: false })), top: [], side: [] },
    web: {
      type: 'search',
      results: pages.map(({ title, url, content }) => ({
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
};

export const searchApis: readonly SearchApi[] = [tavily, brave];
