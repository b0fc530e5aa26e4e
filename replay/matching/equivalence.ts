import { Bindings, Trial } from './bindings.ts';
import { compareRequests, compareValues } from './compare.ts';
import type { Json, RecordedAnswer, RecordedRequest, Source } from '../recording/exchange.ts';
import { isObject, parseJson } from '../recording/json.ts';
import { eventText } from '../recording/sse.ts';

/** Fields of an answer that are another value in every run of the same provider. */
const VOLATILE = new Set([
  'id',
  'created',
  'created_at',
  'modified',
  'modified_at',
  'completed_at',
  'expires_at',
  'last_active_at',
  'system_fingerprint',
  'timings',
  'total_duration',
  'load_duration',
  'prompt_eval_duration',
  'eval_duration',
]);

interface Exchange {
  provider?: string;
  call?: number;
  source?: Source;
  request: RecordedRequest;
  response: RecordedAnswer;
}

/**
 * Whether two recordings of one test say the same: they differ at most in what matching forgives, in answer ids, times
 * and fingerprints, or in the chunks that a stream came in.
 */
export function equivalentExchanges(old: readonly Exchange[], now: readonly Exchange[]): boolean {
  const trial = new Trial(new Bindings());
  const names = new Map<string, string>();
  return (
    old.length === now.length &&
    old.every((was, i) => {
      const is = now[i];
      if (is === undefined || was.provider !== is.provider || was.call !== is.call || was.source !== is.source)
        return false;
      if (compareRequests(rename(was.request, names), is.request, trial, 1).length > 0) return false;
      const [before, after] = [meaning(was.response), meaning(is.response)];
      pairIds(before, after, names);
      return compareValues(rename(steady(before), names), steady(after), trial, 1, '').length === 0;
    })
  );
}

function meaning({ status, headers, events, body, end }: RecordedAnswer): Json {
  const parsed = (text: string): Json => {
    const json = /^(?:data: ?)?([[{][^]*)$/.exec(text.trim())?.[1];
    try {
      return json === undefined ? text : parseJson(json);
    } catch {
      return text;
    }
  };
  const content: Json = events?.map((event) => parsed(eventText(event))) ?? null;
  const whole: Json =
    body === undefined ? null : 'json' in body ? body.json : 'text' in body ? parsed(body.text) : JSON.stringify(body);
  return { status, headers, end: end ?? null, content, whole };
}

/** Ids that two answers have at one place stand for each other; later requests are compared with that in mind. */
export function pairIds(was: Json, is: Json, names: Map<string, string>): void {
  if (Array.isArray(was) && Array.isArray(is)) was.forEach((item, i) => pairIds(item, is[i] ?? null, names));
  else if (isObject(was) && isObject(is)) {
    for (const [key, value] of Object.entries(was)) {
      const other = is[key] ?? null;
      if (key === 'id' && typeof value === 'string' && typeof other === 'string' && value.length > 8)
        names.set(value, other);
      else pairIds(value, other, names);
    }
  }
}

/** `value` with every old id replaced by the one that stands for it now. */
export function rename<T extends Json | RecordedRequest>(value: T, names: ReadonlyMap<string, string>): T {
  let text = JSON.stringify(value);
  for (const [was, is] of names) text = text.replaceAll(was, is);
  // oxlint-disable-next-line typescript/no-unsafe-return -- ids in its strings are other ones, its shape is the same
  return JSON.parse(text);
}

/** `value` without the fields that are another value in every run. */
export function steady(value: Json): Json {
  if (Array.isArray(value)) return value.map(steady);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !VOLATILE.has(key));
  return Object.fromEntries(kept.map(([key, item]) => [key, steady(item)]));
}
