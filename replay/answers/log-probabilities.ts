/** Log probabilities of tokens that no model has judged: made up, and the same each time. */
import type { JsonObject } from '../recording/json.ts';

const LIKELIEST = -0.25;

/** So many tokens in place of one, itself first, each half as likely as the one before. */
export function alternatives(token: string, count: number): { token: string; logprob: number }[] {
  return Array.from({ length: count }, (_, at) => ({
    token: at === 0 ? token : `${token}~${at}`,
    logprob: LIKELIEST - at * Math.LN2,
  }));
}

/** Of the tokens of a chat completion (https://platform.openai.com/docs/api-reference/chat/object). */
export function chatLogprobs(tokens: readonly string[], top: number): JsonObject {
  const entry = ({ token, logprob }: { token: string; logprob: number }): JsonObject => ({
    token,
    logprob,
    bytes: [...Buffer.from(token)],
  });
  return {
    content: tokens.map((token) => ({
      ...entry({ token, logprob: LIKELIEST }),
      top_logprobs: alternatives(token, top).map(entry),
    })),
    refusal: null,
  };
}
