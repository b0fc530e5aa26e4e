import { test as base } from '../../fixtures/index.ts';
import type { Outcome } from './outcome.ts';
import type { Surface } from './surfaces.ts';

interface OutcomeFixture {
  /** Asks the model by a surface, and tells what came of it; `{ tools: true }` offers it the function `greet`. */
  outcomeOf: (surface: Surface, options?: { tools: boolean }) => Promise<Outcome>;
}

export const test = base.extend<OutcomeFixture>({
  outcomeOf: ({ client, messagesClient, textModel: model }, use) =>
    use((surface, { tools } = { tools: false }) => surface.ask({ client, messagesClient, model }, tools)),
});
