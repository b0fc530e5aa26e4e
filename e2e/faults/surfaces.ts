/** The surfaces by which a client asks a model, each as a request whose answer is told as an `Outcome`. */
import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';
import type { ChatCompletionMessageFunctionToolCall } from 'openai/resources/chat/completions';
import type {
  Response,
  ResponseCreateParamsNonStreaming,
  ResponseStreamEvent,
} from 'openai/resources/responses/responses';
import { failed, STOP_REASONS, type Call, type Outcome } from './outcome.ts';

export interface Clients {
  client: OpenAI;
  messagesClient: Anthropic;
  model: string;
}

export interface Surface {
  name: string;
  /** In which form the provider answers, and whether the stack asks it for a stream. */
  form: 'chat' | 'messages';
  streams: boolean;
  /** Whether the client asks for a stream. */
  streamed: boolean;
  /** @param tools whether the model is offered the function `greet` */
  ask: (clients: Clients, tools: boolean) => Promise<Outcome>;
}

const parameters = { type: 'object' as const, properties: { name: { type: 'string' } }, required: ['name'] };
const greet = { name: 'greet', description: 'Greets a person by name.', parameters };
const messages = [{ role: 'user' as const, content: 'Say hello.' }];

const chatTools = [{ type: 'function' as const, function: greet }];
const responseTools = [{ type: 'function' as const, ...greet, strict: false }];
const messageTools = [{ name: greet.name, description: greet.description, input_schema: parameters }];

async function chat({ client, model }: Clients, tools: boolean): Promise<Outcome> {
  const { choices, usage } = await client.chat.completions.create({
    model,
    messages,
    ...(tools && { tools: chatTools }),
  });
  const { message, finish_reason } = choices[0] ?? {};
  const calls = message?.tool_calls?.filter((call) => call.type === 'function') ?? [];
  return {
    end: finish_reason ?? 'unfinished',
    text: message?.content ?? '',
    calls: calls.map(ofFunction),
    ...(usage && { tokens: usage.total_tokens }),
  };
}

async function chatStreamed({ client, model }: Clients, tools: boolean): Promise<Outcome> {
  const asked = { model, messages, stream: true as const, stream_options: { include_usage: true } };
  const outcome: Outcome = { end: 'unfinished', text: '', calls: [] };
  const calls = new Map<number | string, Call>();
  try {
    for await (const { choices, usage } of await client.chat.completions.create({
      ...asked,
      ...(tools && { tools: chatTools }),
    })) {
      const { delta, finish_reason } = choices[0] ?? {};
      outcome.text += delta?.content ?? '';
      outcome.end = finish_reason ?? outcome.end;
      if (usage) outcome.tokens = usage.total_tokens;
      for (const { index, id, function: named } of delta?.tool_calls ?? []) {
        // A piece without an index belongs to no call.
        const at = Number.isInteger(index) ? index : `alone ${calls.size}`;
        const before = calls.get(at) ?? { identified: false, name: '', arguments: '' };
        calls.set(at, {
          identified: before.identified || Boolean(id),
          name: before.name + (named?.name ?? ''),
          arguments: before.arguments + asText(named?.arguments),
        });
      }
    }
  } catch (error) {
    return failed(error, outcome);
  }
  return { ...outcome, calls: [...calls.values()] };
}

async function responses({ client, model }: Clients, tools: boolean): Promise<Outcome> {
  return ofResponse(
    await client.responses.create({ model, input: 'Say hello.', ...(tools && { tools: responseTools }) }),
  );
}

async function responsesStreamed({ client, model }: Clients, tools: boolean): Promise<Outcome> {
  const asked = { model, input: 'Say hello.', stream: true as const };
  let text = '';
  let last: ResponseStreamEvent | undefined;
  try {
    for await (const event of await client.responses.create({ ...asked, ...(tools && { tools: responseTools }) })) {
      if (event.type === 'response.output_text.delta') text += event.delta;
      last = event;
    }
  } catch (error) {
    return failed(error, { text });
  }
  switch (last?.type) {
    case 'response.completed':
    case 'response.incomplete':
      return ofResponse(last.response);
    case 'response.failed':
      return { ...ofResponse(last.response), text };
    default:
      return { end: 'unfinished', text, calls: [] };
  }
}

/** The response that the last event of a streamed one has; undefined where that has none. */
export async function lastResponse(
  client: OpenAI,
  request: ResponseCreateParamsNonStreaming,
): Promise<Response | undefined> {
  let last: ResponseStreamEvent | undefined;
  for await (const event of await client.responses.create({ ...request, stream: true })) last = event;
  return last !== undefined && 'response' in last ? last.response : undefined;
}

function ofResponse({ status, output, output_text, incomplete_details, error, usage }: Response): Outcome {
  const calls = output.filter((item) => item.type === 'function_call');
  const text =
    output_text ??
    output
      .flatMap((item) => (item.type === 'message' ? item.content : []))
      .map((part) => (part.type === 'output_text' ? part.text : ''))
      .join('');
  const said = {
    text,
    calls: calls.map((call) => ofFunction({ id: call.call_id, function: call })),
    ...(usage && { tokens: usage.total_tokens }),
  };
  if (status === 'failed') {
    const by = error?.code === 'invalid_prompt' ? 'client' : 'server';
    return { ...said, end: 'failed', by, ...(error && { error: error.message, code: error.code }) };
  }
  if (status === 'incomplete') {
    const reason = incomplete_details?.reason;
    return { ...said, end: reason === 'max_output_tokens' ? 'length' : (reason ?? 'unfinished') };
  }
  return { ...said, end: calls.length > 0 ? 'tool_calls' : 'stop' };
}

async function message({ messagesClient, model }: Clients, tools: boolean): Promise<Outcome> {
  const asked = { model, messages, max_tokens: 64 };
  return ofMessage(await messagesClient.messages.create({ ...asked, ...(tools && { tools: messageTools }) }));
}

async function messageStreamed({ messagesClient, model }: Clients, tools: boolean): Promise<Outcome> {
  const asked = { model, messages, max_tokens: 64, stream: true as const };
  const outcome: Outcome = { end: 'unfinished', text: '', calls: [] };
  const calls = new Map<number, Call>();
  try {
    for await (const event of await messagesClient.messages.create({
      ...asked,
      ...(tools && { tools: messageTools }),
    })) {
      if (event.type === 'content_block_start' && event.content_block.type === 'tool_use') {
        const { id, name } = event.content_block;
        calls.set(event.index, { identified: Boolean(id), name, arguments: '' });
      }
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') outcome.text += event.delta.text;
      if (event.type === 'content_block_delta' && event.delta.type === 'input_json_delta') {
        const call = calls.get(event.index);
        if (call) call.arguments += event.delta.partial_json;
      }
      const reason = event.type === 'message_delta' ? event.delta.stop_reason : null;
      if (reason !== null) outcome.end = STOP_REASONS[reason];
    }
  } catch (error) {
    return failed(error, outcome);
  }
  return { ...outcome, calls: [...calls.values()] };
}

function ofMessage({ content, stop_reason, usage }: Anthropic.Message): Outcome {
  const uses = content.filter((block) => block.type === 'tool_use');
  return {
    end: stop_reason === null ? 'unfinished' : STOP_REASONS[stop_reason],
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    calls: uses.map(({ id, name, input }) => ({ identified: Boolean(id), name, arguments: JSON.stringify(input) })),
    tokens: usage.input_tokens + usage.output_tokens,
  };
}

function ofFunction({ id, function: named }: Pick<ChatCompletionMessageFunctionToolCall, 'id' | 'function'>): Call {
  return { identified: Boolean(id), name: named.name, arguments: asText(named.arguments) };
}

/** Arguments that are no text are not taken for one. */
function asText(given: unknown): string {
  return typeof given === 'string' ? given : given === undefined || given === null ? '' : `(${typeof given})`;
}

const plainly =
  (ask: Surface['ask']): Surface['ask'] =>
  (clients, tools) =>
    ask(clients, tools).catch(failed);

/** The messages of a provider that has such an API go through the stack as they are. */
export const SURFACES: readonly Surface[] = [
  { name: 'chat', form: 'chat', streams: false, streamed: false, ask: plainly(chat) },
  { name: 'streamed chat', form: 'chat', streams: true, streamed: true, ask: plainly(chatStreamed) },
  { name: 'responses', form: 'chat', streams: true, streamed: false, ask: plainly(responses) },
  { name: 'streamed responses', form: 'chat', streams: true, streamed: true, ask: plainly(responsesStreamed) },
  { name: 'messages', form: 'messages', streams: false, streamed: false, ask: plainly(message) },
  { name: 'streamed messages', form: 'messages', streams: true, streamed: true, ask: plainly(messageStreamed) },
];

/** Messages that the stack asks a provider for by chat. */
export const MESSAGES_BY_CHAT: readonly Surface[] = [
  { name: 'messages', form: 'chat', streams: false, streamed: false, ask: plainly(message) },
  { name: 'streamed messages', form: 'chat', streams: true, streamed: true, ask: plainly(messageStreamed) },
];
