import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { expect, text } from '../../fixtures/index.ts';
import { test } from './fixture.ts';

const input = 'Count to three.';

test.describe('A response while it streams', { tag: '@any-provider' }, () => {
  test('is retrieved as in_progress', async ({ http, whileHeld }) => {
    const { id, seen } = await whileHeld({ input }, (held) => http.get(`/v1/responses/${held}`));
    expect(seen).toMatchObject({ status: 200, body: { id, status: 'in_progress', completed_at: null, error: null } });
  });

  test('is retrieved alike by polls at once, and as completed when it has ended', async ({
    client,
    http,
    whileHeld,
  }) => {
    const { id, seen } = await whileHeld({ input }, (held) =>
      Promise.all([1, 2, 3].map(() => http.get(`/v1/responses/${held}`))),
    );
    expect(seen.map(({ body }) => body)).toEqual([seen[0]?.body, seen[0]?.body, seen[0]?.body]);
    expect(await client.responses.retrieve(id)).toMatchObject({ id, status: 'completed', output_text: 'Done.' });
  });

  test('lists its input items', async ({ http, whileHeld }) => {
    const { seen } = await whileHeld({ input }, (held) => http.get(`/v1/responses/${held}/input_items`));
    expect(seen).toMatchObject({ status: 200, body: { data: [{ type: 'message', role: 'user' }] } });
  });

  test('stays deleted when it is deleted', async ({ http, whileHeld }) => {
    const { id, seen } = await whileHeld({ input }, (held) => http.send('DELETE', `/v1/responses/${held}`));
    expect(seen).toMatchObject({ status: 200, body: { id, deleted: true } });
    expect(await http.get(`/v1/responses/${id}`)).toMatchObject({ status: 404 });
  });
});

test.describe('A response whose client leaves the stream', { tag: ['@any-provider', '@cancelled-answers'] }, () => {
  test('ends the request to the provider', async ({ client, provider, textModel: model }) => {
    await provider.answers(text(['One', ' two']).heldAfter(1));
    await leave(await client.responses.create({ model, input, stream: true }));
    await provider.answering(0);
    expect(await provider.requests()).toHaveLength(1);
  });

  test('does not stay in_progress', async ({ client, provider, textModel: model }) => {
    await provider.answers(text(['One', ' two']).heldAfter(1));
    const id = await leave(await client.responses.create({ model, input, stream: true }));
    await provider.answering(0);
    // A poll that is cut off by a time limit would leave its last call open.
    let { status } = await client.responses.retrieve(id);
    for (let poll = 0; poll < 30 && status === 'in_progress'; poll++)
      ({ status } = await client.responses.retrieve(id));
    expect(status).toMatch(/^(completed|cancelled|failed|incomplete)$/);
  });

  test('is not held to be in progress when it is continued', async ({ client, provider, textModel: model }) => {
    await provider.answers(text(['One', ' two']).heldAfter(1), text('Three.').optional());
    const previous_response_id = await leave(await client.responses.create({ model, input, stream: true }));
    await provider.answering(0);
    const next = client.responses.create({ model, input: 'Go on.', previous_response_id });
    expect(await next.then(() => 'continued', String)).not.toContain('in_progress');
  });

  test('leaves other streams alone', async ({ client, provider, textModel: model }) => {
    await provider.answers(
      text(['One', ' two']).heldAfter(1).when({ user: 'leave' }),
      text(['Four', ', five.']).when({ user: 'stay' }),
    );
    const left = await client.responses.create({ model, input: 'leave', stream: true });
    const other = client.responses.stream({ model, input: 'stay' });
    await leave(left);
    expect((await other.finalResponse()).output_text).toBe('Four, five.');
    await provider.answering(0);
  });
});

/** Leaves a stream at its first text, and gives the id of its response. */
async function leave(stream: AsyncIterable<ResponseStreamEvent>): Promise<string> {
  let id = '';
  for await (const event of stream) {
    if (event.type === 'response.created') ({ id } = event.response);
    if (event.type === 'response.output_text.delta') break;
  }
  return id;
}
