/** Models that judge texts, which have no small form here: moderation as OpenAI has it, ranking as vLLM has it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ClientRequest } from './pass-on.ts';

/** The answer to a request that it is about; undefined for all others, which are passed on. */
export type Judge = (request: ClientRequest) => { status: number; body: object } | undefined;

const Flagged = z.array(
  z.strictObject({
    /** A part of the text that is flagged. */
    text: z.string().min(1),
    /** A category of OpenAI's. */
    category: z.string().min(1),
  }),
);
const Ranked = z.array(z.strictObject({ query: z.string(), scores: z.record(z.string(), z.number().min(0).max(1)) }));

const ModerationRequest = z.looseObject({ input: z.union([z.string(), z.array(z.string())]) });
const RankingRequest = z.looseObject({
  model: z.string(),
  query: z.string(),
  documents: z.array(z.string()),
  top_n: z.int().optional(),
});

/** A text that no moderation comes to a judgement of. */
const FAILING = 'Let the moderation fail.';

/** The judges whose judgements are in `moderations.yaml` and `rankings.yaml` of a folder. */
export async function loadJudges(folder: string): Promise<Judge[]> {
  const [flagged, ranked] = await Promise.all(
    ['moderations.yaml', 'rankings.yaml'].map(async (name): Promise<unknown> => {
      return parse(await readFile(join(folder, name), 'utf8'));
    }),
  );
  return [moderator(Flagged.parse(flagged)), ranker(Ranked.parse(ranked))];
}

/** https://platform.openai.com/docs/api-reference/moderations/object */
export function moderator(flagged: z.infer<typeof Flagged>): Judge {
  const categories = [...new Set(flagged.map(({ category }) => category))];
  return (request) => {
    const { data } = ModerationRequest.safeParse(bodyOf(request, '/v1/moderations'));
    if (data === undefined) return undefined;
    if (data.input.includes(FAILING))
      return { status: 500, body: { error: { message: 'The moderation has failed.' } } };
    const results = [data.input].flat().map((input) => {
      const found = new Set(flagged.filter(({ text }) => input.includes(text)).map(({ category }) => category));
      return {
        flagged: found.size > 0,
        categories: Object.fromEntries(categories.map((category) => [category, found.has(category)])),
        category_scores: Object.fromEntries(categories.map((category) => [category, found.has(category) ? 0.9 : 0.01])),
      };
    });
    return { status: 200, body: { id: 'modr-scripted', model: 'omni-moderation-latest', results } };
  };
}

/** https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html#re-rank-api; a document that is not listed scores 0. */
export function ranker(ranked: z.infer<typeof Ranked>): Judge {
  return (request) => {
    const { data } = RankingRequest.safeParse(bodyOf(request, '/rerank'));
    const scores = ranked.find(({ query }) => query === data?.query)?.scores;
    if (data === undefined || scores === undefined) return undefined;
    const results = data.documents
      .map((text, index) => ({ index, document: { text }, relevance_score: scores[text] ?? 0 }))
      .toSorted((a, b) => b.relevance_score - a.relevance_score)
      .slice(0, data.top_n);
    return { status: 200, body: { id: 'rerank-scripted', model: data.model, usage: { total_tokens: 0 }, results } };
  };
}

function bodyOf({ method, url, body }: ClientRequest, path: string): unknown {
  if (method !== 'POST' || !(url.split('?')[0] ?? '').endsWith(path)) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
