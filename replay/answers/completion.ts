/** A text as the answer to text completions (https://platform.openai.com/docs/api-reference/completions/object). */
import type { RecordedAnswer } from '../recording/exchange.ts';
import type { JsonObject } from '../recording/json.ts';
import type { Answer } from './answer.ts';
import { finishReason, usageOf, type Rendering } from './chat.ts';
import { alternatives } from './log-probabilities.ts';
import { joined, madeId, pieces } from './pieces.ts';
import { DONE, streamed, wholeJson, type Event } from './response-body.ts';

export function completionAnswer(rendering: Rendering, end: Answer['end']): RecordedAnswer {
  const { message, asked, form, seed, created } = rendering;
  const said = message.text ?? message.refusal ?? '';
  const finish = finishReason(message);
  const id = `cmpl-${madeId([...seed, 'completion'], 24)}`;
  const head = { id, object: 'text_completion', created, model: asked.model, system_fingerprint: form.fingerprint };
  const choice = (index: number, tokens: readonly string[], finish_reason: string | null, offset = 0): JsonObject => {
    const judged = asked.logprobs === undefined ? form.choice : { logprobs: logprobs(tokens, asked.logprobs, offset) };
    return { index, text: tokens.join(''), ...judged, finish_reason };
  };
  const indices = Array.from({ length: asked.choices }, (_, index) => index);
  if (!asked.stream) {
    const choices = indices.map((index) => choice(index, pieces(said), finish));
    return wholeJson({ ...head, choices, usage: { ...usageOf(rendering), ...form.usage } }, end);
  }
  const events = indices.flatMap((index): Event[] => [
    ...pieces(said).map((piece, at, all) => ({
      data: { ...head, choices: [choice(index, [piece], null, joined(all.slice(0, at)).length)] },
      piece: true,
    })),
    { data: { ...head, choices: [choice(index, [], finish, joined(said).length)] }, piece: false },
  ]);
  const usage: Event[] = asked.includeUsage
    ? [{ data: { ...head, choices: [], usage: usageOf(rendering) }, piece: false }]
    : [];
  return streamed([...events, ...usage, DONE], end);
}

/** @param offset of the first token in the whole text, in characters */
function logprobs(tokens: readonly string[], count: number, offset: number): JsonObject {
  return {
    text_offset: tokens.map((_, at) => offset + joined(tokens.slice(0, at)).length),
    token_logprobs: tokens.map((token) => alternatives(token, 1)[0]?.logprob ?? 0),
    tokens: [...tokens],
    top_logprobs: tokens.map((token) =>
      Object.fromEntries(alternatives(token, count).map(({ token, logprob }) => [token, logprob])),
    ),
  };
}
