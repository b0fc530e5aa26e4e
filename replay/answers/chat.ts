/** A model's message as the answer to chat completions, whole or streamed. */
import type { Json, RecordedAnswer } from '../recording/exchange.ts';
import type { JsonObject } from '../recording/json.ts';
import type { Answer, Message, ToolCall } from './answer.ts';
import { countWords, type Conversation } from './conversation.ts';
import { chatLogprobs } from './log-probabilities.ts';
import { joined, madeId, pieces } from './pieces.ts';
import { DONE, streamed, wholeJson } from './response-body.ts';
import type { WireForm } from './wire-form.ts';

/** What a message's wire form needs besides its content. */
export interface Rendering {
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
export function chatAnswer(rendering: Rendering, end: Answer['end']): RecordedAnswer {
  if (!rendering.asked.stream) return wholeJson(chatCompletion(rendering), end);
  return streamed([...chatChunks(rendering), DONE], end);
}

/** The answer as a `chat.completion` object (https://platform.openai.com/docs/api-reference/chat/object). */
export function chatCompletion(rendering: Rendering): JsonObject {
  const { message, asked, form } = rendering;
  const judged: JsonObject =
    asked.logprobs === undefined ? {} : { logprobs: chatLogprobs(pieces(message.text ?? ''), asked.logprobs) };
  const choices = indices(asked).map((index) => ({
    index,
    message: wholeMessage(rendering, index),
    ...form.choice,
    ...judged,
    finish_reason: finishReason(message),
  }));
  const usage = { ...usageOf(rendering), ...form.usage };
  return { ...envelope(rendering, 'chat.completion'), choices, usage, ...form.completion };
}

function wholeMessage(rendering: Rendering, choice: number): JsonObject {
  const { message, form } = rendering;
  const calls = message.toolCalls?.map((call, index) => {
    const rendered = renderedCall(rendering, call, choice, index);
    return form.indexedCalls ? { index, ...rendered } : rendered;
  });
  return {
    role: 'assistant',
    content: message.text === undefined ? form.noContent : joined(message.text),
    ...form.message,
    ...(message.refusal === undefined ? {} : { refusal: message.refusal }),
    ...(message.reasoning === undefined ? {} : { [form.reasoning]: message.reasoning }),
    ...(calls && { tool_calls: calls }),
  };
}

/**
 * The answer as the data of `chat.completion.chunk` events: of each choice the role, pieces and the finish reason, then
 * the usage when it was asked for. `data: [DONE]` is not among them.
 */
export function chatChunks(rendering: Rendering): Chunk[] {
  const { asked } = rendering;
  const head = envelope(rendering, 'chat.completion.chunk');
  return [
    ...indices(asked).flatMap((index) => choiceChunks(rendering, head, index)),
    ...(asked.includeUsage ? [{ data: { ...head, choices: [], usage: usageOf(rendering) }, piece: false }] : []),
  ];
}

function choiceChunks(rendering: Rendering, head: JsonObject, index: number): Chunk[] {
  const { message, asked, form } = rendering;
  const role: JsonObject = form.start === undefined ? { role: 'assistant' } : {};
  const chunk = (delta: JsonObject, more: JsonObject = {}): JsonObject => ({
    ...head,
    choices: [{ index, delta: { ...role, ...delta }, ...form.chunkChoice, finish_reason: null, ...more }],
    ...(form.usageInChunks && asked.includeUsage ? { usage: null } : {}),
  });
  const spoken = (name: string, text: string | readonly string[] = ''): Chunk[] =>
    pieces(text).map((piece) => {
      const judged =
        name !== 'content' || asked.logprobs === undefined ? undefined : chatLogprobs([piece], asked.logprobs);
      return { data: chunk({ [name]: piece }, judged && { logprobs: judged }), piece: true };
    });
  const start = form.start && { ...form.start, ...(message.text === undefined ? { content: form.noContent } : {}) };
  const empty: JsonObject = form.start === undefined ? { content: '' } : {};
  return [
    ...(start === undefined ? [] : [{ data: chunk(start), piece: false }]),
    ...spoken(form.reasoning, message.reasoning),
    ...spoken('content', message.text),
    ...spoken('refusal', message.refusal),
    ...(message.toolCalls ?? []).flatMap((call, at) =>
      callDeltas(rendering, call, index, at).map((delta) => ({ data: chunk({ tool_calls: [delta] }), piece: true })),
    ),
    { data: chunk(empty, { finish_reason: finishReason(message) }), piece: false },
  ];
}

function callDeltas(rendering: Rendering, call: ToolCall, choice: number, index: number): Json[] {
  const { function: named, ...whole } = renderedCall(rendering, call, choice, index);
  if (call.whole === true) return [{ index, ...whole, function: named }];
  return [
    { index, ...whole, function: { name: named.name, arguments: '' } },
    ...pieces(named.arguments).map((piece) => ({ index, function: { arguments: piece } })),
  ];
}

function envelope({ seed, asked, created, form }: Rendering, object: string): JsonObject {
  const id = `chatcmpl-${madeId([...seed, 'completion'], 29)}`;
  return { id, object, created, model: asked.model, system_fingerprint: form.fingerprint };
}

function renderedCall({ seed, form, asked }: Rendering, call: ToolCall, choice: number, index: number) {
  const { name, arguments: given } = call;
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  const id = `${form.callId}${madeId([...seed, 'call', choice, index], 24)}`;
  return { id, type: 'function', function: { name: offeredName(name, asked), arguments: text } };
}

function indices({ choices }: Conversation): number[] {
  return Array.from({ length: choices }, (_, index) => index);
}

/** The first of several names that was offered. */
export function offeredName(name: string | readonly string[], { tools }: Conversation): string {
  if (typeof name === 'string') return name;
  return name.find((each) => tools.some((tool) => tool.name === each)) ?? name[0] ?? '';
}

export function finishReason({ finish, toolCalls }: Message): string {
  return finish ?? (toolCalls === undefined ? 'stop' : 'tool_calls');
}

/** Tokens; where the answer does not say them, words stand for them. */
export function tokensOf({ message, asked }: Rendering): { prompt: number; completion: number } {
  const said = [joined(message.text ?? ''), message.refusal, message.reasoning, JSON.stringify(message.toolCalls)];
  return message.usage ?? { prompt: asked.words, completion: countWords(said.join(' ')) };
}

export function usageOf(rendering: Rendering): JsonObject {
  const { prompt, completion } = tokensOf(rendering);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}
