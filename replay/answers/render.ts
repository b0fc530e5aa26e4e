/** The answer that a description stands for, to one request. */
import type { Body, RecordedAnswer } from '../recording/exchange.ts';
import { isObject } from '../recording/json.ts';
import type { Answer, Content } from './answer.ts';
import { messageAnswer } from './chat.ts';
import { EVENT_STREAM, streamed, wholeJson } from './wire.ts';
import { embeddings } from './embedding.ts';
import type { Asked } from './request.ts';
import { wireFormOf } from './wire-form.ts';

/** The answer to send; or that the connection is to be reset. */
export type Rendered = RecordedAnswer | 'reset';

/** What makes an answer's ids its own, and when it is given. */
export interface Given {
  seed: readonly (string | number | boolean)[];
  /** Unix seconds. */
  created: number;
}

/** Whether content of this kind can answer a request. */
export function suits(content: Content, { api, conversation }: Asked): boolean {
  if (content.kind === 'message') return api === 'chat' && conversation !== undefined;
  if (content.kind === 'embedding') return api === 'embeddings';
  return true;
}

/** @returns undefined where the content does not suit the request after all */
export function render(
  { content, end }: Pick<Answer, 'content' | 'end'>,
  asked: Asked,
  given: Given,
): Rendered | undefined {
  switch (content.kind) {
    case 'reset':
      return 'reset';
    case 'held':
      return { ...begun(asked), end: 'cut' };
    case 'plain':
      return { status: content.status, headers: headersOf(content), ...(content.body && { body: content.body }) };
    case 'stream':
      return streamed(
        content.events.map((event) => ({ ...event, piece: true })),
        end,
      );
    case 'embedding': {
      const json = embeddings(content, asked.body);
      return json && wholeJson(json, end);
    }
    case 'message': {
      const { conversation, provider } = asked;
      if (conversation === undefined) return undefined;
      const rendering = { message: content, asked: conversation, form: wireFormOf(provider), ...given };
      return messageAnswer(rendering, end);
    }
  }
}

function begun({ body }: Asked): RecordedAnswer {
  const stream = isObject(body) && body.stream === true;
  return { status: 200, headers: { 'content-type': stream ? EVENT_STREAM : 'application/json' } };
}

function headersOf({ headers, body }: { headers: Record<string, string>; body?: Body | undefined }) {
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const type = body === undefined ? undefined : 'json' in body ? 'application/json' : 'text/plain; charset=utf-8';
  return { ...(type === undefined ? {} : { 'content-type': type }), ...own };
}
