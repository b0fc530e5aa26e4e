import type { Response, ResponseFunctionWebSearch } from 'openai/resources/responses/responses';

/** A request whose answer is on the first page that the search finds. */
export function question(model: string, year = '2031') {
  return {
    model,
    input: `Who won the aurora prize in ${year}? Search the web.`,
    tools: [{ type: 'web_search' as const }],
    max_output_tokens: 64,
    temperature: 0,
  };
}

/** The pages that the search finds, best first. */
export const PAGES = ['https://aurora-prize.example/2031', 'https://news.example/aurora/winners'];

export function searchOf({ output }: Response): ResponseFunctionWebSearch | undefined {
  return output.find((item) => item.type === 'web_search_call');
}
