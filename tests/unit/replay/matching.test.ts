import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json, ProviderExchange, RecordedAnswer, StreamEvent } from '../../../replay/recording/exchange.ts';
import { eventText } from '../../../replay/recording/sse.ts';
import { Matching, type LiveRequest, type Miss } from '../../../replay/matching/matching.ts';

const FILE_A = 'file-0123456789abcdef0123456789abcdef';
const FILE_B = 'file-aaaabbbbccccddddeeeeffff00001111';
const FILE_X = 'file-ffffffffffffffffffffffffffffffff';
const FILE_Y = 'file-99999999999999999999999999999999';

const ask = (json: Json, path = '/v1/chat/completions', provider = 'ollama'): LiveRequest => ({
  provider,
  request: { method: 'POST', path, body: { json } },
});

const exchange = (json: Json, answer: Partial<RecordedAnswer> = {}): ProviderExchange => ({
  ...ask(json),
  response: { status: 200, headers: {}, body: { json: { ok: true } }, ...answer },
});

function missOf(matching: Matching, live: LiveRequest): Miss {
  const match = matching.match(live);
  assert.equal(match.hit, false);
  return match.miss;
}

test('a request is answered by the exchange that equals it, whatever the order of its keys', () => {
  const matching = new Matching([exchange({ a: 1, b: [1, 2] })], []);
  const match = matching.match(ask({ b: [1, 2], a: 1 }));
  assert.ok(match.hit);
  assert.deepEqual(match.answer.body, { json: { ok: true } });
  assert.deepEqual(matching.leftovers(), []);
});

const recorded: Json = {
  model: 'm',
  messages: [{ role: 'user', content: 'Hi' }],
  tools: ['a', 'b'],
  temperature: 0,
  stream: false,
};
const mutations: [string, Json, string][] = [
  ['a changed word', { ...recorded, messages: [{ role: 'user', content: 'Ho' }] }, 'body.messages[0].content'],
  ['a changed tool list', { ...recorded, tools: ['a'] }, 'body.tools[1]'],
  ['another order of tools', { ...recorded, tools: ['b', 'a'] }, 'body.tools[0]'],
  ['another temperature', { ...recorded, temperature: 0.1 }, 'body.temperature'],
  ['another stream flag', { ...recorded, stream: true }, 'body.stream'],
  [
    'a turn more',
    {
      ...recorded,
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'user', content: 'Hi' },
      ],
    },
    'body.messages[1]',
  ],
  ['a field more', { ...recorded, seed: 1 }, 'body.seed'],
  ['null where nothing was', { ...recorded, seed: null }, 'body.seed'],
  ['a number as a string', { ...recorded, temperature: '0' }, 'body.temperature'],
];

for (const [what, live, path] of mutations) {
  test(`${what} is a miss that names its place`, () => {
    const miss = missOf(new Matching([exchange(recorded)], []), ask(live));
    assert.equal(miss.cause, 'changed');
    assert.equal(miss.differences[0]?.path, path);
  });
}

test('repeats are answered in order, and one more is a miss: never the last one again', () => {
  const matching = new Matching([exchange('q', { status: 201 }), exchange('q', { status: 202 })], []);
  const statuses = [1, 2].map(() => {
    const match = matching.match(ask('q'));
    return match.hit && match.answer.status;
  });
  assert.deepEqual(statuses, [201, 202]);
  assert.deepEqual(missOf(matching, ask('q')), { cause: 'used up', times: 2 });
});

test('of a changed request the closest is sought among the exchanges that are not used yet', () => {
  const turns = [{ turns: ['hi'] }, { turns: ['hi', 'found: a', 'b'] }];
  const matching = new Matching(
    turns.map((body) => exchange(body)),
    [],
  );
  assert.ok(matching.match(ask(turns[0] ?? null)).hit);
  const miss = missOf(matching, ask({ turns: ['hi', 'found: c', 'd'] }));
  assert.ok(miss.cause === 'changed');
  assert.deepEqual([miss.position, miss.used], [1, false]);
  const over = missOf(new Matching([exchange('a')], []), ask('b'));
  assert.ok(over.cause === 'changed' && !over.used);
});

test('concurrent calls are told apart by content, not by order', () => {
  const matching = new Matching([exchange('first', { status: 201 }), exchange('second', { status: 202 })], []);
  const second = matching.match(ask('second'));
  assert.ok(second.hit && second.answer.status === 202);
  const first = matching.match(ask('first'));
  assert.ok(first.hit && first.answer.status === 201);
});

test('the same request to another provider, to another path, and to an empty recording are misses of their own', () => {
  const matching = new Matching([exchange('q')], []);
  assert.deepEqual(missOf(matching, ask('q', '/v1/chat/completions', 'vllm')), {
    cause: 'other provider',
    provider: 'ollama',
  });
  assert.equal(missOf(matching, ask('q', '/v1/completions')).cause, 'other path');
  assert.equal(missOf(new Matching([], []), ask('q')).cause, 'empty');
  assert.equal(matching.leftovers().length, 1);
});

test('ids of the stack are compared by position and put into the answer', () => {
  const matching = new Matching([exchange(`look at ${FILE_A}`, { body: { json: `seen <|${FILE_A}|>` } })], []);
  const match = matching.match(ask(`look at ${FILE_X}`));
  assert.ok(match.hit);
  assert.deepEqual(match.answer.body, { json: `seen <|${FILE_X}|>` });
});

test('an id stays bound: another one at its place is a miss', () => {
  const matching = new Matching([exchange(`1 ${FILE_A}`), exchange(`2 ${FILE_A}`)], []);
  assert.ok(matching.match(ask(`1 ${FILE_X}`)).hit);
  const miss = missOf(matching, ask(`2 ${FILE_Y}`));
  assert.ok(miss.cause === 'changed');
  assert.match(miss.differences[0]?.why ?? '', /bound/);
});

test('two recorded ids cannot become one, nor one become two', () => {
  assert.equal(missOf(new Matching([exchange([FILE_A, FILE_B])], []), ask([FILE_X, FILE_X])).cause, 'changed');
  assert.equal(missOf(new Matching([exchange([FILE_A, FILE_A])], []), ask([FILE_X, FILE_Y])).cause, 'changed');
});

test('an id that came in a provider answer is literal: a stack that mangles it misses', () => {
  const call = 'chatcmpl-tool-0123456789abcdef0123456789abcdef';
  const mangled = call.replace('0123', '3210');
  const turns = (): ProviderExchange[] => [
    exchange('call it', { body: { json: { id: call } } }),
    exchange({ tool_call_id: call }),
  ];
  const matching = new Matching(turns(), []);
  assert.ok(matching.match(ask('call it')).hit);
  assert.equal(missOf(matching, ask({ tool_call_id: mangled })).cause, 'changed');
  assert.ok(matching.match(ask({ tool_call_id: call })).hit);
});

test('an id that came in an answer kept as text is literal', () => {
  const call = 'call_0123456789abcdef0123456789abcdef';
  const turns = [exchange('call it', { body: { text: `{"id": "${call}"` } }), exchange({ tool_call_id: call })];
  const matching = new Matching(turns, []);
  assert.ok(matching.match(ask('call it')).hit);
  assert.equal(missOf(matching, ask({ tool_call_id: call.replace('0123', '3210') })).cause, 'changed');
  assert.ok(matching.match(ask({ tool_call_id: call })).hit);
});

test('an id that the spec made up is literal', () => {
  assert.equal(missOf(new Matching([exchange(FILE_A)], [FILE_A]), ask(FILE_X)).cause, 'changed');
  assert.ok(new Matching([exchange(FILE_A)], [FILE_A]).match(ask(FILE_A)).hit);
});

test('ids of different kinds are not bound', () => {
  const vectorStore = 'vs_01234567-89ab-cdef-0123-456789abcdef';
  assert.equal(missOf(new Matching([exchange(FILE_A)], []), ask(vectorStore)).cause, 'changed');
});

test('an id that the model streams in pieces is replaced over the joined text, in pieces of the old lengths', () => {
  const pieces = ['see <|', FILE_A.slice(0, 9), FILE_A.slice(9, 20), `${FILE_A.slice(20)}|>`];
  const events = pieces.map((content): StreamEvent => ({ data: { choices: [{ index: 0, delta: { content } }] } }));
  const matching = new Matching([exchange(FILE_A, { events })], []);
  const match = matching.match(ask(FILE_X));
  assert.ok(match.hit);
  const texts = (match.answer.events ?? []).map((event) => /"content":"([^"]*)"/.exec(eventText(event))?.[1] ?? '');
  assert.equal(texts.join(''), `see <|${FILE_X}|>`);
  assert.deepEqual(
    texts.map((text) => text.length),
    pieces.map((piece) => piece.length),
  );
});

test('pieces of two choices are not mixed up', () => {
  const event = (index: number, content: string): StreamEvent => ({
    data: { choices: [{ index, delta: { content } }] },
  });
  const [head, tail] = [FILE_A.slice(0, 12), FILE_A.slice(12)];
  const matching = new Matching(
    [exchange(FILE_A, { events: [event(0, head), event(1, 'x'), event(0, tail), event(1, 'y')] })],
    [],
  );
  const match = matching.match(ask(FILE_X));
  assert.ok(match.hit);
  const expected = [event(0, FILE_X.slice(0, 12)), event(1, 'x'), event(0, FILE_X.slice(12)), event(1, 'y')];
  assert.deepEqual(match.answer.events, expected);
});

test('events that are held as texts are given the same ids as events that are held as values', () => {
  const events: StreamEvent[] = [
    { data: { choices: [{ index: 0, delta: { content: `\n${FILE_A} and ${FILE_B}` } }] } },
    { data: { [FILE_A]: FILE_B } },
    { raw: `event: x\ndata: {"id": "${FILE_A}"}\n\n` },
  ];
  const asTexts = events.map((event) => ({ raw: eventText(event) }));
  const [values, texts] = [events, asTexts].map((events) => {
    const matching = new Matching([exchange([FILE_A, FILE_B], { events })], []);
    const match = matching.match(ask([FILE_B, FILE_A]));
    assert.ok(match.hit);
    return match.answer.events?.map(eventText);
  });
  assert.match(values?.[0] ?? '', new RegExp(`${FILE_B} and ${FILE_A}`));
  assert.deepEqual(texts, values);
});

test('an id that came in an event is literal, also where the event is held as text', () => {
  const call = 'call_0123456789abcdef0123456789abcdef';
  const events = [{ data: `\n${call}` }].map((event) => ({ raw: eventText(event) }));
  const turns = [exchange('call it', { events }), exchange({ tool_call_id: call })];
  const matching = new Matching(turns, []);
  assert.ok(matching.match(ask('call it')).hit);
  assert.ok(!matching.match(ask({ tool_call_id: call.replace('0123', '3210') })).hit);
  assert.ok(matching.match(ask({ tool_call_id: call })).hit);
});

const result = (score: string, count: number | string, id: string): string =>
  `[1] document_id: ${id}, score: ${score}, attributes: {'metadata_token_count': ${count}} cite as <|${id}|>\ntext`;

test('float noise in a file-search score and the token count of its metadata are forgiven', () => {
  const matching = new Matching([exchange(result('0.6612345678', 61, FILE_A))], []);
  assert.ok(matching.match(ask(result('0.6612345679', 63, FILE_X))).hit);
  assert.ok(
    new Matching([exchange(result('0.66', '65.0', FILE_A))], []).match(ask(result('0.66', '64.0', FILE_X))).hit,
  );
});

test('another score, another token count of the text and a number elsewhere are not', () => {
  const matching = (): Matching => new Matching([exchange(result('0.66', 61, FILE_A))], []);
  assert.equal(missOf(matching(), ask(result('0.67', 61, FILE_X))).cause, 'changed');
  assert.equal(missOf(matching(), ask(result('0.66', 99, FILE_X))).cause, 'changed');
  assert.equal(missOf(matching(), ask(`${result('0.66', 61, FILE_X)} 0.66`)).cause, 'changed');
  const plain = new Matching([exchange('score: 0.1')], []);
  assert.equal(missOf(plain, ask('score: 0.1000001')).cause, 'changed');
});
