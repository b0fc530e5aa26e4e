/** What cannot be claimed of an answer, as `noise.yaml` declares it with its reason. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Json, RecordedAnswer, StreamEvent } from '../../replay/recording/exchange.ts';
import { isObject } from '../../replay/recording/json.ts';
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
  /** What was there and is there now, as a regular expression of its whole JSON. */
  was: z.string().optional(),
  to: z.string().optional(),
  /** Events of a chat's stream: those that have neither text nor a call, and the mark of its end. */
  chunks: z.enum(['silent', 'end']).optional(),
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
      isWhole(rule.was, jsonOf(change.kind === 'status' ? answer.status : value)) &&
      isWhole(rule.to, jsonOf(change.to)) &&
      (rule.chunks === undefined || isChunk(rule.chunks, answer, change)) &&
      (rule.ids === undefined || isSingleId(value, text)) &&
      (rule.vectors === undefined || (value !== undefined && isVector(value))),
  )?.reason;
}

function jsonOf(value: Json | undefined): string {
  return JSON.stringify(value) ?? '';
}

/** Of two that change places, one of them. */
function isChunk(kind: 'silent' | 'end', { events = [] }: RecordedAnswer, { place, kind: how }: Change): boolean {
  const { event, path = [] } = place;
  if (event === undefined) return false;
  const [one, next] = [events[event], events[event + 1]];
  if (kind === 'end') return one !== undefined && 'raw' in one && one.raw.trim() === 'data: [DONE]';
  // The list of choices, or one of them, stands for all that a chunk says.
  if (path.length > 2 || (path.length > 0 && path[0] !== 'choices')) return false;
  if (how === 'swapped') return isChat(one) && isChat(next) && (isSilent(one) || isSilent(next));
  return isSilent(one);
}

function isChat(event: StreamEvent | undefined): boolean {
  return event !== undefined && 'data' in event && isObject(event.data) && event.data['object'] === CHUNK;
}

const CHUNK = 'chat.completion.chunk';

function isSilent(event: StreamEvent | undefined): boolean {
  if (event === undefined || !isChat(event) || !('data' in event)) return false;
  const choices = isObject(event.data) ? event.data['choices'] : undefined;
  return Array.isArray(choices) && choices.every((choice) => !SPEAKS.test(jsonOf(choice)));
}

/** Members of a delta that are neither empty nor null. */
const SPEAKS = /"(?:content|refusal|reasoning|reasoning_content|tool_calls)":(?!null|""|\[\])/;

function isWhole(pattern: string | undefined, text: string): boolean {
  return pattern === undefined || new RegExp(`^(?:${pattern})$`).test(text);
}

function isSingleId(value: Json | undefined, text: string): boolean {
  if (typeof value !== 'string') return false;
  const [id, ...others] = idsIn(value);
  return id === value && others.length === 0 && text.split(value).length === 2;
}
