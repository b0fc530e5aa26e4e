import { createHash } from 'node:crypto';
import { countWords, type Conversation } from './conversation.ts';
import type { Completion, ToolCall } from './script.ts';

/** What an answer's wire form needs besides its script. */
export interface Rendering {
  name: string;
  answer: Completion;
  asked: Conversation;
  /** Unix seconds. */
  created: number;
  /** Where the provider puts reasoning: `reasoning` (Ollama, vLLM), `reasoning_content` (llama.cpp). */
  reasoningField: ReasoningField;
}

export type ReasoningField = 'reasoning' | 'reasoning_content';

/**
 * The answer as OpenAI's `chat.completion` object (https://platform.openai.com/docs/api-reference/chat/object).
 */
export function renderCompletion(rendering: Rendering): object {
  const { answer } = rendering;
  const message = {
    role: 'assistant',
    content: answer.content ?? null,
    ...(answer.reasoning === undefined ? {} : { [rendering.reasoningField]: answer.reasoning }),
    ...(answer.toolCalls && { tool_calls: answer.toolCalls.map((call, i) => renderCall(rendering, call, i)) }),
    refusal: answer.refusal ?? null,
    annotations: [],
  };
  return {
    ...envelope(rendering, 'chat.completion'),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(answer) }],
    usage: usage(rendering),
  };
}

/**
 * The answer as the `data` of OpenAI's `chat.completion.chunk` events: a chunk with the role, pieces, a chunk with
 * the finish reason and, when it was asked for, one with the usage. `data: [DONE]` is not among them.
 */
export function renderChunks(rendering: Rendering): object[] {
  const { answer, asked, reasoningField } = rendering;
  const head = envelope(rendering, 'chat.completion.chunk');
  const noUsage = asked.includeUsage ? { usage: null } : {};
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    ...head,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    ...noUsage,
  });
  const start = answer.content === undefined ? { content: null } : { content: '' };
  return [
    chunk({ role: 'assistant', ...start, refusal: null }),
    ...pieces(answer.reasoning ?? '').map((piece) => chunk({ [reasoningField]: piece })),
    ...pieces(answer.content ?? '').map((piece) => chunk({ content: piece })),
    ...pieces(answer.refusal ?? '').map((piece) => chunk({ refusal: piece })),
    ...(answer.toolCalls ?? []).flatMap((call, index) => {
      const whole = renderCall(rendering, call, index);
      if (call.whole) return [chunk({ tool_calls: [{ index, ...whole }] })];
      return [
        chunk({ tool_calls: [{ index, ...whole, function: { ...whole.function, arguments: '' } }] }),
        ...pieces(whole.function.arguments).map((piece) =>
          chunk({ tool_calls: [{ index, function: { arguments: piece } }] }),
        ),
      ];
    }),
    chunk({}, finishReason(answer)),
    ...(asked.includeUsage ? [{ ...head, choices: [], usage: usage(rendering) }] : []),
  ];
}

function envelope(rendering: Rendering, object: string) {
  const { asked, created } = rendering;
  return {
    id: `chatcmpl-${madeId(rendering, 'completion', 29)}`,
    object,
    created,
    model: asked.model,
    system_fingerprint: 'fp_scripted',
  };
}

function renderCall(rendering: Rendering, { name, arguments: given }: ToolCall, index: number) {
  return {
    id: `call_${madeId(rendering, `call ${index}`, 24)}`,
    type: 'function',
    function: { name, arguments: typeof given === 'string' ? given : JSON.stringify(given) },
  };
}

function finishReason({ finish, toolCalls }: Completion): string {
  return finish ?? (toolCalls === undefined ? 'stop' : 'tool_calls');
}

function usage({ answer, asked }: Rendering) {
  const said = [answer.content, answer.refusal, answer.reasoning, JSON.stringify(answer.toolCalls)].join(' ');
  const { prompt, completion } = answer.usage ?? { prompt: asked.words, completion: countWords(said) };
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/**
 * The same id each time that an answer is recorded. It is made of the place in the conversation only: a request's
 * text holds the random ids of files, which would make ids new in each recording.
 */
function madeId({ name, asked }: Rendering, what: string, length: number): string {
  const place = [name, asked.model, asked.messages, asked.stream, what].join('\n');
  return createHash('sha512')
    .update(place)
    .digest('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, length);
}

const PIECE_LENGTHS = [3, 7, 4, 6, 2, 5];

/** Cuts a text as a model does, in pieces of a few characters, so that ids come in several of them. */
export function pieces(text: string): string[] {
  const letters = Array.from(text);
  const cut: string[] = [];
  for (let start = 0; start < letters.length;) {
    const length = PIECE_LENGTHS[cut.length % PIECE_LENGTHS.length] ?? 1;
    cut.push(letters.slice(start, start + length).join(''));
    start += length;
  }
  return cut;
}
