import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { expect, test, text, toolCalls, toolGiving } from '../../fixtures/index.ts';

const input = 'Where is Ada?';
const messages = [{ role: 'user', content: input } as const];
const Place = z.object({ name: z.string(), desk: z.int() });
const place = '{"name":"Ada","desk":12}';
const look = {
  type: 'function',
  name: 'look',
  description: 'Looks.',
  parameters: { type: 'object', properties: {} },
  strict: false,
} as const;

test.describe("The SDK's helpers for answers", { tag: '@any-provider' }, () => {
  test('responses.stream() ends with the response of its events', async ({ client, provider, textModel: model }) => {
    await provider.answers(text(['At', ' desk', ' 12.']));
    const deltas: string[] = [];
    const stream = client.responses.stream({ model, input });
    stream.on('response.output_text.delta', ({ delta }) => deltas.push(delta));
    const final = await stream.finalResponse();
    expect(final.output_text).toBe(deltas.join(''));
    expect(await client.responses.retrieve(final.id)).toMatchObject({ id: final.id, output_text: 'At desk 12.' });
  });

  test('responses.stream() takes a function call', async ({ client, provider, textModel: model }) => {
    await provider.answers(toolCalls({ name: 'look', arguments: { at: 'desks' } }));
    const { output } = await client.responses.stream({ model, input, tools: [look] }).finalResponse();
    expect(output).toMatchObject([{ type: 'function_call', name: 'look', arguments: '{"at":"desks"}' }]);
  });

  test('responses.stream() takes an MCP call', async ({ client, mcpServerWith, provider, textModel: model }) => {
    await provider.answers(toolCalls({ name: 'look', arguments: {} }), text('At desk 12.').optional());
    const server = mcpServerWith({ tools: [toolGiving('look', { content: [{ type: 'text', text: '12' }] })] });
    const stream = client.responses.stream({ model, input, tools: [server.tool()] });
    const outcome = await stream.finalResponse().then(({ output_text }) => output_text, String);
    expect(outcome).toBe('At desk 12.');
  });

  test('responses.parse() gives the object of a zod format', async ({ client, provider, textModel: model }) => {
    await provider.answers(text(place));
    const { output_parsed } = await client.responses.parse({
      model,
      input,
      text: { format: zodTextFormat(Place, 'place') },
    });
    expect(output_parsed).toEqual({ name: 'Ada', desk: 12 });
  });

  test('chat.completions.parse() gives the object of a zod format', async ({ client, provider, textModel: model }) => {
    await provider.answers(text(place));
    const response_format = zodResponseFormat(Place, 'place');
    const { choices } = await client.chat.completions.parse({ model, messages, response_format });
    expect(choices[0]?.message.parsed).toEqual({ name: 'Ada', desk: 12 });
  });

  test('chat.completions.stream() ends with the completion of its chunks', async ({
    client,
    provider,
    textModel: model,
  }) => {
    await provider.answers(text(['At', ' desk', ' 12.']));
    const stream = client.chat.completions.stream({ model, messages, stream_options: { include_usage: true } });
    expect(await stream.finalContent()).toBe('At desk 12.');
    const { prompt_tokens, completion_tokens, total_tokens } = await stream.totalUsage();
    expect(total_tokens).toBe(prompt_tokens + completion_tokens);
  });

  for (const stream of [false, true]) {
    test(`chat.completions.runTools() calls the function and tells the model its result${stream ? ', streamed' : ''}`, async ({
      client,
      provider,
      textModel: model,
    }) => {
      await provider.answers(toolCalls({ name: 'desk_of', arguments: { name: 'Ada' } }), text('At desk 12.'));
      const called: unknown[] = [];
      const desk_of = (given: unknown) => {
        called.push(given);
        return '12';
      };
      const parameters = { type: 'object', properties: { name: { type: 'string' } } };
      const fn = { name: 'desk_of', description: 'A desk.', parameters, parse: JSON.parse, function: desk_of };
      const tools = [{ type: 'function' as const, function: fn }];
      const runner = stream
        ? client.chat.completions.runTools({ model, messages, tools, stream: true })
        : client.chat.completions.runTools({ model, messages, tools });
      expect(await runner.finalContent()).toBe('At desk 12.');
      expect(called).toEqual([{ name: 'Ada' }]);
      expect((await provider.lastRequest()).messages.at(-1)).toBe('tool: 12');
    });
  }

  test('withResponse() and asResponse() give status and headers', async ({ client, provider, textModel: model }) => {
    await provider.answers(text('At desk 12.').times(2));
    const { data, response } = await client.responses.create({ model, input }).withResponse();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(data.output_text).toBe('At desk 12.');
    const raw = await client.responses.create({ model, input }).asResponse();
    expect(await raw.json()).toMatchObject({ object: 'response', status: 'completed' });
  });

  test('withResponse() of a stream gives the event stream', async ({ client, provider, textModel: model }) => {
    await provider.answers(text('At desk 12.'));
    const { data, response } = await client.responses.create({ model, input, stream: true }).withResponse();
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const types: string[] = [];
    for await (const { type } of data) types.push(type);
    expect([types[0], types.at(-1)]).toEqual(['response.created', 'response.completed']);
  });

  test('responses.retrieve() with stream: true streams the events of a stored response', async ({
    client,
    provider,
    textModel: model,
  }) => {
    await provider.answers(text('At desk 12.'));
    const { id } = await client.responses.create({ model, input });
    const response = await client.responses.retrieve(id, { stream: true }).asResponse();
    await response.text();
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  });
});
