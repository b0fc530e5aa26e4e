/** Other models than a setup's own, for one run: the reference's `--text-model` and its like. */
import { z } from 'zod';

type Environment = Readonly<Record<string, string | undefined>>;

/** Variable → role of the model. */
export const modelVariables = {
  E2E_TEXT_MODEL: 'text',
  E2E_VISION_MODEL: 'vision',
  E2E_EMBEDDING_MODEL: 'embedding',
} as const satisfies Record<string, string>;

/** The length of the vectors of `E2E_EMBEDDING_MODEL`, where it is not the setup's own. */
export const DIMENSION_VARIABLE = 'E2E_EMBEDDING_DIMENSION';

const dimension = z.coerce.number().int().positive();

interface Model {
  id: string;
}

interface WithModels {
  name: string;
  providers: readonly string[];
  models: { text: Model; embedding: Model & { dimension: number }; vision?: Model | undefined };
}

/**
 * The setup with the models that the environment names; the setup itself when it names none.
 * @throws when a model's provider is not one of the setup's, or the dimension is no number
 */
export function withModels<T extends WithModels>(setup: T, environment: Environment): T {
  const { E2E_TEXT_MODEL: text, E2E_VISION_MODEL: vision, E2E_EMBEDDING_MODEL: embedding } = environment;
  const length = environment[DIMENSION_VARIABLE];
  if (!text && !vision && !embedding && !length) return setup;
  for (const name of Object.keys(modelVariables)) {
    const model = environment[name];
    if (model) check(setup, name, model);
  }
  const { data, error } = dimension.safeParse(length || setup.models.embedding.dimension);
  if (error) throw new Error(`${DIMENSION_VARIABLE}=${length} is no length of a vector. Give a positive number.`);
  return {
    ...setup,
    models: {
      ...setup.models,
      ...(text ? { text: { id: text } } : {}),
      ...(vision ? { vision: { id: vision } } : {}),
      embedding: { id: embedding || setup.models.embedding.id, dimension: data },
    },
  };
}

function check({ name, providers }: WithModels, variable: string, model: string): void {
  const [provider = '', rest = ''] = model.split(/\/(.*)/s);
  if (rest !== '' && providers.includes(provider)) return;
  throw new Error(
    `${variable}=${model} cannot be a model of setup ${name}: its providers are ${providers.join(', ')}. ` +
      `Give <provider>/<model>, such as ${providers[0]}/${rest || provider}, or choose another setup with --project.`,
  );
}
