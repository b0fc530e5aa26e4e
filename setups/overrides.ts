/** Other models than a setup's own, for one run: the reference's `--text-model` and its like. */
import { z } from 'zod';
import { Fault } from '../errors/fault.ts';

/** Variable → role of the model. */
export const modelVariables = {
  E2E_TEXT_MODEL: 'text',
  E2E_VISION_MODEL: 'vision',
  E2E_EMBEDDING_MODEL: 'embedding',
} as const satisfies Record<string, string>;

/** The length of the vectors of `E2E_EMBEDDING_MODEL`, where it is not the setup's own. */
export const DIMENSION_VARIABLE = 'E2E_EMBEDDING_DIMENSION';

/** The models that a run names; a role that is missing keeps the setup's own. */
export const ModelOverrides = z.strictObject({
  text: z.string().optional(),
  vision: z.string().optional(),
  embedding: z.string().optional(),
  /** Of the embedding model's vectors. */
  dimension: z.number().int().positive().optional(),
  /** Whether models are named without their provider, as by a server that has none: one that is only attached to, live. */
  bare: z.boolean().optional(),
});
export type ModelOverrides = z.infer<typeof ModelOverrides>;

/** @throws {Fault} when the dimension is no positive number */
export function overridesIn(environment: Readonly<Record<string, string | undefined>>): ModelOverrides {
  const named = Object.entries(modelVariables).flatMap(([variable, role]) => {
    const model = environment[variable];
    return model ? [[role, model] as const] : [];
  });
  const length = environment[DIMENSION_VARIABLE];
  const overrides = { ...Object.fromEntries(named), ...(length ? { dimension: Number(length) } : {}) };
  const { data, error } = ModelOverrides.safeParse(overrides);
  if (!error) return data;
  throw new Fault({
    what: `${DIMENSION_VARIABLE}=${length} is no length of a vector.`,
    why: 'It says how many numbers a vector of the embedding model has.',
    fix: 'Give a positive whole number, or leave it out.',
  });
}

interface Model {
  id: string;
}

interface WithModels {
  name: string;
  answers: string;
  providers: readonly string[];
  models: {
    text: Model;
    embedding: Model & { dimension: number };
    vision?: Model | undefined;
    safety?: Model | undefined;
  };
}

/**
 * The setup with the models that a run names; the setup itself when it names none. One in which no provider takes part
 * keeps its own: nobody answers for them.
 * @throws {Fault} when a model's provider is not one of the setup's
 */
export function withModels<T extends WithModels>(setup: T, overrides: ModelOverrides): T {
  const { text, vision, embedding, dimension } = overrides;
  const named = [text, vision, embedding, dimension].some((value) => value !== undefined);
  if (setup.answers === 'none' || !named) return setup;
  for (const [variable, role] of Object.entries(modelVariables)) {
    const model = overrides[role];
    if (model !== undefined && !overrides.bare) check(setup, variable, model);
  }
  return {
    ...setup,
    models: {
      ...setup.models,
      ...(text === undefined ? {} : { text: { id: text } }),
      ...(vision === undefined ? {} : { vision: { id: vision } }),
      // Such a server has no shields of its own either.
      ...(overrides.bare && text !== undefined && setup.models.safety !== undefined ? { safety: { id: text } } : {}),
      embedding: {
        id: embedding ?? setup.models.embedding.id,
        dimension: dimension ?? setup.models.embedding.dimension,
      },
    },
  };
}

function check({ name, providers }: WithModels, variable: string, model: string): void {
  const [provider = '', rest = ''] = model.split(/\/(.*)/s);
  if (rest !== '' && providers.includes(provider)) return;
  throw new Fault({
    what: `${variable}=${model} cannot be a model of setup ${name}.`,
    why: `A model is <provider>/<model>, and its providers are ${providers.join(', ')}.`,
    fix: `Give one such as ${providers[0]}/${rest || provider}, or choose another setup with --project.`,
  });
}
