/** Streams of a model's answer, event by event, in the forms in which providers send them. */
import type { stream } from '../../fixtures/index.ts';
import type { Surface } from './surfaces.ts';

type Data = Parameters<typeof stream>[0][number];

/** What a model says as events: to be left out, doubled or spoilt one by one. */
export interface StreamForm {
  begin: readonly Data[];
  piece: (text: string) => Data;
  /** Why the model stopped. */
  finish: readonly Data[];
  /** What ends the stream. */
  done: readonly Data[];
  /** An error of the provider in the middle of a stream, with this message. */
  error: (message: string) => readonly Data[];
}

type Members = Exclude<Data, string>;

/** One chunk of a chat completion (https://platform.openai.com/docs/api-reference/chat-streaming/streaming). */
export function chunk(delta: Members, more: Members = {}): Members {
  const { finish_reason = null, ...rest } = more;
  const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_767_225_600, model: 'm' };
  return { ...head, choices: [{ index: 0, delta, finish_reason }], ...rest };
}

/** An event with its name, as Anthropic sends it (https://docs.anthropic.com/en/api/messages-streaming). */
function named(type: string, members: Members = {}): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`;
}

const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'm', content: [], stop_reason: null };
const none = { input_tokens: 3, output_tokens: 0 };

export const STREAM_FORMS: Readonly<Record<Surface['form'], StreamForm>> = {
  chat: {
    begin: [chunk({ role: 'assistant', content: '' })],
    piece: (text) => chunk({ content: text }),
    finish: [chunk({}, { finish_reason: 'stop' })],
    done: ['data: [DONE]\n\n'],
    error: (text) => [{ error: { message: text, type: 'server_error', param: null, code: null } }],
  },
  messages: {
    begin: [
      named('message_start', { message: { ...message, stop_sequence: null, usage: none } }),
      named('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    ],
    piece: (text) => named('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
    finish: [
      named('content_block_stop', { index: 0 }),
      named('message_delta', { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: none }),
    ],
    done: [named('message_stop')],
    error: (text) => [named('error', { error: { type: 'overloaded_error', message: text } })],
  },
};
