import { z } from 'zod';
import type { Answer } from '../../fixtures/http-client.ts';
import { test as base } from '../../fixtures/index.ts';

const Usage = z.object({ total_input_tokens: z.number(), total_output_tokens: z.number(), total_tokens: z.number() });

/** An interaction in Google's form, as the stack answers one that is not streamed. */
export const Interaction = z.looseObject({
  id: z.string(),
  object: z.string(),
  status: z.string(),
  role: z.string(),
  model: z.string(),
  outputs: z.array(z.looseObject({ type: z.string() })),
  usage: Usage,
});

/** An event of a streamed interaction; its name is `event_type`, of an error event that has none `error`. */
export const InteractionEvent = z.looseObject({ event_type: z.string().default('error') });

interface InteractionFixtures {
  /** Creates an interaction of this body, with the setup's model where it names none. */
  interact: (body: Readonly<Record<string, unknown>>) => Promise<Answer>;
  /** The same, streamed: its events, once it has ended. */
  interactStreamed: (body: Readonly<Record<string, unknown>>) => Promise<z.infer<typeof InteractionEvent>[]>;
}

export const test = base.extend<InteractionFixtures>({
  interact: ({ http, textModel }, use) =>
    use((body) => http.post('/v1alpha/interactions', { model: textModel, ...body })),

  interactStreamed: ({ http, textModel }, use) =>
    use(async (body) => {
      const answer = await http.post('/v1alpha/interactions', { model: textModel, stream: true, ...body });
      return eventsOf(answer.bytes.toString());
    }),
});

function eventsOf(text: string): z.infer<typeof InteractionEvent>[] {
  const data = [...text.matchAll(/^data: ?(.+)$/gm)].map(([, json = '']) => json);
  return data.filter((json) => json !== '[DONE]').map((json) => InteractionEvent.parse(JSON.parse(json)));
}
