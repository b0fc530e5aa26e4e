/** The recordings that files of the reference harness make: one per test, with what cannot be carried over. */
import { slug } from '../../replay/recording/location.ts';
import { FORMAT, type Origin, type ProvidersRecording } from '../../replay/recording/format.ts';
import { loadProviders, type Setup } from '../../setups/load.ts';
import { exchangeOfReference, type ImportedCall } from './reference-exchange.ts';
import { parseReference } from './reference-format.ts';

/** A file that stays behind. */
export interface Left {
  file: string;
  why: string;
}

export interface ReadFile {
  file: string;
  text: string;
}

export interface Told {
  setup: string | undefined;
  stack: string;
  recorded: string;
}

/** One recording per test; what cannot be carried over, with the reason. */
export function recordingsOf(
  files: readonly ReadFile[],
  setups: readonly Setup[],
  { setup: wanted, ...told }: Told,
): { recordings: ProvidersRecording[]; left: Left[] } {
  const providers = loadProviders();
  const left: Left[] = [];
  const calls = files.flatMap(({ file, text }): (ImportedCall & { file: string })[] => {
    const call = parseReference(text);
    const imported = typeof call === 'string' ? call : exchangeOfReference(call, providers);
    if (typeof imported !== 'string') return [{ ...imported, file }];
    left.push({ file, why: imported });
    return [];
  });
  const recordings = [...Map.groupBy(calls, ({ test }) => test)].flatMap(([test, own]): ProvidersRecording[] => {
    const used = new Set(own.map(({ exchange }) => exchange.provider));
    const setup = wanted ?? setupOf(used, setups);
    if (setup !== undefined) return [recording(test, setup, own, told)];
    left.push(
      ...own.map(({ file }) => ({
        file,
        why: `no setup has all providers of its test: ${[...used].join(', ')}; choose one with --setup`,
      })),
    );
    return [];
  });
  return { recordings, left };
}

/** The setup that a test was of: the one with the fewest providers that has all that the test used. */
function setupOf(used: ReadonlySet<string>, setups: readonly Setup[]): string | undefined {
  return setups
    .filter(({ provider, providers }) => used.has(provider) && [...used].every((name) => providers.includes(name)))
    .sort((a, b) => a.providers.length - b.providers.length)[0]?.recordings;
}

function recording(
  test: string,
  setup: string,
  calls: readonly (ImportedCall & { file: string })[],
  told: Omit<Told, 'setup'>,
): ProvidersRecording {
  const from: Record<string, Origin> = {};
  for (const { exchange, server, source, model } of calls) {
    const known = from[exchange.provider];
    from[exchange.provider] = { server, models: [...new Set([...(known?.models ?? []), model])].sort(), source };
  }
  const ordered = calls.toSorted((a, b) => turns(a) - turns(b) || (a.file < b.file ? -1 : 1));
  return {
    format: FORMAT,
    test,
    setup,
    recorded: told.recorded,
    stack: told.stack,
    seam: 'providers',
    from,
    literals: [],
    exchanges: ordered.map(({ exchange }) => exchange),
  };
}

function turns({ exchange: { request } }: ImportedCall): number {
  const body = request.body !== undefined && 'json' in request.body ? request.body.json : null;
  const messages = typeof body === 'object' && body !== null && !Array.isArray(body) ? body.messages : undefined;
  return Array.isArray(messages) ? messages.length : 0;
}

/** `inference/test_completion.py/<test>` of `tests/integration/inference/test_completion.py::<test>`. */
export function folderOf(test: string): string {
  const [file = '', ...rest] = test.replace(/^tests\/integration\//, '').split('::');
  const folders = file.split('/').map((part) => part.replace(/[^\w.-]/g, '-').replace(/^\.+/, ''));
  return [...folders.filter((part) => part !== ''), slug(rest.join(' '))].join('/');
}
