/** A model's message as the answer to chat completions, whole or streamed. */
import type { Json, RecordedAnswer } from '../recording/exchange.ts';
import type { JsonObject } from '../recording/json.ts';
import type { Answer, Message, ToolCall } from './answer.ts';
import { countWords, type Conversation } from './conversation.ts';
import { joined, madeId, pieces } from './pieces.ts';
import { streamed, wholeJson } from './wire.ts';
import type { WireForm } from './wire-form.ts';

/** What an answer's wire form needs besides its content. */
export interface ChatRendering {
  message: Message;
  asked: Conversation;
  form: WireForm;
  /** What makes the answer's ids its own: the same words give the same ids. */
  seed: readonly (string | number | boolean)[];
  /** Unix seconds. */
  created: number;
}

/** The data of one event, and whether it brings a piece of what the model says. */
export interface Chunk {
  data: JsonObject;
  piece: boolean;
}

/** The answer to send: a stream where the request asks for one. */
export function messageAnswer(rendering: ChatRendering, end: Answer['end']): RecordedAnswer {
  if (!rendering.asked.stream) return wholeJson(chatCompletion(rendering), end);
  return streamed([...chatChunks(rendering), { raw: 'data: [DONE]\n\n', piece: false }], end);
}

/** The answer as a `chat.completion` object (https://platform.openai.com/docs/api-reference/chat/object). */
export function chatCompletion(rendering: ChatRendering): JsonObject {
  const { message, form } = rendering;
  const calls = message.toolCalls?.map((call, index) => {
    const rendered = renderedCall(rendering, call, index);
    return form.indexedCalls ? { index, ...rendered } : rendered;
  });
  const said = {
    role: 'assistant',
    content: message.text === undefined ? form.noContent : joined(message.text),
    ...form.message,
    ...(message.refusal === undefined ? {} : { refusal: message.refusal }),
    ...(message.reasoning === undefined ? {} : { [form.reasoning]: message.reasoning }),
    ...(calls && { tool_calls: calls }),
  };
  return {
    ...envelope(rendering, 'chat.completion'),
    choices: [{ index: 0, message: said, ...form.choice, finish_reason: finishReason(message) }],
    usage: { ...usage(rendering), ...form.usage },
    ...form.completion,
  };
}

/**
 * The answer as the data of `chat.completion.chunk` events: the role, pieces, the finish reason and, when it was asked
 * for, the usage. `data: [DONE]` is not among them.
 */
export function chatChunks(rendering: ChatRendering): Chunk[] {
  const { message, asked, form } = rendering;
  const head = envelope(rendering, 'chat.completion.chunk');
  const role: JsonObject = form.start === undefined ? { role: 'assistant' } : {};
  const chunk = (delta: JsonObject, finish: string | null = null): JsonObject => ({
    ...head,
    choices: [{ index: 0, delta: { ...role, ...delta }, ...form.chunkChoice, finish_reason: finish }],
    ...(form.usageInChunks && asked.includeUsage ? { usage: null } : {}),
  });
  const spoken = (name: string, text: string | readonly string[] = ''): Chunk[] =>
    pieces(text).map((piece) => ({ data: chunk({ [name]: piece }), piece: true }));
  const start = form.start && { ...form.start, ...(message.text === undefined ? { content: form.noContent } : {}) };
  const empty: JsonObject = form.start === undefined ? { content: '' } : {};
  return [
    ...(start === undefined ? [] : [{ data: chunk(start), piece: false }]),
    ...spoken(form.reasoning, message.reasoning),
    ...spoken('content', message.text),
    ...spoken('refusal', message.refusal),
    ...(message.toolCalls ?? []).flatMap((call, index) =>
      callDeltas(rendering, call, index).map((delta) => ({ data: chunk({ tool_calls: [delta] }), piece: true })),
    ),
    { data: chunk(empty, finishReason(message)), piece: false },
    ...(asked.includeUsage ? [{ data: { ...head, choices: [], usage: usage(rendering) }, piece: false }] : []),
  ];
}

function callDeltas(rendering: ChatRendering, call: ToolCall, index: number): Json[] {
  const { function: named, ...whole } = renderedCall(rendering, call, index);
  if (call.whole === true) return [{ index, ...whole, function: named }];
  return [
    { index, ...whole, function: { name: named.name, arguments: '' } },
    ...pieces(named.arguments).map((piece) => ({ index, function: { arguments: piece } })),
  ];
}

function envelope({ seed, asked, created, form }: ChatRendering, object: string): JsonObject {
  const id = `chatcmpl-${madeId([...seed, 'completion'], 29)}`;
  return { id, object, created, model: asked.model, system_fingerprint: form.fingerprint };
}

function renderedCall({ seed, form, asked }: ChatRendering, { name, arguments: given }: ToolCall, index: number) {
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  const id = `${form.callId}${madeId([...seed, 'call', index], 24)}`;
  return { id, type: 'function', function: { name: offered(name, asked), arguments: text } };
}

/** The first of several names that was offered. */
function offered(name: string | readonly string[], { tools }: Conversation): string {
  if (typeof name === 'string') return name;
  return name.find((each) => tools.some((tool) => tool.name === each)) ?? name[0] ?? '';
}

function finishReason({ finish, toolCalls }: Message): string {
  return finish ?? (toolCalls === undefined ? 'stop' : 'tool_calls');
}

/** Tokens; where the answer does not say them, words stand for them. */
function usage({ message, asked }: ChatRendering): JsonObject {
  const said = [joined(message.text ?? ''), message.refusal, message.reasoning, JSON.stringify(message.toolCalls)];
  const { prompt, completion } = message.usage ?? { prompt: asked.words, completion: countWords(said.join(' ')) };
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}
