/** A model's message as a chat completion, whole and streamed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '../../../replay/answers/answer.ts';
import { chatChunks, chatCompletion } from '../../../replay/answers/chat.ts';
import { readChat } from '../../../replay/answers/chat-request.ts';
import { pieces } from '../../../replay/answers/pieces.ts';
import { wireFormOf } from '../../../replay/answers/wire-form.ts';
import type { Json } from '../../../replay/recording/exchange.ts';

const MESSAGES: Json = [{ role: 'user', content: 'What is it like there?' }];

interface Wanted {
  provider?: string;
  usage?: boolean;
  seed?: string;
}

function rendering(message: Omit<Message, 'kind'>, { provider = 'openai', usage = true, seed = 'it' }: Wanted = {}) {
  const asked = readChat({ model: 'm', messages: MESSAGES, stream_options: { include_usage: usage } });
  assert(asked);
  const form = wireFormOf(provider);
  return { message: { kind: 'message' as const, ...message }, asked, form, seed: [seed], created: 1 };
}

const chunksOf = (message: Omit<Message, 'kind'>, wanted?: Wanted) =>
  chatChunks(rendering(message, wanted)).map(({ data }) => data);

const TEXT = { text: 'Hello there' };
const CALLS = {
  toolCalls: [
    { name: 'get_weather', arguments: { city: 'Paris' } },
    { name: 'get_weather', arguments: { city: 'Oslo' } },
  ],
};

const written = (value: unknown) => JSON.stringify(value);

test('a stream is a role, pieces, a finish and the usage when it was asked for', () => {
  const chunks = chunksOf(TEXT, { usage: false });
  for (const chunk of chunks) assert.partialDeepStrictEqual(chunk, { object: 'chat.completion.chunk', model: 'm' });
  assert(!written(chunks).includes('usage'));
  assert.partialDeepStrictEqual(chunks[0], { choices: [{ delta: { role: 'assistant', content: '' } }] });
  assert.partialDeepStrictEqual(chunks.at(-1), { choices: [{ delta: {}, finish_reason: 'stop' }] });
  const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };
  assert.partialDeepStrictEqual(chunksOf(TEXT).at(-1), { choices: [], usage });
});

test('Ollama has the role in each chunk, and no chunk of its own for it', () => {
  const [first] = chunksOf(TEXT, { provider: 'ollama' });
  assert.partialDeepStrictEqual(first, { choices: [{ delta: { role: 'assistant', content: 'Hel' } }] });
});

test('a text that is given in pieces is streamed in these, and whole is all of them', () => {
  const given = { text: ['One', '', ' and two'] };
  const said = chatChunks(rendering(given)).filter(({ piece }) => piece);
  assert.deepEqual(
    said.map(({ data }) => written(data).match(/"delta":({.*?})/)?.[1]),
    ['{"content":"One"}', '{"content":""}', '{"content":" and two"}'],
  );
  assert.partialDeepStrictEqual(chatCompletion(rendering(given)), {
    choices: [{ message: { content: 'One and two' } }],
  });
});

const calls = (message: Omit<Message, 'kind'>) =>
  chunksOf(message).filter((chunk) => written(chunk).includes('tool_calls":['));

test('parallel tool calls have an index and an id each, and their arguments come in pieces', () => {
  const text = written(calls(CALLS));
  const ids = [...text.matchAll(/"id":"(call_\w{24})"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, 2);
  assert.match(text, /"index":1,"id":"call_/);
  assert(calls(CALLS).length > 4);
  const whole = chatCompletion(rendering(CALLS));
  assert.partialDeepStrictEqual(whole, { choices: [{ finish_reason: 'tool_calls', message: { content: null } }] });
  assert(written(whole).includes(written('{"city":"Oslo"}')));
});

test('a call that is to come whole has its arguments in the chunk that names it', () => {
  const whole = calls({ toolCalls: [{ name: 'now', arguments: { zone: 'UTC' }, whole: true }] });
  assert.equal(whole.length, 1);
  assert(written(whole).includes(written({ name: 'now', arguments: '{"zone":"UTC"}' })));
});

test('arguments that are a text are sent as they stand, an empty one too', () => {
  for (const given of ['', '{"city": "Par']) {
    const call = chatCompletion(rendering({ toolCalls: [{ name: 'f', arguments: given }] }));
    assert(written(call).includes(`"arguments":${written(given)}`));
    assert(calls({ toolCalls: [{ name: 'f', arguments: given }] }).length >= 1);
  }
});

test('ids are the same for the same seed, and others for another', () => {
  const id = (seed: string) => written(chatCompletion(rendering(TEXT, { seed })).id);
  assert.equal(id('a'), id('a'));
  assert.notEqual(id('a'), id('b'));
});

test('refusal, reasoning, finish and usage are told in their own fields', () => {
  const refused = { refusal: 'I will not.' };
  assert.partialDeepStrictEqual(chatCompletion(rendering(refused)), {
    choices: [{ message: { content: null, refusal: 'I will not.' }, finish_reason: 'stop' }],
  });
  assert(written(chunksOf(refused)).includes('"refusal":"I w"'));
  const thought = { reasoning: 'well', text: 'yes', finish: 'length', usage: { prompt: 1, completion: 2 } } as const;
  assert.partialDeepStrictEqual(chatCompletion(rendering(thought)), {
    choices: [{ message: { reasoning_content: 'well' }, finish_reason: 'length' }],
    usage: { total_tokens: 3 },
  });
  assert(written(chunksOf(thought, { provider: 'vllm' })).includes('"reasoning":"wel"'));
});

test('pieces are short, cut ids, keep letters whole, and join to the text', () => {
  const text = 'See <|file-0123456789abcdef|> 🌍🌍🌍🌍🌍🌍.';
  assert.equal(pieces(text).join(''), text);
  assert(pieces(text).every((piece) => piece.length <= 14 && piece.isWellFormed()));
  assert(!pieces(text).some((piece) => piece.includes('file-0123456789abcdef')));
  assert.deepEqual(pieces(''), []);
});
