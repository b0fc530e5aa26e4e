/** The answer that a description stands for, to one request. */
import { NO_ANSWER, type RecordedAnswer } from '../recording/exchange.ts';
import { isObject, type JsonObject } from '../recording/json.ts';
import type { Answer, Content, Message, Plain } from './answer.ts';
import { chatAnswer } from './chat.ts';
import { completionAnswer } from './completion.ts';
import { sent, type Sent } from './delivery.ts';
import { embeddingAnswer } from './embedding.ts';
import { anthropicAnswer } from './messages.ts';
import { failureAnswer } from './failure.ts';
import { moderationAnswer } from './moderation.ts';
import { rankingAnswer } from './ranking.ts';
import type { Api, Asked } from './request.ts';
import { ended, EVENT_STREAM, streamed, wholeJson } from './response-body.ts';
import { wireFormOf } from './wire-form.ts';

/** What makes an answer's ids its own, and when it is given. */
export interface Given {
  seed: readonly (string | number | boolean)[];
  /** Unix seconds. */
  created: number;
}

/** The APIs that content of a kind can answer; every one for the kinds that are not here. */
const SUITED: Partial<Record<Content['kind'], readonly Api[]>> = {
  message: ['chat', 'completions', 'messages'],
  embedding: ['embeddings'],
  moderation: ['moderations'],
  ranking: ['rerank'],
  search: ['search'],
};

/** Whether content of this kind can answer a request. */
export function suits({ kind }: Content, { api }: Asked): boolean {
  return SUITED[kind]?.includes(api) ?? true;
}

/** @returns undefined where the request is none that such content answers: it lacks what the API demands */
export function render(
  { content, end, delivery }: Pick<Answer, 'content' | 'end' | 'delivery'>,
  asked: Asked,
  given: Given,
): Sent | undefined {
  const answer = answerOf({ content, end }, asked, given);
  if (answer === undefined) return undefined;
  const closes = content.kind === 'closed' ? 'before the head' : end?.how === 'head' ? 'in the head' : undefined;
  return { ...sent(answer, delivery), ...(closes && { closes }) };
}

function answerOf(
  { content, end }: Pick<Answer, 'content' | 'end'>,
  asked: Asked,
  given: Given,
): RecordedAnswer | undefined {
  switch (content.kind) {
    case 'reset':
    case 'closed':
      return { status: NO_ANSWER, headers: {}, end: 'broken' };
    case 'held':
      return { ...begun(asked), end: 'cut' };
    case 'failure':
      return ended(failureAnswer(content, asked), end);
    case 'plain':
      return ended(plain(content), end);
    case 'stream':
      return streamed(
        content.events.map((event) => ({ ...event, piece: true })),
        end,
      );
    case 'message':
      return said(content, end, asked, given);
    case 'embedding':
      return json(embeddingAnswer(content, asked.body), end);
    case 'moderation':
      return json(moderationAnswer(content, asked.body, given.seed), end);
    case 'ranking':
      return json(rankingAnswer(content, asked.body, given.seed), end);
    case 'search':
      return json(asked.user === undefined ? undefined : asked.search?.answer(asked.user, content.pages), end);
  }
}

function said(message: Message, end: Answer['end'], asked: Asked, given: Given): RecordedAnswer | undefined {
  const { api, conversation, provider } = asked;
  if (conversation === undefined) return undefined;
  const rendering = { message, asked: conversation, form: wireFormOf(provider), ...given };
  if (api === 'messages') return anthropicAnswer(rendering, end);
  return api === 'completions' ? completionAnswer(rendering, end) : chatAnswer(rendering, end);
}

function json(value: JsonObject | undefined, end: Answer['end']): RecordedAnswer | undefined {
  return value && wholeJson(value, end);
}

function begun({ body }: Asked): RecordedAnswer {
  const stream = isObject(body) && body.stream === true;
  return { status: 200, headers: { 'content-type': stream ? EVENT_STREAM : 'application/json' } };
}

function plain({ status, headers, body }: Plain): RecordedAnswer {
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const type: Record<string, string> =
    body === undefined ? {} : { 'content-type': 'json' in body ? 'application/json' : 'text/plain' };
  return { status, headers: { ...type, ...own }, ...(body && { body }) };
}
