/** A message has what the chat completion says that a stack makes it of. */
import type { Json } from '../../replay/recording/exchange.ts';
import { isObject, type JsonObject, jsonIn } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import { masked } from './masked.ts';
import { at, type Difference, differences, isNumber, objectsIn, same } from './relation.ts';
import type { Said } from './said.ts';

/** What a finish reason of a chat completion is called as the stop reason of a message. */
const STOP_REASONS: Readonly<Record<string, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
};

/** A message whole, or what the events of a stream join to. */
function messageOf({ answer, events }: Call): JsonObject | undefined {
  if (answer !== undefined || events === undefined) return answer;
  const start = events.find(({ type }) => type === 'message_start');
  const end = events.find(({ type }) => type === 'message_delta');
  const content: JsonObject[] = [];
  for (const { type, index, content_block: block, delta } of events) {
    if (!isNumber(index)) continue;
    if (type === 'content_block_start' && isObject(block)) content[index] = { ...block };
    else if (type === 'content_block_delta') content[index] = { ...content[index], ...longer(content[index], delta) };
  }
  const whole = content.map((block) => {
    const json = block['partial_json'];
    return typeof json === 'string' ? { ...block, input: jsonIn(json) ?? json } : block;
  });
  const [first, last] = [at(start, 'message.usage'), end?.['usage']].filter(isObject);
  return { content: whole, stop_reason: at(end, 'delta.stop_reason') ?? null, usage: { ...first, ...last } };
}

/** The members of a block that a delta makes longer. */
function longer(block: JsonObject | undefined, delta: Json | undefined): JsonObject {
  return Object.fromEntries(
    ['text', 'thinking', 'partial_json'].flatMap((name) => {
      const [before, more] = [block?.[name], at(delta, name)];
      return typeof more === 'string' ? [[name, (typeof before === 'string' ? before : '') + more]] : [];
    }),
  );
}

export function ofMessage(call: Call, due: Said): Difference[] {
  const message = messageOf(call);
  if (message === undefined) return [];
  const content = objectsIn(message['content']);
  const text = content.map((block) => (typeof block['text'] === 'string' ? block['text'] : '')).join('');
  const used = content.flatMap((block, n) => (block['type'] === 'tool_use' ? [{ block, n }] : []));
  return [
    ...(masked(text) === masked(due.text) ? [] : [{ path: 'content[0].text', due: due.text, came: text }]),
    ...(used.length === due.toolCalls.length
      ? []
      : [{ path: 'content', due: `${due.toolCalls.length} calls, as many as the model made`, came: used.length }]),
    ...used.flatMap(({ block, n }, nth) => ofCall(block, due.toolCalls[nth], `content[${n}]`)),
    ...differences(
      typeof due.finish === 'string' ? STOP_REASONS[due.finish] : undefined,
      message['stop_reason'],
      'stop_reason',
    ),
    ...usage(message['usage'], due),
  ];
}

function ofCall(block: JsonObject, due: Said['toolCalls'][number] | undefined, path: string): Difference[] {
  if (due === undefined) return [];
  const input = jsonIn(due.arguments);
  return [
    ...differences(due.id, block['id'], `${path}.id`),
    ...differences(due.name, block['name'], `${path}.name`),
    ...(input === undefined || masked(input) === masked(block['input']) || same(input, block['input'])
      ? []
      : [{ path: `${path}.input`, due: input, came: block['input'] }]),
  ];
}

/** Anthropic's count of the input leaves out what came of a cache. */
function usage(told: Json | undefined, { usage: due }: Said): Difference[] {
  const input = ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens']
    .map((name) => at(told, name))
    .filter(isNumber);
  const [prompt, completion, came] = [
    at(due, 'prompt_tokens'),
    at(due, 'completion_tokens'),
    at(told, 'output_tokens'),
  ];
  const sum = input.reduce((all, count) => all + count, 0);
  return [
    ...(isNumber(prompt) && input.length > 0 && prompt !== sum
      ? [{ path: 'usage.input_tokens', due: prompt, came: sum }]
      : []),
    ...(isNumber(completion) && isNumber(came) ? differences(completion, came, 'usage.output_tokens') : []),
  ];
}
