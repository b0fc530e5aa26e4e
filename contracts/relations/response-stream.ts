/** The events of a streamed response agree with each other: ids, indexes, pieces and wholes. */
import type { Json } from '../../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../../replay/recording/json.ts';
import { at, type Broken, differences, isNumber, objectsIn, type Relation, same, typeOf } from './relation.ts';

/** Kinds of text that come in pieces: the events, the member of the last one, and where the finished item has it. */
const PIECES: Readonly<Record<string, { whole: string; within: (contentIndex: number) => string }>> = {
  'response.output_text': { whole: 'text', within: (n) => `content[${n}].text` },
  'response.refusal': { whole: 'refusal', within: (n) => `content[${n}].refusal` },
  'response.reasoning_text': { whole: 'text', within: (n) => `content[${n}].text` },
  'response.function_call_arguments': { whole: 'arguments', within: () => 'arguments' },
  'response.mcp_call.arguments': { whole: 'arguments', within: () => 'arguments' },
  'response.mcp_call_arguments': { whole: 'arguments', within: () => 'arguments' },
};

const ENDS = new Set(['response.completed', 'response.incomplete', 'response.failed']);

export const responseStream: Relation = {
  name: 'response stream agrees',
  holds:
    'sequence numbers count up, ids and indexes agree, deltas join to what is done, and that is what the response holds',
  source: 'OpenAI API reference: Responses, streaming events',
  check: (calls) =>
    calls.flatMap((call) => {
      const { events } = call;
      if (events === undefined || !/^(POST|GET) \/v1\/responses/.test(call.operation)) return [];
      return [numbers, identity, itemIds, texts, finished].flatMap((rule) =>
        rule(events).map((each) => ({ call, ...each })),
      );
    }),
};

type Found = Omit<Broken, 'call'>;

function numbers(events: readonly JsonObject[]): Found[] {
  return events.flatMap((event, n) => {
    const [before, came] = [events[n - 1]?.['sequence_number'], event['sequence_number']];
    const due = n === 0 ? 0 : isNumber(before) ? before + 1 : n;
    if (came === due) return [];
    const isNext = isNumber(came) && came === due + 1 && n > 0;
    return [{ path: `${typeOf(event)} sequence_number${isNext ? ', of which one is left out' : ''}`, due, came }];
  });
}

function identity(events: readonly JsonObject[]): Found[] {
  const responses = events.filter((event) => isObject(event['response']));
  const first = responses[0]?.['response'];
  return responses.flatMap((event) =>
    ['id', 'object', 'created_at', 'model'].flatMap((name) => {
      const [due, came] = [at(first, name), at(event['response'], name)];
      return due === undefined || same(due, came) ? [] : [{ path: `${typeOf(event)} response.${name}`, due, came }];
    }),
  );
}

function itemIds(events: readonly JsonObject[]): Found[] {
  const ids = new Map<number, Json>();
  return events.flatMap((event) => {
    const index = event['output_index'];
    if (!isNumber(index)) return [];
    const item = event['item'];
    const [path, came] = isObject(item) ? ['item.id', item['id']] : ['item_id', event['item_id']];
    if (came === undefined || came === null) return [];
    if (typeOf(event) === 'response.output_item.added') ids.set(index, came);
    const due = ids.get(index);
    if (due === undefined || same(due, came)) return [];
    return [{ path: `${typeOf(event)} ${path}`, due, came }];
  });
}

function texts(events: readonly JsonObject[]): Found[] {
  const joined = new Map<string, string>();
  return events.flatMap((event) => {
    if (typeOf(event) === 'response.output_item.done') return unlikeItem(event, joined);
    const [, family = '', step] = /^(.*)\.(delta|done)$/.exec(typeOf(event)) ?? [];
    const kind = PIECES[family];
    if (kind === undefined) return [];
    const key = keyOf(kind.whole, event['item_id'] ?? event['output_index'] ?? null, event['content_index'] ?? 0);
    if (step === 'delta') {
      joined.set(key, (joined.get(key) ?? '') + (typeof event['delta'] === 'string' ? event['delta'] : ''));
      return [];
    }
    // What came in one piece had no deltas.
    const due = joined.get(key);
    const came = event[kind.whole];
    return due === undefined || due === came ? [] : [{ path: `${typeOf(event)} ${kind.whole}`, due, came }];
  });
}

/** By what a kind of text is called when it is whole: some calls have pieces of one kind, and the whole of another. */
function keyOf(whole: string, item: Json, content: Json): string {
  return JSON.stringify([whole, item, content]);
}

/** The text of a finished item whose pieces came, whether or not an event said that they were all. */
function unlikeItem(done: JsonObject, joined: ReadonlyMap<string, string>): Found[] {
  if (at(done['item'], 'type') !== 'message') return [];
  return ['response.output_text', 'response.refusal'].flatMap((family) => {
    const { whole = '', within } = PIECES[family] ?? {};
    const due = joined.get(keyOf(whole, at(done['item'], 'id') ?? done['output_index'] ?? null, 0));
    const path = within?.(0) ?? '';
    const came = at(done['item'], path);
    return due === undefined || came === undefined || due === came
      ? []
      : [{ path: `response.output_item.done item.${path}`, due, came }];
  });
}

/** What was finished piece by piece is the finished item, and all finished items are the output of the response. */
function finished(events: readonly JsonObject[]): Found[] {
  const last = events.findLast((event) => ENDS.has(typeOf(event)));
  const output = objectsIn(at(last, 'response.output'));
  const done = events.filter((event) => typeOf(event) === 'response.output_item.done');
  return [
    ...done.flatMap((event) => [...ofPieces(events, event), ...ofOutput(event, output, last)]),
    ...(last !== undefined && typeOf(last) !== 'response.failed' && output.length !== done.length
      ? [
          {
            path: `${typeOf(last)} response.output`,
            due: `${done.length} items, as many as were done`,
            came: output.length,
          },
        ]
      : []),
  ];
}

function ofPieces(events: readonly JsonObject[], done: JsonObject): Found[] {
  return events.flatMap((event) => {
    const family = /^(.*)\.done$/.exec(typeOf(event))?.[1] ?? '';
    const kind = PIECES[family];
    if (kind === undefined || !isOf(event, done)) return [];
    const content = event['content_index'];
    const path = kind.within(isNumber(content) ? content : 0);
    const [due, came] = [event[kind.whole], at(done['item'], path)];
    return due === undefined || same(due, came) ? [] : [{ path: `response.output_item.done item.${path}`, due, came }];
  });
}

function isOf(event: JsonObject, done: JsonObject): boolean {
  const [item, id] = [event['item_id'], at(done['item'], 'id')];
  if (item !== undefined && item !== null && id !== undefined) return item === id;
  return event['output_index'] === done['output_index'];
}

function ofOutput(done: JsonObject, output: readonly JsonObject[], last: JsonObject | undefined): Found[] {
  const index = done['output_index'];
  if (last === undefined || !isNumber(index)) return [];
  const path = `${typeOf(last)} response.output[${index}]`;
  const [due, came] = [at(done['item'], 'id'), output[index]?.['id']];
  if (due !== undefined && !same(due, came)) return [{ path: `${path}.id`, due, came }];
  return differences(done['item'], output[index], path);
}
