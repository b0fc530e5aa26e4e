import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Response, ResponseOutputItem, ResponseStreamEvent } from 'openai/resources/responses/responses';
import { responseStreamFaults } from '../../fixtures/protocol/response-stream.ts';
import { toBeNumberedInSequence } from '../../fixtures/matchers/to-be-numbered-in-sequence.ts';
import { toBeResponseStream } from '../../fixtures/matchers/to-be-response-stream.ts';

/** An event without its number; `numbered` counts. */
type Unnumbered = ResponseStreamEvent extends infer Event
  ? Event extends ResponseStreamEvent
    ? Omit<Event, 'sequence_number'>
    : never
  : never;

const response = (
  status: 'in_progress' | 'completed' | 'incomplete' | 'failed',
  output: ResponseOutputItem[] = [],
): Response => ({
  id: 'resp_1',
  access_programs: null,
  object: 'response',
  created_at: 1,
  model: 'ollama/a',
  status,
  output,
  output_text: '',
  error: null,
  incomplete_details: null,
  instructions: null,
  metadata: null,
  parallel_tool_calls: true,
  temperature: 0,
  tool_choice: 'auto',
  tools: [],
  top_p: 1,
});

const text = (whole: string) => ({ type: 'output_text' as const, text: whole, annotations: [] });
const message = (status: 'in_progress' | 'completed', content = [text('Hello.')]): ResponseOutputItem => ({
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  status,
  content,
});
const call = (args: string): ResponseOutputItem => ({
  type: 'function_call',
  id: 'fc_1',
  call_id: 'call_1',
  name: 'get_weather',
  arguments: args,
});

const created: Unnumbered = { type: 'response.created', response: response('in_progress') };
const running: Unnumbered = { type: 'response.in_progress', response: response('in_progress') };
const part = { item_id: 'msg_1', output_index: 0, content_index: 0 };
const added: Unnumbered = { type: 'response.output_item.added', output_index: 0, item: message('in_progress', []) };
const begun: Unnumbered = { type: 'response.content_part.added', ...part, part: text('') };
const delta = (piece: string): Unnumbered => ({
  type: 'response.output_text.delta',
  ...part,
  delta: piece,
  logprobs: [],
});
const whole: Unnumbered = { type: 'response.output_text.done', ...part, text: 'Hello.', logprobs: [] };
const partDone: Unnumbered = { type: 'response.content_part.done', ...part, part: text('Hello.') };
const done: Unnumbered = { type: 'response.output_item.done', output_index: 0, item: message('completed') };
const completed: Unnumbered = { type: 'response.completed', response: response('completed', [message('completed')]) };

const callAdded: Unnumbered = { type: 'response.output_item.added', output_index: 0, item: call('') };
const callDelta: Unnumbered = {
  type: 'response.function_call_arguments.delta',
  item_id: 'fc_1',
  output_index: 0,
  delta: '{}',
};
const callWhole = (args: string): Unnumbered => ({
  type: 'response.function_call_arguments.done',
  item_id: 'fc_1',
  output_index: 0,
  arguments: args,
});
const callDone = (args: string): Unnumbered => ({
  type: 'response.output_item.done',
  output_index: 0,
  item: call(args),
});
const called: Unnumbered = { type: 'response.completed', response: response('completed', [call('{}')]) };

const sound = [created, running, added, begun, delta('Hel'), delta('lo.'), whole, partDone, done, completed];
const soundCall = [created, running, callAdded, callDelta, callWhole('{}'), callDone('{}'), called];

const numbered = (events: readonly Unnumbered[]): ResponseStreamEvent[] =>
  events.map((event, sequence_number) => ({ ...event, sequence_number }));
const faultsOf = (events: readonly Unnumbered[]) => responseStreamFaults(numbered(events)).join('\n');
const without = (event: Unnumbered) => sound.filter((other) => other !== event);
const instead = (event: Unnumbered, other: Unnumbered) => sound.map((each) => (each === event ? other : each));

test('a stream of one message is sound', () => assert.equal(faultsOf(sound), ''));
test('a stream counted from 0 is numbered in sequence', () =>
  assert.equal(toBeNumberedInSequence(numbered(sound)).pass, true));
test('a stream without the optional whole text is sound', () => assert.equal(faultsOf(without(whole)), ''));
test('a stream of one function call is sound', () => assert.equal(faultsOf(soundCall), ''));
test('a stream that fails at once is sound', () => {
  assert.equal(faultsOf([created, running, { type: 'response.failed', response: response('failed') }]), '');
  assert.equal(faultsOf([created, running, { type: 'error', code: null, message: 'no', param: null }]), '');
});

const broken = [
  { what: 'no created event', events: without(created), says: /event 0 must be response.created/ },
  { what: 'no in_progress event', events: without(running), says: /event 1 must be response.in_progress/ },
  { what: 'no terminal event', events: without(completed), says: /one terminal event, and there are 0/ },
  { what: 'two terminal events', events: [...sound, completed], says: /one terminal event, and there are 2/ },
  {
    what: 'an event after the end',
    events: [...sound, delta('!')],
    says: /last event must be terminal, and is response.output_text.delta/,
  },
  {
    what: 'a status that belies its event',
    events: instead(completed, {
      type: 'response.completed',
      response: response('in_progress', [message('completed')]),
    }),
    says: /response in response.completed must be completed, and is in_progress/,
  },
  {
    what: 'two response ids',
    events: instead(running, { type: 'response.in_progress', response: { ...response('in_progress'), id: 'resp_2' } }),
    says: /about one response, and names resp_1, resp_2/,
  },
  {
    what: 'an item that is never added',
    events: without(added),
    says: /names msg_1 at output_index 0, where it is not open/,
  },
  { what: 'an item that is never done', events: without(done), says: /msg_1 at output_index 0 is never done/ },
  {
    what: 'an item added at a wrong index',
    events: instead(added, { ...added, output_index: 1 }),
    says: /added at output_index 1, and 0 is next/,
  },
  {
    what: 'a piece of another item',
    events: instead(begun, { type: 'response.content_part.added', ...part, item_id: 'msg_2', part: text('') }),
    says: /content_part.added names msg_2 at output_index 0/,
  },
  {
    what: 'an item done that is another',
    events: instead(done, {
      type: 'response.output_item.done',
      output_index: 0,
      item: { ...message('completed'), id: 'msg_2' },
    }),
    says: /msg_2 is done at output_index 0, where msg_1 is open/,
  },
  {
    what: 'a final output without the item',
    events: instead(completed, { type: 'response.completed', response: response('completed') }),
    says: /output of response.completed must be the items that were done/,
  },
  {
    what: 'a text piece before its part',
    events: without(begun),
    says: /text delta arrives for content 0 of msg_1, which is not open/,
  },
  { what: 'a part that is never done', events: without(partDone), says: /content 0 of msg_1 is never done/ },
  { what: 'a part done that was never added', events: without(begun), says: /done without having been added/ },
  {
    what: 'a lost piece',
    events: without(sound[4] ?? created),
    says: /content_part.done states "Hello.", and its deltas are "lo."/,
  },
  {
    what: 'a whole text that is another',
    events: instead(whole, { type: 'response.output_text.done', ...part, text: 'Hullo.', logprobs: [] }),
    says: /output_text.done states "Hullo."/,
  },
  {
    what: 'arguments that are not their pieces',
    events: soundCall.map((event) =>
      event.type === 'response.function_call_arguments.done' ? callWhole('{"a":1}') : event,
    ),
    says: /function_call_arguments.done states "\{\\"a\\":1\}"/,
  },
  {
    what: 'a call whose arguments are not their pieces',
    events: soundCall.map((event) => (event.type === 'response.output_item.done' ? callDone('{"a":1}') : event)),
    says: /output_item.done states "\{\\"a\\":1\}"/,
  },
];

for (const { what, events, says } of broken) {
  test(`a stream with ${what} is not sound`, () => assert.match(faultsOf(events), says));
}

test('a number left out is found, and named', () => {
  const events = numbered(sound).map((event, at) => (at > 3 ? { ...event, sequence_number: at + 1 } : event));
  assert.match(
    toBeNumberedInSequence(events).message(),
    /sequence_number of event 4 \(response.output_text.delta\) must be 4, and is 5/,
  );
});

test('a failure lists the faults and shows what came back', () => {
  const { pass, message } = toBeResponseStream(numbered([created, running]));
  assert.equal(pass, false);
  assert.match(
    message(),
    /not a Responses event stream:\n {2}there must be one terminal event.*Received:\n {2}0 \{"type":"response.created"/s,
  );
});

test('an empty stream is not sound', () => assert.match(toBeResponseStream([]).message(), /Received:\n {2}nothing/));
