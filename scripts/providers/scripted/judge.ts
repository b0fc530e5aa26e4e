/** Models that judge texts, which have no small form here: moderation as OpenAI has it, ranking as vLLM has it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { moderationAnswer } from '../../../replay/answers/moderation.ts';
import { rankingAnswer } from '../../../replay/answers/ranking.ts';
import type { Json } from '../../../replay/recording/exchange.ts';
import { isObject, parseJson } from '../../../replay/recording/json.ts';
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

export function moderator(flagged: z.infer<typeof Flagged>): Judge {
  return (request) => {
    const asked = bodyOf(request, '/v1/moderations');
    const body = moderationAnswer({ kind: 'moderation', flagged }, asked, ['scripted']);
    if (body === undefined || !isObject(asked)) return undefined;
    const fails = [asked.input].flat().includes(FAILING);
    return fails ? { status: 500, body: { error: { message: 'The moderation has failed.' } } } : { status: 200, body };
  };
}

/** A document that is not listed scores 0. */
export function ranker(ranked: z.infer<typeof Ranked>): Judge {
  return (request) => {
    const asked = bodyOf(request, '/rerank');
    const scores = isObject(asked) ? ranked.find(({ query }) => query === asked.query)?.scores : undefined;
    const body = scores && rankingAnswer({ kind: 'ranking', scores }, asked, ['scripted']);
    return body && { status: 200, body };
  };
}

function bodyOf({ method, url, body }: ClientRequest, path: string): Json | undefined {
  if (method !== 'POST' || !(url.split('?')[0] ?? '').endsWith(path)) return undefined;
  try {
    return parseJson(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
