/** The lists of models that a provider gives at start-up, with those of imported recordings. */
import type { ProviderExchange } from '../../../replay/recording/exchange.ts';
import { FORMAT, type ProvidersRecording } from '../../../replay/recording/format.ts';
import type { JsonObject } from '../../../replay/recording/json.ts';
import type { ImportedModels } from './calls.ts';
import type { Imported, Told } from './recordings.ts';

/** Where OpenAI's API lists its models, by what a recorded request asked for. */
const LISTED_FROM = /\/(?:chat\/completions|completions|embeddings|responses|messages)$/;

interface List {
  server: string;
  source: ImportedModels['source'];
  path: string;
  models: Map<string, JsonObject>;
}

/** One start-up recording per provider: the union of its lists, and of the models that its recordings name. */
export function startupOf(
  lists: readonly ImportedModels[],
  recordings: readonly Imported[],
  { stack, recorded }: Pick<Told, 'stack' | 'recorded'>,
): Map<string, ProvidersRecording> {
  const found = new Map<string, Map<string, List>>();
  const listAt = (provider: string, list: Omit<List, 'models'>): List => {
    const own = found.get(provider) ?? new Map<string, List>();
    const at = own.get(list.path) ?? { ...list, models: new Map() };
    found.set(provider, own.set(list.path, at));
    return at;
  };
  for (const { provider, models, ...list } of lists) {
    for (const model of models) listAt(provider, list).models.set(model.id, model);
  }
  for (const { recording } of recordings) {
    for (const { provider, request } of recording.exchanges) {
      const origin = recording.from[provider];
      const model = modelOf(request);
      if (origin === undefined || model === undefined || !LISTED_FROM.test(request.path)) continue;
      const path = request.path.replace(LISTED_FROM, '/models');
      const { models } = listAt(provider, { server: origin.server, source: origin.source, path });
      if (!models.has(model)) models.set(model, { id: model, object: 'model', created: 0, owned_by: 'imported' });
    }
  }
  return new Map(
    [...found].map(([provider, own]) => [provider, recordingOf(provider, [...own.values()], stack, recorded)]),
  );
}

function recordingOf(provider: string, lists: readonly List[], stack: string, recorded: string): ProvidersRecording {
  const [{ server, source } = { server: 'unknown', source: 'provider' as const }] = lists;
  return {
    format: FORMAT,
    test: `start-up of ${provider}`,
    recorded,
    stack,
    seam: 'providers',
    from: { [provider]: { server, models: [], source } },
    literals: [],
    exchanges: lists.map(({ path, models }): ProviderExchange => {
      const data = [...models].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, model]) => model);
      const headers = { 'content-type': 'application/json' };
      return {
        provider,
        request: { method: 'GET', path },
        response: { status: 200, headers, body: { json: { object: 'list', data } } },
      };
    }),
  };
}

function modelOf({ body }: ProviderExchange['request']): string | undefined {
  const json = body !== undefined && 'json' in body ? body.json : undefined;
  const model = typeof json === 'object' && json !== null && !Array.isArray(json) ? json.model : undefined;
  return typeof model === 'string' ? model : undefined;
}
