import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { Fault } from './fault.ts';

const Provider = z.looseObject({ provider_id: z.string(), provider_type: z.string() });
const RunConfig = z.looseObject({
  apis: z.array(z.string()),
  providers: z.record(z.string(), z.array(Provider)),
  vector_stores: z
    .looseObject({ default_embedding_model: z.looseObject({ provider_id: z.string() }).optional() })
    .optional(),
  registered_resources: z.record(z.string(), z.array(z.looseObject({ provider_id: z.string() }))).optional(),
});

/**
 * A run config with nothing but the named providers in it, as `api=provider` pairs ask for. A provider is named as
 * `openai` or in full, `remote::openai`. It must be in the run config, whose base URLs lead to the gateway; what refers
 * to a provider that is gone goes with it. Throws a Fault that lists the choices.
 */
export function keepProviders(text: string, wanted: readonly { api: string; provider: string }[]): string {
  const config = RunConfig.parse(parse(text));
  const providers: Record<string, z.infer<typeof Provider>[]> = {};
  for (const { api, provider } of wanted) {
    const choices = config.providers[api] ?? [];
    const found = choices.find(({ provider_type: type }) => type === provider || type.split('::')[1] === provider);
    if (!found) throw new Fault(unknown(api, provider, config.providers));
    (providers[api] ??= []).push(found);
  }
  // `${env.VLLM_URL:+vllm}` is the id `vllm`, where the variable is set
  const ids = new Set(Object.values(providers).flatMap((each) => each.map(({ provider_id: id }) => plainId(id))));
  const embedding = config.vector_stores?.default_embedding_model?.provider_id;
  const keepsVectors = providers['vector_io'] !== undefined && (embedding === undefined || ids.has(embedding));
  const resources = Object.entries(config.registered_resources ?? {}).map(([kind, entries]) => [
    kind,
    entries.filter((entry) => ids.has(plainId(entry.provider_id))),
  ]);
  return stringify({
    ...config,
    apis: config.apis.filter((api) => api in providers),
    providers,
    vector_stores: keepsVectors ? config.vector_stores : undefined,
    registered_resources: config.registered_resources && Object.fromEntries(resources),
  });
}

/** A run config without some APIs; the same text where it has none of them. */
export function withoutApis(text: string, isGone: (api: string) => boolean): string {
  const config = RunConfig.parse(parse(text));
  if (!config.apis.some(isGone)) return text;
  const providers = Object.entries(config.providers).filter(([api]) => !isGone(api));
  const apis = config.apis.filter((api) => !isGone(api));
  return stringify({ ...config, apis, providers: Object.fromEntries(providers) });
}

const plainId = (id: string) => /^\$\{env\.\w+:\+(.*)\}$/.exec(id)?.[1] ?? id;

function unknown(api: string, provider: string, all: Record<string, { provider_type: string }[]>) {
  const pairs = Object.entries(all).flatMap(([each, types]) =>
    types.map((type) => `${each}=${type.provider_type.split('::')[1]}`),
  );
  return {
    what: `The stack config pointer names ${api}=${provider}, which the distribution’s run config does not have.`,
    why: `It has ${pairs.join(', ')}.`,
    cure: 'Name some of these, or write a run config of your own and give its path.',
  };
}
