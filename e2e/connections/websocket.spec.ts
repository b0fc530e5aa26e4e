import { expect, test, text } from '../../fixtures/index.ts';

const input = 'Count to three.';

test.describe('Responses over a WebSocket', { tag: ['@any-provider', '@responses-socket'] }, () => {
  test('has the events of a streamed response', async ({ openResponsesSocket, provider, textModel: model }) => {
    await provider.answers(text(['One', ' and tw', 'o, t', 'hree.']));
    const events = await (await openResponsesSocket()).create({ model, input });
    expect(events[0]).toMatchObject({ type: 'response.created' });
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { status: 'completed' } });
    const deltas = events.filter(({ type }) => type === 'response.output_text.delta').map(({ delta }) => delta);
    expect(deltas.join('')).toBe('One and two, three.');
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, n) => n));
  });

  test('stores the response', async ({ openResponsesSocket, client, provider, textModel: model }) => {
    await provider.answers(text('Three.'));
    const events = await (await openResponsesSocket()).create({ model, input });
    const response = events.at(-1)?.response;
    const stored = await client.responses.retrieve(response?.id ?? '');
    expect(stored).toMatchObject({ id: response?.id, output: response?.['output'], status: 'completed' });
  });

  for (const store of [true, false]) {
    test(`continues a response with store: ${store} on the same socket`, async ({
      openResponsesSocket,
      provider,
      textModel: model,
    }) => {
      await provider.answers(text('Three.'), text('Four.'));
      const socket = await openResponsesSocket();
      const first = await socket.create({ model, input, store });
      const previous_response_id = first.at(-1)?.response?.id;
      await socket.create({ model, input: 'And then?', store, previous_response_id });
      const [, second] = await provider.requests();
      expect(second?.body).toMatchObject({
        messages: [
          { role: 'user', content: input },
          { role: 'assistant', content: expect.anything() },
          { role: 'user', content: 'And then?' },
        ],
      });
      expect(JSON.stringify(second?.body)).toContain('"Three."');
    });
  }

  test('knows no unstored response of another socket', async ({ openResponsesSocket, provider, textModel: model }) => {
    await provider.answers(text('Three.'));
    const first = await (await openResponsesSocket()).create({ model, input, store: false });
    const previous_response_id = first.at(-1)?.response?.id;
    const other = await openResponsesSocket();
    const [event] = await other.create({ model, input, store: false, previous_response_id });
    expect(event).toMatchObject({ type: 'error', error: { code: 'previous_response_not_found' } });
  });

  test('names the stream_id of response.create in each event', async ({
    openResponsesSocket,
    client,
    provider,
    textModel: model,
  }) => {
    await provider.answers(text('Three.').optional());
    const events = await (await openResponsesSocket()).create({ model, input, stream_id: 'agent_1' });
    const stored = await client.responses.retrieve(events.at(-1)?.response?.id ?? '');
    expect(stored).toMatchObject({ status: 'completed' });
    expect(events).toEqual(events.map((event) => ({ ...event, stream_id: 'agent_1' })));
  });
});

test.describe('Errors over a WebSocket', { tag: ['@stack', '@responses-socket'] }, () => {
  for (const [what, fields] of [
    ['a request without a model', { input }],
    ['a temperature that is no number', { model: 'none/none', input, temperature: 'hot' }],
  ] as const) {
    test(`has the status and type that POST has for ${what}`, async ({ openResponsesSocket, http }) => {
      const refused = await http.post('/v1/responses', fields);
      const [event] = await (await openResponsesSocket()).create(fields);
      expect(event).toMatchObject({ type: 'error', status: refused.status, error: { type: 'invalid_request_error' } });
    });
  }

  test('ends the turn of an unknown model as failed, or with an error', async ({ openResponsesSocket }) => {
    const events = await (await openResponsesSocket()).create({ model: 'none/none', input });
    expect(events.at(-1)).toMatchObject({ type: expect.stringMatching(/^(error|response\.failed)$/) });
  });

  for (const [what, message] of [
    ['what is no JSON', '{'],
    ['JSON that is no object', '[]'],
    ['an event of another type', '{"type":"response.destroy","model":"none/none","input":"Hello."}'],
  ] as const) {
    test(`rejects ${what} with an error of status 400, and goes on`, async ({ openResponsesSocket, http }) => {
      const version = await http.get('/v1/version');
      expect(version).toMatchObject({ status: 200 });
      const socket = await openResponsesSocket();
      socket.send(message);
      const [rejected] = await socket.turn();
      const [next] = await socket.create({ input });
      expect([rejected, next]).toMatchObject([
        { type: 'error', status: 400, error: { code: expect.stringMatching(/^invalid_/) } },
        { type: 'error', status: 400 },
      ]);
    });
  }
});
