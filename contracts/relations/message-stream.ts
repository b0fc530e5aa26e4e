/** The events of a streamed message of Anthropic's API agree with each other. */
import type { JsonObject } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import { at, type Broken, isNumber, type Relation, typeOf } from './relation.ts';

export const messageStream: Relation = {
  name: 'message stream agrees',
  holds:
    'message_start is first, blocks start, have deltas and stop one by one under an index that counts up, message_stop is last',
  source: 'Anthropic API: Streaming messages, event types',
  check: (calls) =>
    calls.flatMap((call) => {
      if (call.operation !== 'POST /v1/messages' || call.events === undefined) return [];
      return inOrder(
        call,
        call.events.filter(({ type }) => type !== 'ping'),
      );
    }),
};

function inOrder(call: Call, events: readonly JsonObject[]): Broken[] {
  let open: number | undefined;
  let next = 0;
  const broken = (event: JsonObject, path: string, due: string | number): Broken => ({
    call,
    path: `${typeOf(event)} ${path}`,
    due,
    came: path === 'type' ? event['type'] : at(event, path),
  });
  return events.flatMap((event, n) => {
    const { type, index } = event;
    if (type === 'error') return [];
    if (n === 0 && type !== 'message_start') return [broken(event, 'type', 'message_start first')];
    if (n > 0 && type === 'message_start') return [broken(event, 'type', 'message_start once')];
    if (type === 'content_block_start') {
      open = isNumber(index) ? index : undefined;
      return index === next++ ? [] : [broken(event, 'index', next - 1)];
    }
    if (type === 'content_block_delta')
      return index === open && open !== undefined ? [] : [broken(event, 'index', open ?? 'a block that is open')];
    if (type === 'content_block_stop') {
      const due = open;
      open = undefined;
      return index === due && due !== undefined ? [] : [broken(event, 'index', due ?? 'a block that is open')];
    }
    if (type === 'message_delta' && open !== undefined)
      return [broken(event, 'type', 'a stop of the open block first')];
    if (type === 'message_stop' && n !== events.length - 1) return [broken(event, 'type', 'message_stop last')];
    return [];
  });
}
