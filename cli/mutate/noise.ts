/** What cannot be claimed of an answer, as `noise.yaml` declares it with its reason. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Json, RecordedAnswer } from '../../replay/recording/exchange.ts';
import { idsIn } from '../../replay/matching/ids.ts';
import { type Change, KINDS } from './change.ts';
import { isVector, type Seam, valueOf } from './place.ts';

const Rule = z.strictObject({
  /** Names of fields, as a regular expression of the whole. */
  field: z.string().optional(),
  /** Ids of the stack that stand in one place of the recording only. */
  ids: z.literal('once').optional(),
  /** Lists of numbers. */
  vectors: z.literal('changed').optional(),
  /** Operations of clients, as a regular expression of the whole: of what a provider answers while one of them runs. */
  client: z.string().optional(),
  /** Both seams without it. */
  seam: z.enum(['stack', 'provider']).optional(),
  kinds: z.array(z.enum(KINDS)).min(1),
  reason: z.string().min(1),
});
export type NoiseRule = z.infer<typeof Rule>;

/** Throws ZodError for a file that is wrong. */
export function loadNoise(): NoiseRule[] {
  return z.array(Rule).parse(parse(readFileSync(join(import.meta.dirname, 'noise.yaml'), 'utf8')));
}

/** What is known of a changed answer besides it. */
export interface Around {
  seam: Seam;
  /** Of the whole recording that the answer is of. */
  text: string;
  /** The operation of the client that a provider's answer is for; undefined at the stack's seam, and for none. */
  client: string | undefined;
}

/** Why nobody can notice a change; undefined where somebody should. */
export function noiseIn(
  rules: readonly NoiseRule[],
  answer: RecordedAnswer,
  change: Change,
  { seam, text, client = '' }: Around,
): string | undefined {
  const field = change.place.path?.findLast((name) => typeof name === 'string') ?? '';
  const value = valueOf(answer, change.place);
  return rules.find(
    (rule) =>
      (rule.seam ?? seam) === seam &&
      rule.kinds.includes(change.kind) &&
      isWhole(rule.field, field) &&
      isWhole(rule.client, client) &&
      (rule.ids === undefined || isSingleId(value, text)) &&
      (rule.vectors === undefined || (value !== undefined && isVector(value))),
  )?.reason;
}

function isWhole(pattern: string | undefined, text: string): boolean {
  return pattern === undefined || new RegExp(`^(?:${pattern})$`).test(text);
}

function isSingleId(value: Json | undefined, text: string): boolean {
  if (typeof value !== 'string') return false;
  const [id, ...others] = idsIn(value);
  return id === value && others.length === 0 && text.split(value).length === 2;
}
