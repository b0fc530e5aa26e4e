import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readChat } from '../../../replay/answers/chat-request.ts';
import type { Conversation } from '../../../replay/answers/conversation.ts';
import { parseJson } from '../../../replay/recording/json.ts';
import { matchScript } from '../../../scripts/providers/scripted/match.ts';
import { loadScript, parseScript } from '../../../scripts/providers/scripted/script.ts';

const ANSWERS = join(import.meta.dirname, '../../../scripts/providers/scripted/answers');

function read(request: object): Conversation {
  const asked = readChat(parseJson(JSON.stringify({ model: 'm', ...request })));
  assert(asked);
  return asked;
}

const user = (content: unknown) => ({ role: 'user', content });
const toolResult = (content: unknown) => ({ role: 'tool', tool_call_id: 'call_1', content });
const tool = (name: string) => ({ type: 'function', function: { name, parameters: {} } });

test('a conversation counts the tool results after the last user message only', () => {
  const asked = read({ messages: [user('a'), toolResult('old'), user('b'), toolResult('new'), toolResult('newer')] });
  assert.equal(asked.user, 'b');
  assert.deepEqual(asked.toolResults, ['new', 'newer']);
});

test('a list of text parts counts by its joined text, and an image part is seen', () => {
  const parts = [
    { type: 'text', text: 'what is ' },
    { type: 'text', text: 'this?' },
    { type: 'image_url', image_url: { url: 'data:first' } },
    { type: 'image_url', image_url: { url: 'data:second' } },
  ];
  const asked = read({ messages: [user(parts)] });
  assert.equal(asked.user, 'what is this?');
  assert.deepEqual([asked.image, asked.lastImage], [true, 'data:second']);
});

test('a request without messages is no conversation, one without a user message has none', () => {
  assert.equal(readChat({ model: 'm' }), undefined);
  assert.equal(readChat('{'), undefined);
  const asked = readChat({ model: 'm', n: 2, messages: [{ role: 'system', content: 'x' }] });
  assert.deepEqual([asked?.user, asked?.choices], [undefined, 2]);
});

const one = (when: object) =>
  parseScript([{ name: 'it', when: { user: 'q', ...when }, answer: { content: 'a' } }], 'test');

for (const { when, fits, fitsNot } of [
  { when: {}, fits: [user('q')], fitsNot: [user('q '), user('Q'), user('a q')].map((message) => [message]) },
  { when: {}, fits: [user('q')], fitsNot: [[user('q'), toolResult('r')]] },
  { when: { toolResults: 1 }, fits: [user('q'), toolResult('r')], fitsNot: [[user('q')]] },
  { when: { system: 'be' }, fits: [{ role: 'system', content: 'to be' }, user('q')], fitsNot: [[user('q')]] },
  { when: { user: undefined, userHas: 'b c' }, fits: [user('a b c d')], fitsNot: [[user('a b d')], [user('')]] },
  { when: { image: true }, fits: [user([{ type: 'text', text: 'q' }, { type: 'image_url' }])], fitsNot: [[user('q')]] },
  {
    when: { image: false },
    fits: [user('q')],
    fitsNot: [[user([{ type: 'text', text: 'q' }, { type: 'image_url' }])]],
  },
]) {
  test(`"when" ${JSON.stringify(when)} holds and does not hold for what it says`, () => {
    assert(matchScript(one(when), read({ messages: fits })));
    for (const messages of fitsNot) assert.equal(matchScript(one(when), read({ messages })), undefined);
  });
}

test('model and offered tools are compared where they are given', () => {
  const asked = { messages: [user('q')], tools: [tool('b'), tool('c')] };
  assert(matchScript(one({ tools: ['a', 'b'] }), read(asked)));
  assert.equal(matchScript(one({ tools: ['a'] }), read(asked)), undefined);
  assert(matchScript(one({ model: 'm' }), read(asked)));
  assert.equal(matchScript(one({ model: 'n' }), read(asked)), undefined);
});

test('a capture that finds nothing is a problem, and never an answer with a gap', () => {
  const script = parseScript(
    [{ name: 'it', when: { user: 'q', toolResults: 1 }, capture: { id: 'id=(\\w+)' }, answer: { content: '{{id}}' } }],
    'test',
  );
  const match = matchScript(script, read({ messages: [user('q'), toolResult('nothing')] }));
  assert(match && 'problem' in match);
  assert.match(match.problem, /id=\(\\w\+\).*nothing/);
});

test('placeholders are filled wherever a text stands', () => {
  const answer = { toolCalls: [{ name: '{{tool}}', arguments: { a: [{ b: '<{{id}}>' }], n: 1 } }], content: '{{id}}' };
  const when = { user: 'q', toolResults: 1, tools: ['x', 'y'] };
  const script = parseScript([{ name: 'it', when, capture: { id: 'id=\\w+' }, answer }], 'test');
  const match = matchScript(script, read({ messages: [user('q'), toolResult('id=7')], tools: [tool('y')] }));
  assert.deepEqual(match, {
    name: 'it',
    answer: { toolCalls: [{ name: 'y', arguments: { a: [{ b: '<id=7>' }], n: 1 } }], content: 'id=7' },
  });
});

test('what reached the provider can be told: the schema of a tool, a picture, a file', () => {
  const content = '{{tools}} {{parameters}} {{image}} {{file}}';
  const script = parseScript([{ name: 'it', when: { user: 'q', tools: ['y'] }, answer: { content } }], 'test');
  const parts = [
    { type: 'text', text: 'q' },
    { type: 'image_url', image_url: { url: 'http://p' } },
    { type: 'file', file: { file_data: 'data:f' } },
  ];
  const told = (request: object) => {
    const match = matchScript(script, read(request));
    return match && 'answer' in match && 'content' in match.answer ? match.answer.content : match;
  };
  assert.equal(told({ messages: [user(parts)], tools: [tool('y')] }), 'y {} http://p data:f');
  const later = [user(parts), { role: 'assistant', content: 'a' }, user('q')];
  assert.equal(told({ messages: later, tools: [tool('z'), tool('y')] }), 'z, y {} http://p data:f');
  assert.equal(told({ messages: [user('q')], tools: [tool('y')] }), 'y {} none none');
});

test('all that a provider was told can be told again, by role and in order, and its settings', () => {
  const script = parseScript(
    [{ name: 'it', when: { user: 'q' }, answer: { content: '{{told}}', refusal: '{{settings}}' } }],
    'test',
  );
  const messages = [{ role: 'system', content: 's' }, user('a'), { role: 'assistant', content: null }, user('q')];
  const match = matchScript(script, read({ messages, seed: 7 }));
  assert(match && 'answer' in match && 'content' in match.answer);
  assert.deepEqual(JSON.parse(match.answer.refusal ?? ''), { model: 'm', seed: 7 });
  assert.deepEqual(JSON.parse(match.answer.content ?? ''), ['system: s', 'user: a', 'assistant: ', 'user: q']);
});

const entry = { name: 'it', when: { user: 'q' }, answer: { content: 'a' } };
for (const [fault, data] of [
  ['uses {{id}}, which nothing defines', [{ ...entry, answer: { content: '{{id}}' } }]],
  ['is the name of two answers', [entry, { ...entry, when: { user: 'r' } }]],
  ['can never be given: "it" has the same "when"', [entry, { ...entry, name: 'other' }]],
  ['captures from tool results, but expects none', [{ ...entry, capture: { id: 'x' } }]],
  ['needs either user or userHas', [{ ...entry, when: {} }]],
  ['can either break or hold', [{ ...entry, answer: { content: 'a', break: 1, hold: 1 } }]],
  ['not a regular expression', [{ ...entry, capture: { id: '(' } }]],
  ['Unrecognized key: "usr"', [{ ...entry, when: { user: 'q', usr: 'r' } }]],
] as const) {
  test(`a script is refused that ${fault}`, () => {
    assert.throws(
      () => parseScript(data, 'here.yaml'),
      (error: Error) => error.message.startsWith('The scripted answers of here.yaml') && error.message.includes(fault),
    );
  });
}

test('the script in the repository is valid and leaves plain questions to the model', async () => {
  const script = await loadScript(ANSWERS);
  const plain = read({ messages: [user('What is the capital of France?')], tools: [tool('get_weather')] });
  assert.equal(matchScript(script, plain), undefined);
});

test('the files are searched with the tool that is offered, and the answer cites the document found', async () => {
  const script = await loadScript(ANSWERS);
  const question = user("What is the aurora project's launch code? Search the files.");
  for (const name of ['file_search', 'knowledge_search']) {
    const match = matchScript(script, read({ messages: [question], tools: [tool(name)] }));
    assert(match && 'answer' in match && 'toolCalls' in match.answer);
    assert.deepEqual(match.answer.toolCalls, [{ name, arguments: { query: 'aurora launch code' } }]);
  }
  for (const [line, id] of [
    ['[1] document_id: 6a2f, score: 0.7, attributes: {} cite as <|6a2f|>', '6a2f'],
    ['[1] document_id: file-0b, score: 0.7, attributes: {} (cite as <|file-0b|>)', 'file-0b'],
  ] as const) {
    const parts = [
      { type: 'text', text: 'results:' },
      { type: 'text', text: line },
    ];
    const match = matchScript(script, read({ messages: [question, toolResult(parts)] }));
    assert(match && 'answer' in match && 'content' in match.answer);
    assert.equal(match.answer.content, `The launch code of the aurora project is 7342 <|${id}|>.`);
  }
});
