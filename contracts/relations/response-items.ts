/** The items and parts of a streamed response: each is added once, is open while it grows, and is done once. */
import type { Json } from '../../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../../replay/recording/json.ts';
import { at, type Broken, differences, isNumber, type Relation, same, typeOf } from './relation.ts';

export const responseItems: Relation = {
  name: 'response items open and close',
  holds:
    'the first events are response.created and response.in_progress, all events of an item stand between its response.output_item.added and .done and name its index, id and response, and what a response was created with stays',
  source: 'OpenAI API reference: Responses, streaming events',
  check: (calls) =>
    calls.flatMap((call) =>
      call.events !== undefined && call.operation === 'POST /v1/responses'
        ? [begun, constant, lifecycle].flatMap((rule) => rule(call.events ?? []).map((each) => ({ call, ...each })))
        : [],
    ),
};

type Found = Omit<Broken, 'call'>;

const LAST = /^response\.(completed|incomplete|failed)$/;

/** Members of a response that grow or change while it is made. */
const CHANGES = new Set([
  'status',
  'output',
  'output_text',
  'usage',
  'completed_at',
  'error',
  'incomplete_details',
  'service_tier',
]);

function begun(events: readonly JsonObject[]): Found[] {
  if (events[0]?.['type'] === 'error') return [];
  const due = ['response.created', 'response.in_progress'];
  const [first, second] = [typeOf(events[0]), typeOf(events[1])];
  const ends = events.filter((event) => LAST.test(typeOf(event)));
  return [
    ...(first === due[0] ? [] : [{ path: 'event 1 type', due: 'response.created', came: first }]),
    ...(second === due[1] || second === 'response.queued' || LAST.test(second)
      ? []
      : [{ path: 'event 2 type', due: 'response.in_progress', came: second }]),
    ...(ends.length === 1 && LAST.test(typeOf(events.at(-1)))
      ? []
      : [{ path: 'last event type', due: 'one end of the response, last', came: typeOf(events.at(-1)) }]),
    ...events.flatMap((event, n) => {
      const again = due.includes(typeOf(event)) && events.findIndex((each) => typeOf(each) === typeOf(event)) !== n;
      return again ? [{ path: `${typeOf(event)} type`, due: 'one such event', came: typeOf(event) }] : [];
    }),
  ];
}

/** What the response was created with is what it is at each later event. */
function constant(events: readonly JsonObject[]): Found[] {
  const responses = events.filter((event) => isObject(event['response']));
  const first = responses[0]?.['response'];
  if (!isObject(first)) return [];
  return responses.slice(1).flatMap((event) => {
    const later = event['response'];
    if (!isObject(later)) return [];
    const names = new Set([...Object.keys(first), ...Object.keys(later)]);
    return [...names].flatMap((name) => {
      if (CHANGES.has(name)) return [];
      const [due, came] = [first[name] ?? null, later[name]];
      if (due === null)
        return (came ?? null) === null ? [] : [{ path: `${typeOf(event)} response.${name}`, due, came }];
      return differences(due, came, `${typeOf(event)} response.${name}`);
    });
  });
}

interface Open {
  item: JsonObject;
  done: boolean;
}

function lifecycle(events: readonly JsonObject[]): Found[] {
  const items = new Map<number, Open>();
  const response = at(
    events.find((event) => isObject(event['response'])),
    'response.id',
  );
  let next = 0;
  return events.flatMap((event): Found[] => {
    const type = typeOf(event);
    if (isObject(event['response']) || !type.startsWith('response.')) return [];
    const unlike = (path: string, due: Json, came: Json | undefined): Found[] =>
      same(due, came) ? [] : [{ path: `${type} ${path}`, due, came }];
    const index = event['output_index'];
    if (!isNumber(index)) return unlike('output_index', 'the index of an open item', index);
    const ofResponse =
      event['response_id'] === undefined || response === undefined
        ? []
        : unlike('response_id', response, event['response_id']);
    const { item } = event;
    if (type === 'response.output_item.added') {
      const found = unlike('output_index', next, index);
      next = index + 1;
      if (isObject(item)) items.set(index, { item, done: false });
      return [...ofResponse, ...found];
    }
    const open = items.get(index);
    if (open?.item['id'] !== event['item_id'] && isEarly(events, event))
      return [
        ...ofResponse,
        { path: `${type} output_index, before its item is added`, due: 'the index of an open item', came: index },
      ];
    if (open === undefined || open.done)
      return [...ofResponse, ...unlike('output_index', 'the index of an open item', index)];
    if (type === 'response.output_item.done') {
      open.done = true;
      return [...ofResponse, ...ofItem(open.item, item, type)];
    }
    return [...ofResponse, ...unlike('item_id', open.item['id'] ?? null, event['item_id'])];
  });
}

/** Whether the item that an event is of is added behind it, and under the index that it names. */
function isEarly(events: readonly JsonObject[], event: JsonObject): boolean {
  const added = events.findIndex(
    (each) => typeOf(each) === 'response.output_item.added' && at(each, 'item.id') === event['item_id'],
  );
  return added > events.indexOf(event) && events[added]?.['output_index'] === event['output_index'];
}

function ofItem(added: JsonObject, done: Json | undefined, type: string): Found[] {
  return ['id', 'type', 'role', 'call_id', 'name', 'server_label'].flatMap((name) =>
    differences(added[name] === '' ? undefined : added[name], at(done, name), `${type} item.${name}`),
  );
}
