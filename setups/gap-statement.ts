/** What a gap states: the behaviour of the stack that a test finds instead of the one that it claims. */
import { z } from 'zod';
import { JSON_PATH } from './json-path.ts';

const path = z.string().regex(JSON_PATH, 'a path is `output[0].content[-1].type`, other names in `["…"]`');

/**
 * The fields of a gap that state what the stack does instead; all that are there must hold.
 *
 * They tell of the answers that the stack had served when the test failed:
 * - `status`, `error` and `missing header` of the last one;
 * - `event` and `missing event` of the last stream of events;
 * - `at`, `is`, `matches`, `missing field`, `item` and `missing item` of a JSON value: of the event that is named, else of the last
 *   answer; with `in: received` of what the failed expectation was given, which may be made of several answers.
 */
export const statement = {
  /** The HTTP status. */
  status: z.int().min(100).max(599).optional(),
  /** A part of the message of an answer that is an error, or of an event that is one. */
  error: z.string().min(1).optional(),
  /** A header that the answer does not have; one of those that recordings keep. */
  'missing header': z.string().lowercase().optional(),
  /** The type of an event that the stream has, with the value that is stated. */
  event: z.string().min(1).optional(),
  /** The type of an event that the stream does not have, or not with the value that is stated. */
  'missing event': z.string().min(1).optional(),
  /** That the value is not an answer, but what the failed expectation was given. */
  in: z.literal('received').optional(),
  /** Where the value is that `is`, `matches`, `item` or `missing item` tells of; without it, they tell of the whole. */
  at: path.optional(),
  /** The value. */
  is: z.json().optional(),
  /** A regular expression that the value, a text, matches: for texts that have ids in them. */
  matches: z.string().refine(isPattern, 'this is no regular expression').optional(),
  /** A field that is not there, though the object is that would have it. */
  'missing field': path.optional(),
  /** What the list has among its items. */
  item: z.json().optional(),
  /** What the list does not have among its items. */
  'missing item': z.json().optional(),
};

const kinds = z.object(statement);
export type Statement = z.infer<typeof kinds>;

/** What tells of a value; a gap has one of them at most. */
const OF_VALUES = ['is', 'matches', 'missing field', 'item', 'missing item'] as const;

/** Refines a gap: it states something, and nothing twice or without what it belongs to. */
export function demandStatement(gap: Statement, context: z.RefinementCtx): void {
  const stated = OF_VALUES.filter((kind) => gap[kind] !== undefined);
  const fault = (kind: string, message: string) => context.addIssue({ code: 'custom', path: [kind], message });
  if (Object.keys(statement).every((kind) => !(kind in gap)))
    fault('test', `the gap does not state what the stack does instead, by ${Object.keys(statement).join(', ')}`);
  if (stated.length > 1) fault(stated[1] ?? '', `one of ${stated.join(', ')} is enough`);
  if (gap.at !== undefined && (stated.length === 0 || gap['missing field'] !== undefined))
    fault('at', 'what is there: `is`, `matches`, `item` or `missing item`');
  if (gap.in !== undefined && (stated.length === 0 || gap.event !== undefined || gap['missing event'] !== undefined))
    fault(
      'in',
      'what is received is told by `is`, `matches`, `missing field`, `item` or `missing item`, and is no event',
    );
  if (gap.event !== undefined && gap['missing event'] !== undefined)
    fault('event', 'an event is there, or it is missing');
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
