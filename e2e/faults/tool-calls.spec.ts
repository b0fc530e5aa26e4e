import { expect, raw, toolCalls } from '../../fixtures/index.ts';
import { ARGUMENTS, calling, UNUSUAL_CALLS } from './calls.ts';
import { test } from './fixture.ts';
import { MESSAGES_BY_CHAT, SURFACES, type Surface } from './surfaces.ts';

const GREET = { identified: true, name: 'greet', arguments: ARGUMENTS };

const begun = { id: 'call_a', type: 'function' };

function claimsOf(surface: Surface): void {
  for (const { fault, pieces } of UNUSUAL_CALLS) {
    test(`is the call, or a server error, when ${fault}`, async ({ provider, outcomeOf }) => {
      await provider.answers(calling(pieces));
      const { end, by, calls } = await outcomeOf(surface, { tools: true });
      expect(end === 'failed' ? by : calls).toEqual(end === 'failed' ? 'server' : [GREET]);
    });
  }

  test('is two calls, or a server error, when both have one index', async ({ provider, outcomeOf }) => {
    const bob = { name: 'greet', arguments: '{"name":"Bob"}' };
    const pieces = [
      { index: 0, ...begun, function: { name: 'greet', arguments: GREET.arguments } },
      { index: 0, ...begun, id: 'call_b', function: bob },
    ];
    await provider.answers(calling(pieces));
    const { end, by, calls } = await outcomeOf(surface, { tools: true });
    const both = [GREET, { identified: true, ...bob }];
    expect(end === 'failed' ? by : calls).toEqual(end === 'failed' ? 'server' : both);
  });

  test('is the call when the finish reason is stop', async ({ provider, outcomeOf }) => {
    const call = { index: 0, ...begun, function: { name: 'greet', arguments: GREET.arguments } };
    await provider.answers(calling([call], 'stop'));
    expect((await outcomeOf(surface, { tools: true })).calls).toEqual([GREET]);
  });

  test('is not a whole call when the stream breaks off inside it', async ({ provider, outcomeOf }) => {
    await provider.answers(toolCalls({ name: 'greet', arguments: { name: 'Ada' } }).cutAfter(2));
    expect((await outcomeOf(surface, { tools: true })).end).toBe('failed');
  });

  test('is not a whole call when the limit of tokens ends it', async ({ provider, outcomeOf }) => {
    const call = { index: 0, ...begun, function: { name: 'greet', arguments: '{"name":' } };
    await provider.answers(calling([call], 'length'));
    expect((await outcomeOf(surface, { tools: true })).end).toBe('length');
  });
}

for (const surface of SURFACES.filter(({ form, streams }) => form === 'chat' && streams)) {
  test.describe(`answer by ${surface.name}`, { tag: '@any-provider' }, () => claimsOf(surface));
}

for (const surface of MESSAGES_BY_CHAT.filter(({ streams }) => streams)) {
  test.describe(`${surface.name} by chat`, { tag: '@messages-by-chat' }, () => claimsOf(surface));
}

for (const surface of SURFACES.filter(({ form }) => form === 'chat')) {
  test.describe(`${surface.name} with a call`, { tag: '@any-provider' }, () => {
    test('has the text before the call too', async ({ provider, outcomeOf }) => {
      await provider.answers(toolCalls('I greet Ada.', { name: 'greet', arguments: { name: 'Ada' } }));
      expect(await outcomeOf(surface, { tools: true })).toMatchObject({ text: 'I greet Ada.', calls: [GREET] });
    });

    test('has the arguments as the model wrote them when they are no JSON', async ({ provider, outcomeOf }) => {
      await provider.answers(toolCalls({ name: 'greet', arguments: '{"name": Ada' }));
      const call = { ...GREET, arguments: '{"name": Ada' };
      expect((await outcomeOf(surface, { tools: true })).calls).toEqual([call]);
    });

    test('has a call of a function that was not offered', async ({ provider, outcomeOf }) => {
      await provider.answers(toolCalls({ name: 'fly', arguments: { to: 'Mars' } }));
      const call = { identified: true, name: 'fly', arguments: '{"to":"Mars"}' };
      expect((await outcomeOf(surface, { tools: true })).calls).toEqual([call]);
    });
  });
}

test.describe('chat with a call', { tag: '@any-provider' }, () => {
  const chat = SURFACES.filter(({ name }) => name === 'chat');
  const whole = (call: object) => {
    const message = { role: 'assistant', content: null, tool_calls: [call] };
    const choices = [{ index: 0, message, finish_reason: 'tool_calls' }];
    const head = { id: 'chatcmpl-1', object: 'chat.completion', created: 1_767_225_600, model: 'm' };
    return raw(JSON.stringify({ ...head, choices }), 'application/json');
  };

  for (const surface of chat) {
    test('is the call, or a server error, when its id is missing', async ({ provider, outcomeOf }) => {
      await provider.answers(whole({ type: 'function', function: { name: 'greet', arguments: GREET.arguments } }));
      const { end, by, calls } = await outcomeOf(surface, { tools: true });
      expect(end === 'failed' ? by : calls).toEqual(end === 'failed' ? 'server' : [GREET]);
    });

    test('is the call, or a server error, when its arguments are an object', async ({ provider, outcomeOf }) => {
      await provider.answers(whole({ ...begun, function: { name: 'greet', arguments: { name: 'Ada' } } }));
      const { end, by, calls } = await outcomeOf(surface, { tools: true });
      expect(end === 'failed' ? by : calls).toEqual(end === 'failed' ? 'server' : [GREET]);
    });
  }
});
