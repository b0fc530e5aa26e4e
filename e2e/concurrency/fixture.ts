import type { ResponseCreateParamsStreaming, ResponseStreamEvent } from 'openai/resources/responses/responses';
import { everythingOf, test as base, text, toolCalls, toolGiving } from '../../fixtures/index.ts';

/** A streamed response that stands still in a tool while the test does something else. */
interface HeldResponse {
  id: string;
  events: ResponseStreamEvent[];
}

interface HeldFixtures {
  /**
   * Streams a response, does something else with its id while it waits for a tool, and reads it to its end.
   * `const { id, seen } = await whileHeld({ input: 'Hi' }, (id) => http.get(`/v1/responses/${id}`));`
   */
  whileHeld: <Seen>(
    params: Pick<ResponseCreateParamsStreaming, 'conversation'> & { input: string },
    act: (id: string) => Promise<Seen>,
  ) => Promise<HeldResponse & { seen: Seen }>;
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
      const stream = (await client.responses.create({ ...params, model, tools, stream: true }))[Symbol.asyncIterator]();
      const { value: first } = await stream.next();
      const rest = everythingOf({ [Symbol.asyncIterator]: () => stream });
      await called.promise;
      const id = first?.type === 'response.created' ? first.response.id : '';
      try {
        const seen = await act(id);
        held.resolve();
        return { id, seen, events: [first, ...(await rest)] };
      } finally {
        held.resolve();
        await rest.catch(() => []);
      }
    }),
});
