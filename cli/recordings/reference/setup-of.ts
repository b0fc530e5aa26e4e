/** The setup that a test of the reference harness was of, by what it asked: its files do not say. */
import type { Setup } from '../../../setups/load.ts';

export interface Asked {
  /** Those that its calls reached. */
  providers: ReadonlySet<string>;
  /** As setups name them, `ollama/llama3.2:3b`. */
  models: readonly string[];
  /** Its id, whose parameters name the models that it was run with: `test_hello[txt=openai/gpt-4o]`. */
  hint: string;
}

/**
 * The setup whose providers are all that were asked: the one that names most of the models, of those the one with the fewest
 * providers. A search service is of no setup, and says nothing.
 */
export function setupOf({ providers, models, hint }: Asked, setups: readonly Setup[]): string | undefined {
  const all = new Set(setups.flatMap((setup) => setup.providers));
  const asked = new Set([...providers].filter((name) => all.has(name)));
  const used = asked.size > 0 ? asked : new Set(namedIn(hint, all));
  if (used.size === 0) return undefined;
  return setups
    .filter((setup) => setup.answers === 'recorded' && used.has(setup.provider))
    .filter((setup) => [...used].every((name) => setup.providers.includes(name)))
    .map((setup) => ({ setup, own: ownModels(setup, models) }))
    .sort((a, b) => b.own - a.own || a.setup.providers.length - b.setup.providers.length)[0]?.setup.recordings;
}

function ownModels({ models }: Setup, asked: readonly string[]): number {
  const own = new Set(Object.values(models).map((model) => model?.id));
  return new Set(asked.filter((model) => own.has(model))).size;
}

/** The first provider that a test's parameters name: that of its text model. */
function namedIn(hint: string, providers: ReadonlySet<string>): string[] {
  const named = [...hint.slice(hint.indexOf('[') + 1).matchAll(/(?<=^|[=[:-])([a-z][a-z0-9-]*)\//g)];
  return named
    .map(([, name = '']) => name)
    .filter((name) => providers.has(name))
    .slice(0, 1);
}
