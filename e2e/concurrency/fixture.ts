import type { ResponseCreateParamsStreaming } from 'openai/resources/responses/responses';
import { test as base, text, toolCalls, toolGiving } from '../../fixtures/index.ts';

interface HeldFixtures {
  /**
   * Streams a response, does something else with its id while it waits for a tool, and reads it to its end.
   * `const { id, seen } = await whileHeld({ input: 'Hi' }, (id) => http.get(`/v1/responses/${id}`));`
   */
  whileHeld: <Seen>(
    params: Pick<ResponseCreateParamsStreaming, 'conversation'> & { input: string },
    act: (id: string) => Promise<Seen>,
  ) => Promise<{ id: string; seen: Seen }>;
}

export const test = base.extend<HeldFixtures>({
  whileHeld: ({ client, mcpServerWith, provider, textModel: model }, use) =>
    use(async (params, act) => {
      const held = Promise.withResolvers<void>();
      const called = Promise.withResolvers<void>();
      const { definition } = toolGiving('look_up', { content: [] });
      const call = async () => {
        called.resolve();
        await held.promise;
        return { content: [{ type: 'text' as const, text: 'Found.' }] };
      };
      const { input } = params;
      await provider.answers(
        toolCalls({ name: 'look_up', arguments: {} }).when({ user: input, toolResults: 0 }),
        text('Done.').when({ user: input, toolResults: 1 }).optional(),
      );
      const tools = [mcpServerWith({ tools: [{ definition, call }] }).tool()];
      const stream = await client.responses.create({ ...params, model, tools, stream: true });
      const created = Promise.withResolvers<string>();
      const reading = (async () => {
        for await (const event of stream) if (event.type === 'response.created') created.resolve(event.response.id);
      })();
      try {
        const id = await created.promise;
        await called.promise;
        return { id, seen: await act(id) };
      } finally {
        held.resolve();
        await reading;
      }
    }),
});
