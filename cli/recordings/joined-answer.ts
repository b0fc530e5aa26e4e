/** A recorded answer as one value, its stream joined to what the stream as a whole says. */
import type { Body, Json, RecordedAnswer, StreamEvent } from '../../replay/recording/exchange.ts';
import { isObject, parseJson, type JsonObject } from '../../replay/recording/json.ts';

/** Undefined for an empty answer. A binary body is given as its size. */
export function joinedAnswer({ body, events }: RecordedAnswer): Json | undefined {
  if (events !== undefined) return joinedEvents(events);
  return body === undefined ? undefined : bodyValue(body);
}

/** A body as a value: JSON parsed, also where it was stored as text. */
export function bodyValue(body: Body): Json {
  if ('json' in body) return body.json;
  if ('text' in body) return parsed(body.text);
  if ('base64' in body) return `(${Math.floor((body.base64.length * 3) / 4)} bytes)`;
  if ('sha256' in body) return `(${body.bytes} bytes, sha256 ${body.sha256})`;
  return body.form.map(({ name, filename, content }) => ({
    name,
    ...(filename === undefined ? {} : { filename }),
    content: bodyValue(content),
  }));
}

/** The data of an event: JSON where it is any, else its text. */
function eventData(event: StreamEvent): Json {
  if ('data' in event) return event.data;
  const lines = event.raw.split(/\r?\n/).filter((line) => line.startsWith('data:'));
  return lines.length === 0 ? event.raw.trimEnd() : parsed(lines.map((line) => line.slice(5).trimStart()).join('\n'));
}

function joinedEvents(events: readonly StreamEvent[]): Json {
  const data = events.map(eventData).filter((value) => value !== '[DONE]' && value !== '');
  const objects = data.filter(isObject);
  const whole = objects.findLast(({ response }) => isObject(response))?.response;
  const isResponse = objects.some(({ type }) => typeof type === 'string' && type.startsWith('response.'));
  if (isResponse && isObject(whole))
    return isFinal(objects.at(-1)) ? whole : { ...whole, text_so_far: deltas(objects) };
  const isChunks = objects.length > 0 && objects.length === data.length;
  if (isChunks && objects.some(({ choices }) => Array.isArray(choices))) return objects.reduce<Json>(merge, {});
  if (isChunks && objects.some(({ delta }) => isObject(delta)))
    return { text: deltas(objects), last: objects.at(-1) ?? null };
  return data;
}

function isFinal(event: JsonObject | undefined): boolean {
  return typeof event?.type === 'string' && /^response\.(completed|failed|incomplete|cancelled)$/.test(event.type);
}

function deltas(events: readonly JsonObject[]): string {
  const texts = events.map(({ delta }) => (isObject(delta) ? (delta.text ?? delta.partial_json) : delta));
  return texts.filter((text) => typeof text === 'string').join('');
}

/** Names, not texts that grow: each chunk that has one has the whole of it. */
const WHOLE = new Set([
  'id',
  'object',
  'model',
  'system_fingerprint',
  'service_tier',
  'role',
  'type',
  'name',
  'finish_reason',
]);

/** What is known so far, and one chunk more: texts grow, items of a list belong together by their `index`. */
function merge(known: Json, more: Json): Json {
  if (typeof known === 'string' && typeof more === 'string') return known + more;
  if (Array.isArray(known) && Array.isArray(more)) return mergeLists(known, more);
  if (!isObject(known) || !isObject(more)) return more ?? known;
  const merged: JsonObject = { ...known };
  for (const [key, value] of Object.entries(more)) {
    const old = Object.hasOwn(known, key) ? known[key] : undefined;
    if (old === undefined || old === null) merged[key] = value;
    else if (WHOLE.has(key)) merged[key] = value === null || value === '' ? old : value;
    else if (value !== null) merged[key] = merge(old, value);
  }
  return merged;
}

function mergeLists(known: readonly Json[], more: readonly Json[]): Json[] {
  const merged = [...known];
  for (const item of more) {
    const index = isObject(item) ? item.index : undefined;
    const at = index === undefined ? -1 : merged.findIndex((other) => isObject(other) && other.index === index);
    if (at === -1) merged.push(item);
    else merged[at] = merge(merged[at] ?? null, item);
  }
  return merged;
}

function parsed(text: string): Json {
  const trimmed = text.trim();
  if (!/^[[{]/.test(trimmed)) return text;
  try {
    return parseJson(trimmed);
  } catch {
    return text;
  }
}
