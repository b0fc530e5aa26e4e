/** Requests and answers of model APIs as a transcript: lines of who says what. */
import type { Json } from '../../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../../replay/recording/json.ts';

/** A line: the role or the name of the setting, and the text. */
export interface Line {
  who: string;
  text: string;
}

/** A request's body: settings first, then tools, then the turns. */
export function requestTranscript(body: Json): Line[] {
  if (!isObject(body)) return [{ who: 'body', text: shown(body) }];
  const { messages, input, prompt, tools, instructions, ...settings } = body;
  return [
    ...fields(settings),
    ...list(tools).map((tool) => ({ who: 'tool', text: toolText(tool) })),
    ...(instructions === undefined ? [] : [{ who: 'instructions', text: text(instructions) }]),
    ...(typeof input === 'string'
      ? [{ who: 'user', text: input }]
      : list(input).flatMap((one) => (isObject(one) ? turn(one) : [{ who: 'input', text: shown(one) }]))),
    ...(prompt === undefined ? [] : [{ who: 'prompt', text: text(prompt) }]),
    ...list(messages).flatMap(turn),
  ];
}

/** An answer, streams joined before. */
export function answerTranscript(answer: Json): Line[] {
  if (!isObject(answer)) return Array.isArray(answer) ? answer.flatMap(item) : [{ who: 'body', text: shown(answer) }];
  const { choices, output, data, usage, error, ...rest } = answer;
  return [
    ...(error === undefined || error === null
      ? []
      : [{ who: 'error', text: isObject(error) ? text(error.message ?? error) : shown(error) }]),
    ...list(choices).flatMap(choice),
    ...list(output).flatMap(turn),
    ...(data === undefined ? [] : Array.isArray(data) ? data.flatMap(item) : [{ who: 'data', text: shown(data) }]),
    ...(isObject(usage) ? [{ who: 'usage', text: usageText(usage) }] : []),
    ...((choices ?? output) ? [] : fields(rest)),
  ];
}

function choice(value: Json): Line[] {
  if (!isObject(value)) return [{ who: 'choice', text: shown(value) }];
  const said = isObject(value.message) ? value.message : isObject(value.delta) ? value.delta : undefined;
  const number = typeof value.index === 'number' && value.index > 0 ? ` ${value.index + 1}` : '';
  const lines =
    said === undefined ? [{ who: 'text', text: text(value.text ?? null) }] : turn({ role: 'assistant', ...said });
  const end = typeof value.finish_reason === 'string' ? [{ who: 'finish', text: value.finish_reason }] : [];
  return [...lines, ...end].map((line) => ({ ...line, who: line.who + number }));
}

/** A message or an item of a response, either way round. */
function turn(value: Json): Line[] {
  if (!isObject(value)) return [{ who: '', text: shown(value) }];
  const { role, type, content, reasoning, reasoning_content, refusal, tool_calls: calls } = value;
  if (typeof role !== 'string') return item(value);
  const who = typeof value.tool_call_id === 'string' ? `${role} ${value.tool_call_id}` : role;
  const thought = reasoning_content ?? reasoning;
  return [
    ...(typeof thought === 'string' && thought !== '' ? [{ who: `${who} thinks`, text: thought }] : []),
    ...(content === null || content === undefined || (content === '' && list(calls).length > 0)
      ? []
      : [{ who, text: text(content) }]),
    ...(typeof refusal === 'string' && refusal !== '' ? [{ who: `${who} refuses`, text: refusal }] : []),
    ...list(calls).map((call) => ({ who: `${who} calls`, text: callText(call) })),
    ...(content === undefined && calls === undefined && type !== undefined ? [{ who, text: shown(value) }] : []),
  ];
}

/** An item of a list: a tool call, its output, an embedding, whatever else by its fields. */
function item(value: Json): Line[] {
  if (!isObject(value)) return [{ who: '', text: shown(value) }];
  if (value.type === 'function_call') return [{ who: 'assistant calls', text: callText(value) }];
  if (value.type === 'function_call_output')
    return [{ who: `tool ${text(value.call_id ?? '')}`, text: text(value.output ?? null) }];
  if (value.object === 'embedding')
    return [{ who: `embedding ${text(value.index ?? 0)}`, text: shown(value.embedding ?? null) }];
  const name = value.type ?? value.object;
  return [{ who: typeof name === 'string' ? name : 'item', text: shown(value) }];
}

function callText(call: Json): string {
  if (!isObject(call)) return shown(call);
  const made = isObject(call.function) ? call.function : call;
  return `${text(made.name ?? '?')}(${text(made.arguments ?? '')})  ${text(call.call_id ?? call.id ?? '')}`.trimEnd();
}

function toolText(tool: Json): string {
  if (!isObject(tool)) return shown(tool);
  const made = isObject(tool.function) ? tool.function : tool;
  if (typeof made.name !== 'string') return shown(tool);
  const properties =
    isObject(made.parameters) && isObject(made.parameters.properties) ? made.parameters.properties : {};
  const about = typeof made.description === 'string' ? `: ${made.description}` : '';
  return `${made.name}(${Object.keys(properties).join(', ')})${about}`;
}

function usageText(usage: JsonObject): string {
  const numbers = Object.entries(usage).filter(([, value]) => typeof value === 'number');
  return numbers.map(([name, value]) => `${name.replaceAll('_', ' ')} ${shown(value)}`).join(', ');
}

function fields(settings: JsonObject): Line[] {
  return Object.entries(settings)
    .filter(([, value]) => value !== null && value !== '')
    .map(([who, value]) => ({ who, text: shown(value) }));
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** Text as it is; of a list of parts the text of each, with the types of pictures and files. */
function text(value: Json): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value) || !value.some(isObject)) return shown(value);
  return value.map((part) => (isObject(part) && typeof part.text === 'string' ? part.text : shown(part))).join('\n');
}

const [NUMBERS, LETTERS] = [4, 300];

/** A value on one line, long lists of numbers and long texts cut short. */
function shown(value: Json): string {
  return typeof value === 'string' ? cut(value) : JSON.stringify(short(value));
}

function short(value: Json): Json {
  if (typeof value === 'string') return cut(value);
  if (Array.isArray(value)) {
    const isVector = value.length > 2 * NUMBERS && value.every((item) => typeof item === 'number');
    return isVector ? [...value.slice(0, NUMBERS), `… ${value.length} numbers`] : value.map(short);
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, short(item)]));
}

function cut(text: string): string {
  return text.length > LETTERS ? `${text.slice(0, LETTERS)}… (${text.length} characters)` : text;
}
