/** Which answer of the spec a provider call gets, and what is said where it gets none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Answer, type GivenAnswer } from '../../../replay/answers/answer.ts';
import { GivenAnswers } from '../../../replay/answers/given-answers.ts';
import type { ProviderCall } from '../../../replay/answers/request.ts';
import { answerChunks } from '../../../replay/recording/body.ts';
import type { Json } from '../../../replay/recording/exchange.ts';

const text = (said: string, more: Partial<GivenAnswer> = {}): GivenAnswer => ({
  content: { kind: 'message', text: said },
  ...more,
});

function given(...answers: GivenAnswer[]): GivenAnswers {
  const all = new GivenAnswers();
  all.add(answers.map((answer) => Answer.parse(answer)));
  return all;
}

const pattern = ({ source, flags }: RegExp) => ({ source, flags });
const user = (content: Json) => ({ role: 'user', content });

function call(body: { [key: string]: Json }, path = '/v1/chat/completions', provider = 'ollama'): ProviderCall {
  return { provider, request: { method: 'POST', path, body: { json: { model: 'm', ...body } } } };
}

const chat = (...messages: Json[]) => call({ messages: messages.length === 0 ? [user('Hi.')] : messages });
const embed = (input: Json, more: { [key: string]: Json } = {}) => call({ input, ...more }, '/v1/embeddings');

/** The answer's bytes; or why there is none. */
function taken(answers: GivenAnswers, asked: ProviderCall): string {
  const found = answers.take(asked);
  if ('why' in found) return `miss: ${found.why}`;
  return Buffer.concat(answerChunks(found.sent.answer)).toString();
}

const says = (answer: string): string | undefined => /"content":"(.*?)"/.exec(answer)?.[1];

test('answers are given in order, each once', () => {
  const answers = given(text('one'), text('two'));
  assert.deepEqual([says(taken(answers, chat())), says(taken(answers, chat()))], ['one', 'two']);
  assert.match(taken(answers, chat()), /^miss: The spec gives 2 answers, none of which fits; the stack asked ollama/);
});

test('an answer is the same to the byte at any time', (context) => {
  const first = taken(given(text('one')), chat());
  context.mock.timers.enable({ apis: ['Date'], now: 0 });
  assert.equal(taken(given(text('one')), chat()), first);
});

test('later answers come behind those that were given before', () => {
  const answers = given(text('one'));
  answers.add([Answer.parse(text('two'))]);
  assert.deepEqual([says(taken(answers, chat())), says(taken(answers, chat()))], ['one', 'two']);
});

test('an answer is passed over by a call of another kind', () => {
  const answers = given(text('one'), { content: { kind: 'embedding', dimensions: 2 } });
  assert.match(taken(answers, embed('a')), /"embedding":\[/);
  assert.equal(says(taken(answers, chat())), 'one');
});

for (const [what, when, fits, fitsNot] of [
  ['a part of the last user message', { user: 'two' }, chat(user('one two')), chat(user('two'), user('one'))],
  [
    'a part of the system message',
    { system: 'kind' },
    chat({ role: 'system', content: 'Be kind.' }, user('x')),
    chat(),
  ],
  ['the number of tool results', { toolResults: 1 }, chat(user('x'), { role: 'tool', content: 'r' }), chat()],
  ['the model', { model: 'm' }, chat(), call({ model: 'n', messages: [user('x')] })],
  ['the provider', { provider: 'ollama' }, chat(), call({ messages: [user('x')] }, '/v1/chat/completions', 'vllm')],
  ['the path', { path: 'completions' }, chat(), call({ messages: [user('x')] }, '/v1/messages')],
  ['a stream', { stream: true }, call({ messages: [user('x')], stream: true }), chat()],
  ['no stream', { stream: false }, chat(), call({ messages: [user('x')], stream: true })],
  [
    'a tool that is offered',
    { tool: 'f' },
    call({ messages: [user('x')], tools: [{ type: 'function', function: { name: 'f' } }] }),
    call({ messages: [user('x')], tools: [{ type: 'function', function: { name: 'g' } }] }),
  ],
  [
    'a part of the body, at any depth',
    { body: { options: { a: 1 }, list: [1, 2] } },
    call({ messages: [user('x')], options: { a: 1, b: 2 }, list: [1, 2] }),
    call({ messages: [user('x')], options: { a: 1 }, list: [1, 2, 3] }),
  ],
] as const) {
  test(`an answer may be for ${what} alone`, () => {
    const answers = given(text('it', { when: Answer.shape.when.parse(when) }));
    assert.match(taken(answers, fitsNot), /^miss: The spec gives 1 answer, which does not fit/);
    assert.doesNotMatch(taken(answers, fits), /^miss/);
  });
}

test('the last user message is a part of lists, prompts, queries and texts as well', () => {
  const cases: ProviderCall[] = [
    chat(user([{ type: 'text', text: 'find me' }])),
    call({ prompt: 'find me' }, '/v1/completions'),
    call({ messages: [user([{ type: 'text', text: 'find me' }])] }, '/v1/messages'),
    embed(['x', 'find me']),
    call({ input: 'find me' }, '/v1/moderations'),
    call({ query: 'find me', documents: [] }, '/rerank'),
    call({ query: 'find me' }, '/search', 'tavily'),
    { provider: 'brave', request: { method: 'GET', path: '/res/v1/web/search', query: 'q=find+me' } },
  ];
  for (const each of cases) {
    const answers = given({ content: { kind: 'plain', status: 201 }, when: { user: 'find me' } });
    assert.doesNotMatch(taken(answers, each), /^miss/, each.request.path);
  }
});

test('results of tools count in messages of Anthropic too', () => {
  const messages = [
    user('What time is it?'),
    { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'now', input: {} }] },
    user([{ type: 'tool_result', tool_use_id: 't', content: 'noon' }]),
  ];
  const answers = given(
    text('It is {{time}}.', { when: { toolResults: 1 }, capture: { time: { source: '\\w+', flags: '' } } }),
  );
  assert.match(taken(answers, call({ messages }, '/v1/messages')), /"text":"It is noon\."/);
});

test('an answer may be given several times, or any number of them', () => {
  const twice = given(text('a', { times: 2 }));
  assert.deepEqual(
    [1, 2].map(() => says(taken(twice, chat()))),
    ['a', 'a'],
  );
  assert.match(taken(twice, chat()), /^miss[^]*text "a", 2 times \(used up\)/);
  const always = given(text('b', { times: 'any' }));
  assert.deepEqual(
    [1, 2, 3].map(() => says(taken(always, chat()))),
    ['b', 'b', 'b'],
  );
});

test('what was not used as often as it was given is left over, unless it is optional', () => {
  const answers = given(
    text('used'),
    text('half', { times: 2 }),
    text('never', { when: { user: 'nobody' } }),
    text('any', { times: 'any', when: { user: 'nobody' } }),
    text('optional', { optional: true, when: { user: 'nobody' } }),
  );
  taken(answers, chat());
  taken(answers, chat());
  assert.deepEqual(answers.leftovers(), [
    'number 2, text "half", 2 times, used 1 of 2 times',
    'number 3, text "never" when {"user":"nobody"}',
    'number 4, text "any" when {"user":"nobody"}, any number of times',
  ]);
});

test('ids of an answer are the same in each run, whichever of two calls comes first', () => {
  const id = (answer: string) => /"id":"(.*?)"/.exec(answer)?.[1];
  const [one, other] = [chat(user('one')), chat(user('other'))];
  const [first, second] = [given(text('a', { times: 'any' })), given(text('a', { times: 'any' }))];
  const idOfOne = id(taken(first, one));
  taken(second, other);
  assert.equal(id(taken(second, one)), idOfOne);
  assert.notEqual(id(taken(second, one)), idOfOne);
});

test('a capture is looked for in the results of tools, then in all of the request', () => {
  const answers = given(
    text('<|{{doc}}|> of {{model}}', { capture: { doc: pattern(/cite as <\|([^|]+)\|>/), model: pattern(/min./) } }),
    text('{{doc}}', { capture: { doc: pattern(/not there/) } }),
  );
  const asked = call({
    model: 'mini',
    messages: [user('cite as <|wrong|>'), { role: 'tool', content: 'cite as <|file-1|>' }],
  });
  assert.equal(says(taken(answers, asked)), '<|file-1|> of mini');
  assert.match(
    taken(answers, asked),
    /^miss: Answer 2 of the spec captures {{doc}} \(\/not there\/\), which the request/,
  );
});

test('of several names of a tool the first that is offered is called', () => {
  const toolCalls = [{ name: ['file_search', 'knowledge_search'], arguments: { query: 'x' } }];
  const answers = given({ content: { kind: 'message', toolCalls } });
  const tools = ['other', 'knowledge_search'].map((name) => ({ type: 'function', function: { name } }));
  assert.match(taken(answers, call({ messages: [user('x')], tools })), /"name":"knowledge_search"/);
});

test('a text has the same vector each time, as long as it is to be, and nearer to one with the same words', () => {
  const answers = given({ content: { kind: 'embedding', dimensions: 64 }, times: 'any' });
  const vectors = (input: Json, more?: { [key: string]: Json }): number[][] => {
    const found = taken(answers, embed(input, more));
    return [...found.matchAll(/"embedding":\[(.*?)\]/g)].map(([, list = '']) => list.split(',').map(Number));
  };
  const dot = (a: number[] = [], b: number[] = []) => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
  const [code, question, bread] = vectors(['The launch code is 7342.', 'launch code?', 'Bread needs patience.']);
  assert.equal(code?.length, 64);
  assert.deepEqual(vectors('The launch code is 7342.'), [code]);
  assert(Math.abs(dot(code, code) - 1) < 1e-9);
  assert(dot(code, question) > dot(code, bread) + 0.3);
  assert.equal(vectors('x', { dimensions: 8 })[0]?.length, 8);
});

test('vectors that are given are given in turn, in base64 where it is asked for', () => {
  const answers = given({
    content: {
      kind: 'embedding',
      vectors: [
        [1, 0],
        [0, 1],
      ],
    },
    times: 2,
  });
  assert.match(taken(answers, embed(['a', 'b'])), /\[1,0\][^]*\[0,1\]/);
  const [, base64 = ''] = /"embedding":"(.*?)"/.exec(taken(answers, embed('a', { encoding_format: 'base64' }))) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  assert.deepEqual([bytes.readFloatLE(0), bytes.readFloatLE(4), bytes.length], [1, 0, 8]);
});

test('an error is worded as the API that is asked words it', () => {
  const failure: GivenAnswer = { content: { kind: 'failure', status: 429, message: 'Slow down.' }, times: 'any' };
  const body = (asked: ProviderCall): unknown => JSON.parse(taken(given(failure), asked));
  const openai = { message: 'Slow down.', type: 'rate_limit_error', param: null, code: null };
  assert.deepEqual(body(chat()), { error: openai });
  const anthropic = { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down.' } };
  assert.deepEqual(body(call({ messages: [user('x')] }, '/v1/messages')), anthropic);
  assert.deepEqual(body(call({ query: 'x' }, '/search', 'tavily')), { detail: { error: 'Slow down.' } });
});

test('a moderation flags texts with something in them, or all, or none', () => {
  const flags = (...flagged: { category: string; text?: string }[]): string[] => {
    const answers = given({ content: { kind: 'moderation', flagged } });
    return [...taken(answers, call({ input: ['a bomb', 'tea'] }, '/v1/moderations')).matchAll(/"flagged":(\w+)/g)].map(
      ([, value = '']) => value,
    );
  };
  assert.deepEqual(flags(), ['false', 'false']);
  assert.deepEqual(flags({ category: 'violence' }), ['true', 'true']);
  assert.deepEqual(flags({ category: 'illicit', text: 'bomb' }), ['true', 'false']);
});

test('log probabilities are given where they are asked for, a token for each piece', () => {
  const ask = { messages: [user('x')], logprobs: true, top_logprobs: 2 };
  const answers = given({ content: { kind: 'message', text: ['One', ' two'] }, times: 2 });
  const whole = taken(answers, call(ask));
  assert.deepEqual(whole.match(/"top_logprobs":\[/g)?.length, 2);
  assert.equal(whole.match(/"token":"One/g)?.length, 3);
  assert.match(taken(answers, call({ ...ask, stream: true })), /"content":" two"[^\n]*"token":" two"/);
});

test('several answers are given where several are asked for', () => {
  const answers = given(text('a', { times: 3 }));
  assert.equal(taken(answers, call({ messages: [user('x')], n: 2 })).match(/"message":/g)?.length, 2);
  const streamed = taken(answers, call({ messages: [user('x')], n: 2, stream: true }));
  assert.equal(streamed.match(/"index":1,/g)?.length, streamed.match(/"index":0,/g)?.length);
  assert.equal(taken(answers, call({ prompt: ['x', 'y'], n: 2 }, '/v1/completions')).match(/"text":/g)?.length, 4);
});

for (const [how, after, end] of [
  ['broken', 2, 'broken'],
  ['held', 2, 'cut'],
] as const) {
  test(`a stream that is ${how} has so many pieces, whatever else its chunks bring`, () => {
    const content = { kind: 'message' as const, text: ['One', ' two', ' three'] };
    for (const provider of ['ollama', 'openai']) {
      const found = given({ content, end: { after, how } }).take(
        call({ messages: [user('x')], stream: true }, '/v1/chat/completions', provider),
      );
      assert('sent' in found);
      const { answer } = found.sent;
      const sent = Buffer.concat(answerChunks(answer)).toString();
      assert.deepEqual([answer.end, / two/.test(sent), / three/.test(sent)], [end, true, false]);
    }
    const whole = given({ content, end: { after, how } }).take(chat());
    assert('sent' in whole);
    const { answer } = whole.sent;
    assert.deepEqual([answer.status, answer.body, answer.end], [200, undefined, end]);
  });
}

test('what the stack asked is told in words', () => {
  const none = taken(given(), call({ messages: [user('Say hello.')], stream: true }));
  const asked = 'ollama for POST /v1/chat/completions, model m, streamed, asking "Say hello."';
  assert.equal(none, `miss: The spec gives no answers; the stack asked ${asked}.`);
  const lines = taken(
    given({ content: { kind: 'held' }, when: { user: 'x' } }, text('b', { when: { user: 'y' } })),
    chat(),
  );
  assert.match(lines, /\n {2}1\. an answer that is held open when {"user":"x"}\n {2}2\. text "b" when {"user":"y"}$/);
});
