import type { Response, ResponseFunctionWebSearch } from 'openai/resources/responses/responses';
import { searchResults, text, toolCalls } from '../../fixtures/index.ts';

export const QUERY = 'aurora prize 2031 winner';
export const ANSWER = 'Ingrid Solberg won the aurora prize in 2031.';
export const PAGES = [
  {
    title: 'The aurora prize of 2031',
    url: 'https://aurora-prize.example/2031',
    content: 'The aurora prize of 2031 went to Ingrid Solberg for her maps of the northern lights.',
  },
  {
    title: 'Winners of the aurora prize',
    url: 'https://news.example/aurora/winners',
    content: 'Winners so far: Pavel Novak (2030), Ingrid Solberg (2031).',
  },
];

/** The model asks for a search. */
export const searchCall = toolCalls({ name: 'web_search', arguments: { query: QUERY } });

/** The model asks for a search, the search finds two pages, and the model answers. */
export const ANSWERS = [searchCall, searchResults(...PAGES), text(ANSWER)];

/** A request that offers the model a web search. */
export function question(model: string) {
  return {
    model,
    input: 'Who won the aurora prize in 2031?',
    tools: [{ type: 'web_search' as const }],
    max_output_tokens: 64,
    temperature: 0,
  };
}

export function searchOf({ output }: Response): ResponseFunctionWebSearch | undefined {
  return output.find((item) => item.type === 'web_search_call');
}
