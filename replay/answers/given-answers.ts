/** The answers that one attempt's spec gives: each is used for the first request that it fits, in order. */
import type { Json } from '../recording/exchange.ts';
import { asJson } from '../recording/json.ts';
import { Answer } from './answer.ts';
import { captured, filled } from './captures.ts';
import { holds } from './condition.ts';
import { readRequest, type Asked, type ProviderCall } from './request.ts';
import type { Sent } from './delivery.ts';
import { render, suits } from './render.ts';
import { answerText, askedText } from './words.ts';

export type Taken = { sent: Sent } | { why: string };

interface State {
  answer: Answer;
  used: number;
  /** What asked for it, with how often. */
  askedBy: Map<string, number>;
}

/**
 * `created` of every answer, in Unix seconds: 2026-01-01. A constant, since stacks keep what a provider says of itself in
 * places where no drift rule tells a time from a text, such as the result file of a batch.
 */
const CREATED = 1_767_225_600;

export class GivenAnswers {
  readonly #answers: State[] = [];

  get isEmpty(): boolean {
    return this.#answers.length === 0;
  }

  add(answers: readonly Answer[]): void {
    this.#answers.push(...answers.map((answer) => ({ answer, used: 0, askedBy: new Map() })));
  }

  /** Uses up the first answer that is for this call; or says why there is none, in a sentence or two. */
  take(call: ProviderCall): Taken {
    const asked = readRequest(call);
    const at = this.#answers.findIndex(
      ({ answer, used }) => hasMore(answer, used) && suits(answer.content, asked) && holds(answer.when, asked),
    );
    const state = this.#answers[at];
    if (state === undefined) return { why: this.#whyNone(askedText(asked)) };
    state.used += 1;
    const found = captured(state.answer.capture, asked);
    if ('missing' in found) {
      return { why: `Answer ${at + 1} of the spec captures ${found.missing}, which the request has nowhere.` };
    }
    const content: Json = filled(asJson(state.answer.content), found.values);
    const { data } = Answer.shape.content.safeParse(content);
    const seed = [at, ...placeAmong(state, asked)];
    const sent = data && render({ ...state.answer, content: data }, asked, { seed, created: CREATED });
    if (sent === undefined) return { why: `Answer ${at + 1} of the spec is none to such a request.` };
    return { sent };
  }

  #whyNone(asked: string): string {
    if (this.#answers.length === 0) return `The spec gives no answers; the stack asked ${asked}.`;
    const list = this.#answers.map(({ answer, used }, at) => {
      const left = hasMore(answer, used) ? '' : ' (used up)';
      return `  ${at + 1}. ${answerText(answer)}${left}`;
    });
    const count = list.length === 1 ? '1 answer, which does not fit' : `${list.length} answers, none of which fits`;
    return `The spec gives ${count}; the stack asked ${asked}.\n${list.join('\n')}`;
  }

  /** The answers that nothing asked for as often as they are given, each in words. */
  leftovers(): string[] {
    return this.#answers.flatMap(({ answer, used }, at) => {
      const wanted = answer.optional ? 0 : answer.times === 'any' ? 1 : answer.times;
      if (used >= wanted) return [];
      return [`number ${at + 1}, ${answerText(answer)}${used === 0 ? '' : `, used ${used} of ${wanted} times`}`];
    });
  }
}

/** What tells apart the requests that one answer is given to, whichever comes first: what they ask, without random ids. */
function placeAmong({ answer, askedBy }: State, { user = '' }: Asked): (string | number)[] {
  if (answer.times === 1) return [];
  const words = user.replace(/[0-9a-f]{8,}/g, '');
  const count = (askedBy.get(words) ?? 0) + 1;
  askedBy.set(words, count);
  return [words, count];
}

function hasMore({ times }: Answer, used: number): boolean {
  return times === 'any' || used < times;
}
