/** Judgements as the answer to moderations (https://platform.openai.com/docs/api-reference/moderations/object). */
import { z } from 'zod';
import type { Json } from '../recording/exchange.ts';
import type { JsonObject } from '../recording/json.ts';
import type { Moderation } from './answer.ts';
import { madeId } from './pieces.ts';

const CATEGORIES = [
  'harassment',
  'harassment/threatening',
  'hate',
  'hate/threatening',
  'illicit',
  'illicit/violent',
  'self-harm',
  'self-harm/instructions',
  'self-harm/intent',
  'sexual',
  'sexual/minors',
  'violence',
  'violence/graphic',
];

const [FLAGGED, HARMLESS] = [0.9, 0.01];

const request = z.looseObject({ model: z.string().optional(), input: z.union([z.string(), z.array(z.string())]) });

/** @returns undefined for what is no request for moderation of texts */
export function moderationAnswer(
  { flagged }: Moderation,
  body: Json | undefined,
  seed: readonly (string | number | boolean)[],
): JsonObject | undefined {
  const { data: asked } = request.safeParse(body);
  if (asked === undefined) return undefined;
  const names = [...new Set([...CATEGORIES, ...flagged.map(({ category }) => category)])];
  const results = [asked.input].flat().map((input) => {
    const found = new Set(flagged.filter(({ text }) => input.includes(text ?? '')).map(({ category }) => category));
    const each = <T extends Json>(value: (name: string) => T) =>
      Object.fromEntries(names.map((name) => [name, value(name)]));
    return {
      flagged: found.size > 0,
      categories: each((name) => found.has(name)),
      category_scores: each((name) => (found.has(name) ? FLAGGED : HARMLESS)),
      category_applied_input_types: each((name) => (found.has(name) ? ['text'] : [])),
    };
  });
  return { id: `modr-${madeId([...seed, 'moderation'], 24)}`, model: asked.model ?? 'omni-moderation-latest', results };
}
