import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backend } from './openai-stand-in/stand-in.ts';
import type { Launch, Provider } from './provider.ts';
import { getJson } from './ready.ts';
import type { PassOn } from './scripted/pass-on.ts';

/** A model, under the name that it is served by. */
export interface Served {
  model: string;
  /** Path below the cache folder: relative, since llama.cpp tells it to whoever asks. */
  weights: string;
}

/** What llama.cpp serves, and as what. */
export interface Serving {
  chat: Served;
  /** Left out in place of a provider that embeds nothing. */
  embedding?: Served;
  /** Makes one address of all, given where each is. */
  combine: (at: (served: Served) => Backend) => PassOn;
  /** Says what they are, given the version. */
  describe: (version: string) => string;
}

/** The part of a provider that is the same whatever llama.cpp stands in for. */
export function llamaCpp(serving: Serving): Pick<Provider, 'startSeconds' | 'launch'> {
  return {
    startSeconds: 120,
    launch: (home, freePort) => launch(home, freePort, serving),
  };
}

/** Runs llama.cpp's servers for a model that chats and one that embeds, if there is one, in one process. */
async function launch(
  home: string,
  freePort: () => Promise<number>,
  { chat, embedding, combine, describe }: Serving,
): Promise<Launch> {
  const ports = new Map<Served, number>();
  for (const served of embedding === undefined ? [chat] : [chat, embedding]) ports.set(served, await freePort());
  const at = (served: Served): Backend => ({
    model: served.model,
    url: new URL(`http://127.0.0.1:${ports.get(served)}`),
  });
  return {
    command: {
      file: join(home, 'llamacpp', 'venv', 'bin', 'python'),
      args: [
        join(import.meta.dirname, 'llamacpp.py'),
        ...[...ports].flatMap(([{ model, weights }, port]) => [model, String(port), weights]),
      ],
      cwd: home,
      env: {},
    },
    async isReady() {
      await Promise.all([...ports.keys()].map((served) => getJson(at(served).url, '/health')));
      return true;
    },
    passOn: combine(at),
    async recordedFrom() {
      // `xllamacpp-<version>`, as the install script wrote it
      const installed = (await readFile(join(home, 'llamacpp', '.installed'), 'utf8')).trim().replace('-', ' ');
      return describe(installed);
    },
  };
}
