/** Numbers add up. */
import { isObject, type JsonObject } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import { at, type Broken, isNumber, type Relation, typeOf } from './relation.ts';

/** Parts, and the total that they add up to. */
const SUMS: readonly { of: RegExp; parts: readonly string[]; total: string; ended?: true }[] = [
  { of: /\/responses/, parts: ['usage.input_tokens', 'usage.output_tokens'], total: 'usage.total_tokens' },
  {
    of: /\/(chat\/)?completions/,
    parts: ['usage.prompt_tokens', 'usage.completion_tokens'],
    total: 'usage.total_tokens',
  },
  { of: /\/embeddings/, parts: ['usage.prompt_tokens'], total: 'usage.total_tokens' },
  {
    of: /\/vector_stores/,
    parts: ['in_progress', 'completed', 'failed', 'cancelled'].map((state) => `file_counts.${state}`),
    total: 'file_counts.total',
  },
  {
    of: /\/batches/,
    parts: ['request_counts.completed', 'request_counts.failed'],
    total: 'request_counts.total',
    ended: true,
  },
  {
    of: /\/interactions/,
    parts: ['usage.total_input_tokens', 'usage.total_output_tokens'],
    total: 'usage.total_tokens',
  },
];

/** Parts that are at most as many as the whole. */
const SHARES: readonly { of: RegExp; part: string; whole: string }[] = [
  { of: /\/responses/, part: 'usage.input_tokens_details.cached_tokens', whole: 'usage.input_tokens' },
  { of: /\/responses/, part: 'usage.output_tokens_details.reasoning_tokens', whole: 'usage.output_tokens' },
  { of: /\/completions/, part: 'usage.prompt_tokens_details.cached_tokens', whole: 'usage.prompt_tokens' },
  { of: /\/completions/, part: 'usage.completion_tokens_details.reasoning_tokens', whole: 'usage.completion_tokens' },
];

export const sums: Relation = {
  name: 'numbers add up',
  holds: 'a total is the sum of its parts, and no part is more than its whole',
  source: 'OpenAI OpenAPI: ResponseUsage, CompletionUsage, VectorStoreObject.file_counts, Batch.request_counts',
  check: (calls) =>
    calls.flatMap((call) =>
      objectsWithNumbers(call).flatMap((each) => [...ofSums(call, each), ...ofShares(call, each)]),
    ),
};

interface Numbers {
  object: JsonObject;
  path: string;
}

function objectsWithNumbers({ answer, events }: Call): Numbers[] {
  if (answer !== undefined) return [{ object: answer, path: '' }];
  return (events ?? []).flatMap((event): Numbers[] => {
    const { response, interaction } = event;
    if (isObject(response)) return [{ object: response, path: `${typeOf(event)} response.` }];
    if (isObject(interaction)) return [{ object: interaction, path: 'interaction.' }];
    return isObject(event['usage']) ? [{ object: event, path: '' }] : [];
  });
}

function ofSums(call: Call, { object, path }: Numbers): Broken[] {
  return SUMS.flatMap(({ of, parts, total, ended }) => {
    if (!of.test(call.operation) || (ended === true && object['status'] !== 'completed')) return [];
    const due = parts.map((part) => at(object, part)).filter(isNumber);
    const came = at(object, total);
    if (due.length !== parts.length || !isNumber(came)) return [];
    const sum = due.reduce((all, part) => all + part, 0);
    return sum === came ? [] : [{ call, path: path + total, due: sum, came }];
  });
}

function ofShares(call: Call, { object, path }: Numbers): Broken[] {
  return SHARES.flatMap(({ of, part, whole }) => {
    const [came, most] = [at(object, part), at(object, whole)];
    if (!of.test(call.operation) || !isNumber(came) || !isNumber(most) || (came >= 0 && came <= most)) return [];
    return [{ call, path: path + part, due: `at most ${whole}, which is ${most}`, came }];
  });
}
