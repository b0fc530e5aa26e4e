/** A model's message as the answer to Anthropic's messages (https://docs.anthropic.com/en/api/messages), whole or streamed. */
import type { Json, RecordedAnswer } from '../recording/exchange.ts';
import { isObject, parseJson, type JsonObject } from '../recording/json.ts';
import type { Answer, Message } from './answer.ts';
import { offeredName, tokensOf, type Rendering } from './chat.ts';
import { joined, madeId, pieces } from './pieces.ts';
import { streamed, wholeJson, type Event } from './response-body.ts';

const STOP_REASONS = { stop: 'end_turn', length: 'max_tokens', tool_calls: 'tool_use', content_filter: 'refusal' };

/** One block of a message: as it starts in a stream, the pieces that follow, and the whole. */
interface Block {
  start: JsonObject;
  deltas: JsonObject[];
  whole: JsonObject;
}

export function anthropicAnswer(rendering: Rendering, end: Answer['end']): RecordedAnswer {
  const blocks = blocksOf(rendering);
  const { prompt, completion } = tokensOf(rendering);
  const message = { id: `msg_${madeId([...rendering.seed, 'message'], 24)}`, type: 'message', role: 'assistant' };
  const head: JsonObject = { ...message, model: rendering.asked.model };
  const stop = { stop_reason: stopReason(rendering.message), stop_sequence: null };
  const usage = { input_tokens: prompt, output_tokens: completion };
  if (!rendering.asked.stream) {
    return wholeJson({ ...head, content: blocks.map(({ whole }) => whole), ...stop, usage }, end);
  }
  const begun = { ...head, content: [], stop_reason: null, stop_sequence: null, usage: { ...usage, output_tokens: 0 } };
  const events = [
    event('message_start', { message: begun }),
    ...blocks.flatMap(({ start, deltas }, index) => [
      event('content_block_start', { index, content_block: start }),
      ...deltas.map((delta) => event('content_block_delta', { index, delta }, true)),
      event('content_block_stop', { index }),
    ]),
    event('message_delta', { delta: stop, usage }),
    event('message_stop', {}),
  ];
  return streamed(events, end);
}

function event(type: string, members: JsonObject, piece = false): Event {
  return { event: type, data: { type, ...members }, piece };
}

function blocksOf({ message, asked, form, seed }: Rendering): Block[] {
  const { reasoning, text, refusal, toolCalls = [] } = message;
  return [
    ...(reasoning === undefined ? [] : [textBlock('thinking', 'thinking_delta', 'thinking', reasoning)]),
    ...(text === undefined ? [] : [textBlock('text', 'text_delta', 'text', text)]),
    ...(refusal === undefined ? [] : [textBlock('text', 'text_delta', 'text', refusal)]),
    ...toolCalls.map(({ name, arguments: given, whole }, index): Block => {
      const written = typeof given === 'string' ? given : JSON.stringify(given);
      const id = `${form.callId}${madeId([...seed, 'call', index], 24)}`;
      const call = { type: 'tool_use', id, name: offeredName(name, asked) };
      const parts = whole === true ? [written] : pieces(written);
      return {
        start: { ...call, input: {} },
        deltas: parts.map((piece) => ({ type: 'input_json_delta', partial_json: piece })),
        whole: { ...call, input: inputOf(written) },
      };
    }),
  ];
}

function textBlock(type: string, delta: string, member: string, text: string | readonly string[]): Block {
  return {
    start: { type, [member]: '' },
    deltas: pieces(text).map((piece) => ({ type: delta, [member]: piece })),
    whole: { type, [member]: joined(text) },
  };
}

/** The input of a whole call is a value, so that arguments that are no object have none. */
function inputOf(written: string): JsonObject {
  try {
    const input: Json = parseJson(written);
    return isObject(input) ? input : {};
  } catch {
    return {};
  }
}

function stopReason({ finish, toolCalls }: Message): string {
  return STOP_REASONS[finish ?? (toolCalls === undefined ? 'stop' : 'tool_calls')];
}
