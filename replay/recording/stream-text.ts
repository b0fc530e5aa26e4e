/** A stream of events as a person reads it: the texts that it brings in pieces joined, and a line for each event. */
import type { Json, StreamEvent } from './exchange.ts';
import { isObject, type JsonObject } from './json.ts';
import { eventText } from './sse.ts';

const LONGEST = 100;
/** Fields that say what an event is about, in the order in which they are shown. */
const TELLING = ['id', 'status', 'output_index', 'content_index', 'index', 'name', 'finish_reason', 'stop_reason'];

/** The joined texts, then the table: number, type, what matters. */
export function streamText(events: readonly StreamEvent[]): string {
  const rows = events.map((event) => ('data' in event ? shownEvent(event.data, event.event) : shownRaw(event)));
  const texts = [...joinedTexts(events)].map(([name, text]) => `${name}: ${text}`);
  const width = Math.max(...rows.map(({ type }) => type.length));
  const digits = String(rows.length).length;
  const table = rows.map(({ type, shown }, at) =>
    `${String(at + 1).padStart(digits)}  ${type.padEnd(width)}  ${shown}`.trimEnd(),
  );
  return [...texts, ...(texts.length > 0 ? [''] : []), ...table].join('\n');
}

function shownRaw(event: StreamEvent): { type: string; shown: string } {
  const text = eventText(event).trim();
  const data = /^data: ?(.*)$/m.exec(text)?.[1];
  return data === '[DONE]' ? { type: '[DONE]', shown: '' } : { type: '(no JSON)', shown: short(text) };
}

function shownEvent(data: Json, name: string | undefined): { type: string; shown: string } {
  if (!isObject(data)) return { type: name ?? '', shown: short(JSON.stringify(data)) };
  const own = data['type'] ?? data['object'];
  const type = name ?? (typeof own === 'string' ? own : 'error' in data ? 'error' : '');
  const parts = [data, ...inner(data)].flatMap(tellings);
  return { type, shown: short([...new Set(parts)].join('  ')) };
}

/** What is wrapped in an event: the response, the item, the part, the first choice and its delta. */
function inner(data: JsonObject): JsonObject[] {
  const choice = Array.isArray(data['choices']) ? data['choices'][0] : undefined;
  const wrapped = [data['response'], data['message'], data['item'], data['part'], data['content_block'], choice];
  return wrapped.filter((value) => value !== undefined).filter(isObject);
}

function tellings(value: JsonObject): string[] {
  const fields = TELLING.flatMap((key) => {
    const field = value[key];
    return typeof field === 'string' || typeof field === 'number' ? [`${key}=${field}`] : [];
  });
  const { delta, error, usage, text } = value;
  return [
    ...fields,
    ...(typeof delta === 'string' ? [JSON.stringify(delta)] : deltaOf(delta)),
    ...(typeof text === 'string' ? [JSON.stringify(text)] : []),
    ...(isObject(error ?? null) ? [`error=${JSON.stringify(error)}`] : []),
    ...(isObject(usage ?? null) ? [`usage=${JSON.stringify(usage)}`] : []),
  ];
}

/** A delta of chat completions or messages, without what is null. */
function deltaOf(delta: Json | undefined): string[] {
  if (delta === undefined || !isObject(delta)) return [];
  const there = Object.entries(delta).filter(([, value]) => value !== null && value !== undefined);
  return there.map(([key, value]) =>
    key === 'content' || key === 'text' ? JSON.stringify(value) : `${key}=${JSON.stringify(value)}`,
  );
}

/** The texts that events bring in pieces, by what they are of. */
function joinedTexts(events: readonly StreamEvent[]): Map<string, string> {
  const texts = new Map<string, string>();
  const add = (name: string, piece: unknown) => {
    if (typeof piece === 'string' && piece !== '') texts.set(name, (texts.get(name) ?? '') + piece);
  };
  for (const event of events) {
    if (!('data' in event) || !isObject(event.data)) continue;
    const { type, delta, choices, output_index: output, index } = event.data;
    if (typeof delta === 'string')
      add(`${(typeof type === 'string' ? type : '').replace(/^response\.|\.delta$/g, '')} ${at(output)}`, delta);
    else if (isObject(delta ?? null)) pieces(delta, `block ${at(index)}`, add);
    for (const choice of Array.isArray(choices) ? choices : []) {
      if (isObject(choice)) pieces(choice['delta'], `choice ${at(choice['index'])}`, add);
    }
  }
  return texts;
}

function pieces(delta: Json | undefined, of: string, add: (name: string, piece: unknown) => void): void {
  if (delta === undefined || !isObject(delta)) return;
  add(`content of ${of}`, delta['content'] ?? delta['text'] ?? delta['partial_json']);
  add(`reasoning of ${of}`, delta['reasoning_content'] ?? delta['thinking']);
  const calls = delta['tool_calls'];
  for (const call of Array.isArray(calls) ? calls : []) {
    const called = isObject(call) ? call['function'] : undefined;
    if (!isObject(call) || called === undefined || !isObject(called)) continue;
    add(`arguments of call ${at(call['index'])} of ${of}`, called['arguments']);
  }
}

/** A number of the protocol, which is 0 where it is left out. */
function at(number: Json | undefined): number {
  return typeof number === 'number' ? number : 0;
}

function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
