/**
 * Scores as the answer to vLLM's rerank
 * (https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html#re-rank-api).
 */
import { z } from 'zod';
import type { Json } from '../recording/exchange.ts';
import type { JsonObject } from '../recording/json.ts';
import type { Ranking } from './answer.ts';
import { madeId } from './pieces.ts';

const request = z.looseObject({
  model: z.string(),
  query: z.string(),
  documents: z.array(z.string()),
  top_n: z.int().nullish(),
});

/** @returns undefined for what is no request to rank texts */
export function rankingAnswer(
  { scores }: Ranking,
  body: Json | undefined,
  seed: readonly (string | number | boolean)[],
): JsonObject | undefined {
  const { data: asked } = request.safeParse(body);
  if (asked === undefined) return undefined;
  const results = asked.documents
    .map((text, index) => ({ index, document: { text }, relevance_score: scores[text] ?? 0 }))
    .toSorted((a, b) => b.relevance_score - a.relevance_score)
    .slice(0, asked.top_n ?? undefined);
  return { id: `rerank-${madeId([...seed, 'rerank'], 24)}`, model: asked.model, usage: { total_tokens: 0 }, results };
}
