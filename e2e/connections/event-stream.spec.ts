import { expect, test, text } from '../../fixtures/index.ts';

const DELTAS = ['One', ' and tw', 'o, t', 'hree.'];
const chat = { stream: true, messages: [{ role: 'user', content: 'Count to three.' }] };

test.describe('Event streams on the wire', { tag: '@any-provider' }, () => {
  test.beforeEach(({ provider }) => provider.answers(text(DELTAS).optional()));

  for (const [route, body] of [
    ['/v1/chat/completions', chat],
    ['/v1/responses', { stream: true, input: 'Count to three.' }],
    ['/v1/messages', { ...chat, max_tokens: 16 }],
  ] as const) {
    test(`are of type text/event-stream at ${route}`, async ({ http, textModel: model }) => {
      const { headers } = await http.post(route, { model, ...body });
      expect(headers.get('content-type')).toMatch(/^text\/event-stream\b/);
    });

    test(`end each event with a blank line at ${route}`, async ({ http, textModel: model }) => {
      const { bytes } = await http.post(route, { model, ...body });
      const events = bytes.toString().split('\n\n');
      expect(events.pop()).toBe('');
      for (const event of events) expect(event).toMatch(/^(event: [^\n]+\n)?data: [^\n]+$/);
    });
  }

  test('end with data: [DONE] at /v1/chat/completions', async ({ http, textModel: model }) => {
    const { bytes } = await http.post('/v1/chat/completions', { model, ...chat });
    expect(bytes.toString().slice(-14)).toBe('data: [DONE]\n\n');
  });

  test('name each event in an event: line at /v1/responses', async ({ http, textModel: model }) => {
    const { bytes } = await http.post('/v1/responses', { model, stream: true, input: 'Count to three.' });
    const [first] = bytes.toString().split('\n\n');
    expect(first).toMatch(/^event: response\.created\ndata: /);
  });

  test('name each event in an event: line at /v1/messages', async ({ http, textModel: model }) => {
    const { bytes } = await http.post('/v1/messages', { model, ...chat, max_tokens: 16 });
    const [first] = bytes.toString().split('\n\n');
    expect(first).toMatch(/^event: message_start\ndata: /);
  });
});
