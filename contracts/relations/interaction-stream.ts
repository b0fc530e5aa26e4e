/** The events of a streamed interaction of Gemini's API agree with each other. */
import type { JsonObject } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import { at, type Broken, isNumber, type Relation } from './relation.ts';

export const interactionStream: Relation = {
  name: 'interaction stream agrees',
  holds:
    'interaction.start is first and interaction.complete last, with one id and model; each content starts, has deltas of its type and stops, under an index that counts up',
  source: 'Gemini API: Interactions, streaming events',
  check: (calls) =>
    calls.flatMap((call) =>
      call.operation === 'POST /v1alpha/interactions' && call.events !== undefined ? inOrder(call, call.events) : [],
    ),
};

function inOrder(call: Call, events: readonly JsonObject[]): Broken[] {
  let open: { index: number; type: unknown } | undefined;
  let next = 0;
  const first = events[0]?.['interaction'];
  return events.flatMap((event, n): Broken[] => {
    const name = event['event_type'];
    const unlike = (path: string, due: string | number): Broken => ({
      call,
      path: `${typeof name === 'string' ? name : 'event'} ${path}`,
      due,
      came: at(event, path),
    });
    const index = event['index'];
    if (event['error'] !== undefined) return n === events.length - 1 ? [] : [unlike('error', 'the last event')];
    const isFirst = name === 'interaction.start';
    if (isFirst !== (n === 0)) return [unlike('event_type', 'interaction.start first, and once')];
    if (isFirst) return [];
    if (name === 'interaction.complete') {
      const same = ['id', 'model', 'object'].flatMap((member) => {
        const [due, came] = [at(first, member), at(event, `interaction.${member}`)];
        return typeof due === 'string' && due !== came ? [unlike(`interaction.${member}`, due)] : [];
      });
      const last = n === events.length - 1 && open === undefined;
      return [...same, ...(last ? [] : [unlike('event_type', 'the last event, behind the stop of each content')])];
    }
    if (name === 'content.start') {
      const found = index === next && open === undefined ? [] : [unlike('index', next)];
      open = { index: isNumber(index) ? index : next, type: at(event, 'content.type') };
      next++;
      return found;
    }
    if (name === 'content.delta' || name === 'content.stop') {
      const due = open;
      if (due === undefined || index !== due.index) return [unlike('index', due?.index ?? 'a content that is open')];
      if (name === 'content.stop') open = undefined;
      else if (at(event, 'delta.type') !== due.type) return [unlike('delta.type', String(due.type))];
      else if (said(event) === undefined) return [unlike('delta', 'a text or the args of a call')];
      return [];
    }
    return [unlike('event_type', 'an event of an interaction')];
  });
}

function said(event: JsonObject): string | undefined {
  const text = at(event, 'delta.text') ?? at(event, 'delta.args');
  return typeof text === 'string' ? text : undefined;
}
