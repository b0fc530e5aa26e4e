/** Run configs, rewritten for a launch: which providers are in them, and where those find their servers. */
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { Distribution } from '../pointer/distribution.ts';
import { Fault } from '../../errors/fault.ts';
import type { WantedProvider } from '../pointer/target.ts';

const Provider = z.looseObject({
  provider_id: z.string().nullish(),
  provider_type: z.string(),
  config: z.record(z.string(), z.unknown()).nullish(),
});
type Provider = z.infer<typeof Provider>;

const Storage = z.looseObject({
  storage: z.looseObject({ backends: z.record(z.string(), z.looseObject({ type: z.string() })) }).optional(),
});

/** Where a run config has its stores, each kind once: `sqlite`, `postgres`; `unknown` where it does not say. */
export function storesOf(text: string): string[] {
  const types = Object.values(Storage.safeParse(parse(text)).data?.storage?.backends ?? {});
  const kinds = types.map(({ type }) => type.replace(/^(kv|sql)_/, ''));
  return kinds.length === 0 ? ['unknown'] : [...new Set(kinds)];
}

/** The types of the providers of an API in a run config: `inline::faiss` of `vector_io`. */
export function providerTypesOf(text: string, api: string): string[] {
  const { data } = RunConfig.safeParse(parse(text));
  return (data?.providers[api] ?? []).map(({ provider_type: type }) => type);
}

const Mapping = z.record(z.string(), z.unknown());

/** A run config with others of its fields: mappings are joined, field by field; a list or a value takes the other's place. */
export function mergedConfig(config: unknown, over: unknown): unknown {
  const [below, above] = [Mapping.safeParse(config).data, Mapping.safeParse(over).data];
  if (below === undefined || above === undefined) return over;
  const merged = Object.entries(above).map(([field, value]) => [field, mergedConfig(below[field], value)]);
  return { ...below, ...Object.fromEntries(merged) };
}

const Postgres = z.looseObject({
  type: z.string().endsWith('_postgres'),
  host: z.string().default('127.0.0.1'),
  port: z.union([z.string(), z.number()]).default(5432),
  db: z.string(),
});

/**
 * The databases of other servers that a run config has its stores in, each once: `127.0.0.1:5432/ogx`.
 * @param environment fills in `${env.X:=default}`
 */
export function databasesOf(text: string, environment: Record<string, string | undefined>): string[] {
  const backends = Object.values(Storage.safeParse(parse(text)).data?.storage?.backends ?? {});
  const filled = (value: string | number) =>
    String(value).replaceAll(
      /\$\{env\.(\w+)(?::=([^}]*))?\}/g,
      (_, name: string, without: string = '') => environment[name] || without,
    );
  const names = backends.flatMap((backend) => {
    const { data } = Postgres.safeParse(backend);
    // Of one server with two names, the name that is used most stands for it.
    return data
      ? [`${filled(data.host).replace(/^localhost$/, '127.0.0.1')}:${filled(data.port)}/${filled(data.db)}`]
      : [];
  });
  return [...new Set(names)];
}

const RunConfig = z.looseObject({
  apis: z.array(z.string()),
  providers: z.record(z.string(), z.array(Provider)),
  vector_stores: z
    .looseObject({ default_embedding_model: z.looseObject({ provider_id: z.string() }).optional() })
    .optional(),
  registered_resources: z.record(z.string(), z.array(z.looseObject({ provider_id: z.string() }))).optional(),
});

/**
 * A run config with nothing in it but the named providers and what they depend on, as `api=provider` pairs ask for. A
 * provider is named as `openai` or in full, `remote::openai`. It must be in the run config, whose base URLs lead to the
 * gateway; references to removed providers are removed too. Throws a Fault that lists the choices.
 */
export function keepProviders(
  text: string,
  wanted: readonly WantedProvider[],
  depends: Distribution['depends'] = {},
): string {
  const config = RunConfig.parse(parse(text));
  const providers: Record<string, Provider[]> = {};
  for (const each of wanted) (providers[each.api] ??= []).push(chosen(each, config.providers));
  addNeeded(providers, config.providers, depends);
  // `${env.VLLM_URL:+vllm}` is the id `vllm`, where the variable is set
  const ids = new Set(Object.values(providers).flatMap((each) => each.map(({ provider_id: id }) => plainId(id ?? ''))));
  const embedding = config.vector_stores?.default_embedding_model?.provider_id;
  const keepsVectors = providers['vector_io'] !== undefined && (embedding === undefined || ids.has(embedding));
  const resources = Object.entries(config.registered_resources ?? {}).map(
    ([kind, entries]) => [kind, entries.filter((entry) => ids.has(plainId(entry.provider_id)))] as const,
  );
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

function chosen({ api, provider, settings }: WantedProvider, all: Record<string, Provider[]>): Provider {
  const found = all[api]?.find(({ provider_type: type }) => type === provider || shortType(type) === provider);
  if (!found) throw new Fault(unknown(api, provider, all));
  // named explicitly, so it is used whether or not its variable is set
  const wanted = { ...found, provider_id: plainId(found.provider_id ?? provider) };
  return settings ? { ...wanted, config: { ...wanted.config, ...settings } } : wanted;
}

/** Adds, until nothing is missing, every provider of an API that one of those in `providers` depends on. */
function addNeeded(
  providers: Record<string, Provider[]>,
  all: Record<string, Provider[]>,
  depends: Distribution['depends'],
): void {
  for (;;) {
    const needed = Object.entries(providers).flatMap(([api, each]) => [
      ...(depends[api] ?? []),
      ...each.flatMap(({ provider_type: type }) => depends[`${api}=${shortType(type)}`] ?? []),
    ]);
    const missing = needed.filter((api) => !(api in providers) && api in all);
    if (missing.length === 0) return;
    for (const api of missing) providers[api] = all[api] ?? [];
  }
}

/** A run config whose inference providers have their base URLs at the gateway. */
export interface RedirectedRunConfig {
  text: string;
  /** The mounts that its providers need. */
  mounts: string[];
  /** What differs from what the run config seems to say, a sentence each. */
  notes: string[];
}

/**
 * Points the base URLs of a run config, whatever they are, at the mounts of the gateway. Providers that no mount is for
 * stay as they are and are named in `notes`. A file that names no providers is left alone.
 */
export function pointAtGateway(
  text: string,
  { mounts, mountless }: Pick<Distribution, 'mounts' | 'mountless'>,
): RedirectedRunConfig {
  const { data: config } = RunConfig.safeParse(parse(text));
  if (!config) return { text, mounts: [], notes: [] };
  const found: { mount: string; id: string }[] = [];
  const unreached: string[] = [];
  const point = (api: string, provider: Provider): Provider => {
    const { provider_type: type, provider_id: id } = provider;
    if (!type.startsWith('remote::') || mountless.includes(type) || id === '' || id === null) return provider;
    const [name, mount] =
      Object.entries(mounts).find(([each, { type: own = `remote::${each}` }]) => own === type) ?? [];
    if (api !== 'inference' || name === undefined || mount === undefined) {
      unreached.push(`${api} ${plainId(id ?? type)} (${type})`);
      return provider;
    }
    // a provider that depends on a variable is present if it is mounted, but does not cause it to be mounted
    if (!mount.optional || plainId(id ?? name) === (id ?? name)) found.push({ mount: name, id: plainId(id ?? name) });
    return { ...provider, config: { ...provider.config, [mount.setting]: `\${env.${mount.variable}:=}` } };
  };
  const providers = Object.fromEntries(
    Object.entries(config.providers).map(([api, each]) => [api, each.map((provider) => point(api, provider))]),
  );
  const names = [...new Set(found.map(({ mount }) => mount))];
  const doubled = names.flatMap((name) => {
    const ids = found.filter(({ mount }) => mount === name).map(({ id }) => id);
    return ids.length > 1 ? [`${ids.join(' and ')} are all taken for ${name}, and asked at one address.`] : [];
  });
  const notes =
    unreached.length === 0
      ? []
      : [`Not pointed at the gateway, so neither recorded nor replayed: ${unreached.join(', ')}.`];
  return { text: stringify({ ...config, providers }), mounts: names, notes: [...notes, ...doubled] };
}

const plainId = (id: string) => /^\$\{env\.\w+:\+(.*)\}$/.exec(id)?.[1] ?? id;
const shortType = (type: string) => type.split('::')[1] ?? type;

function unknown(api: string, provider: string, all: Record<string, Provider[]>) {
  const pairs = Object.entries(all).flatMap(([each, types]) =>
    types.map(({ provider_type: type }) => `${each}=${shortType(type)}`),
  );
  return {
    what: `The stack config pointer names ${api}=${provider}, which the distribution’s run config does not have.`,
    why: `It has ${pairs.join(', ')}.`,
    fix: 'Name some of these, or write a run config of your own and give its path.',
  };
}
