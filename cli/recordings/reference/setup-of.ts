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
 * providers. A search service is of no setup, and says nothing. Where no setup has all, the text model's provider decides,
 * which the parameters name first: a replay serves the others all the same.
 */
export function setupOf({ providers, models, hint }: Asked, setups: readonly Setup[]): string | undefined {
  const all = new Set(setups.flatMap((setup) => setup.providers));
  const asked = [...providers].filter((name) => all.has(name));
  const named = namedIn(hint, all);
  const choices = [asked, named, ...asked.map((name) => [name])].filter(({ length }) => length > 0);
  for (const used of choices) {
    const setup = best(used, models, setups);
    if (setup !== undefined) return setup.recordings;
  }
  return undefined;
}

function best(used: readonly string[], models: readonly string[], setups: readonly Setup[]): Setup | undefined {
  const [first] = setups
    .filter(({ answers, provider, ownStack }) => answers === 'recorded' && !ownStack && used.includes(provider))
    .filter((setup) => used.every((name) => setup.providers.includes(name)))
    .map((setup) => ({ setup, own: ownModels(setup, models) }))
    .sort((a, b) => b.own - a.own || a.setup.providers.length - b.setup.providers.length);
  return first?.setup;
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
