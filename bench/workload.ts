/** Requests and answers: chat requests of about 1.3 KB, streamed answers of 54 events in about 13 KB. */
import { createHash } from 'node:crypto';

export const EVENTS = 54;
export const PATH = '/v1/chat/completions';

const system = 'You are an assistant that answers in a few words and never invents anything. '.repeat(12);

/** The body of request number `i`. */
export function requestBody(i: number): string {
  return JSON.stringify({
    model: 'gpt-4o-mini',
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: `What is the name of city number ${i}?` },
    ],
    temperature: 0.1,
    stream: true,
    stream_options: { include_usage: true },
  });
}

export function headersOf(body: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    authorization: 'Bearer a-key-that-nobody-has',
  };
}

/** The answer to a request: the same for the same request, another for every other. */
export function answerEvents(body: string): string[] {
  const digest = createHash('sha256').update(body).digest('hex');
  const events = Array.from({ length: EVENTS - 1 }, (_, i) => {
    const delta = { content: ` ${digest.slice(i, i + 8)}` };
    const choices = [{ index: 0, delta, logprobs: null, finish_reason: i === EVENTS - 2 ? 'stop' : null }];
    const head = { id: `chatcmpl-${digest.slice(0, 24)}`, object: 'chat.completion.chunk', created: 1_750_000_000 };
    return `data: ${JSON.stringify({ ...head, model: 'gpt-4o-mini-2024-07-18', system_fingerprint: 'fp_1', choices })}\n\n`;
  });
  return [...events, 'data: [DONE]\n\n'];
}

/** The same answer as one that is not streamed. */
export function wholeAnswer(body: string): string {
  const digest = createHash('sha256').update(body).digest('hex');
  const message = { role: 'assistant', content: digest.repeat(6) };
  return JSON.stringify({
    id: `chatcmpl-${digest.slice(0, 24)}`,
    object: 'chat.completion',
    created: 1_750_000_000,
    model: 'gpt-4o-mini-2024-07-18',
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
    usage: { prompt_tokens: 200, completion_tokens: 100, total_tokens: 300 },
  });
}

/** Requests that differ from the recorded one in one thing. All but the last two must not be answered. */
export const mutations: readonly { what: string; hit?: true; change: (body: string) => string }[] = [
  { what: 'system prompt', change: (body) => body.replace('an assistant', 'a pirate') },
  { what: 'temperature', change: (body) => body.replace('0.1', '0.9') },
  { what: 'tools added', change: (body) => body.replace('"stream":', '"tools":[{"type":"function"}],"stream":') },
  { what: 'stream: false', change: (body) => body.replace('"stream":true', '"stream":false') },
  { what: 'messages swapped', change: withMessagesReversed },
  { what: 'one more turn', change: (body) => body.replace('}],', '},{"role":"user","content":"And why?"}],') },
  { what: 'other question', change: (body) => body.replace('the name', 'the age') },
  { what: 'other model', change: (body) => body.replace('gpt-4o-mini', 'gpt-4o') },
  {
    what: 'key order only',
    hit: true,
    change: withKeysReversed,
  },
  { what: 'white space only', hit: true, change: (body) => JSON.stringify(JSON.parse(body), null, 2) },
];

function withKeysReversed(body: string): string {
  const value: object = JSON.parse(body);
  return JSON.stringify(Object.fromEntries(Object.entries(value).toReversed()));
}

function withMessagesReversed(body: string): string {
  const value: { messages: unknown[] } = JSON.parse(body);
  return JSON.stringify({ ...value, messages: value.messages.toReversed() });
}
