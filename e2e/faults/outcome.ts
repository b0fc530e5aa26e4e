/** What a client gets of one request: in one form for every surface, so that a fault can be told of all of them alike. */
import type Anthropic from '@anthropic-ai/sdk';
import { z } from 'zod';

export interface Call {
  /** Whether it has an id that its result can be sent back under. */
  identified: boolean;
  name: string;
  arguments: string;
}

export interface Outcome {
  /**
   * Why the model stopped, in the words of chat (`stop`, `length`, `tool_calls`, `content_filter`); `failed` for an error,
   * before the answer or in its stream; `unfinished` for a stream that ends without a word.
   */
  end: string;
  /** All that was said; of a stream that failed, what came before. */
  text: string;
  calls: Call[];
  /** Tokens altogether, where they are told. */
  tokens?: number;
  /** Of an answer that is an error; an error in a stream that has begun has none. */
  status?: number;
  /** Whose fault it is said to be. */
  by?: 'client' | 'server';
  /** The message of the error, and the code that it has in the API's own words. */
  error?: string;
  code?: string;
}

const Thrown = z.object({
  status: z.int().optional().catch(undefined),
  message: z.string(),
  code: z.string().optional().catch(undefined),
  type: z.string().optional().catch(undefined),
});

/** An error that a client threw, of the stack's: one of the spec's own is thrown on. */
export function failed(error: unknown, soFar: Partial<Outcome> = {}): Outcome {
  const name = error instanceof Error ? error.constructor.name : '';
  if (!/^(?:\w*APIError|\w+Error)$/.test(name) || ['Error', 'TypeError', 'ReferenceError', 'ZodError'].includes(name))
    throw error;
  const { status, message, code, type } = Thrown.parse(error);
  return {
    text: '',
    calls: [],
    ...soFar,
    end: 'failed',
    by: (status ?? 500) < 500 || type === 'invalid_request_error' ? 'client' : 'server',
    error: message,
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
  };
}

/** What the reasons of a message are in chat. */
export const STOP_REASONS: Readonly<Record<NonNullable<Anthropic.Message['stop_reason']>, string>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  pause_turn: 'unfinished',
  refusal: 'content_filter',
};
