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
  embedding: Served;
  /** Makes one address of both. */
  combine: (chat: Backend, embedding: Backend) => PassOn;
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

/** Runs llama.cpp's servers for a model that chats and one that embeds, in one process. */
async function launch(
  home: string,
  freePort: () => Promise<number>,
  { chat, embedding, combine, describe }: Serving,
): Promise<Launch> {
  const [chatPort, embeddingPort] = [await freePort(), await freePort()];
  const at = ({ model }: Served, port: number) => ({ model, url: new URL(`http://127.0.0.1:${port}`) });
  const backends = [at(chat, chatPort), at(embedding, embeddingPort)] as const;
  return {
    command: {
      file: join(home, 'llamacpp', 'venv', 'bin', 'python'),
      args: [join(import.meta.dirname, 'llamacpp.py')].concat(
        [chat.model, String(chatPort), chat.weights],
        [embedding.model, String(embeddingPort), embedding.weights],
      ),
      cwd: home,
      env: {},
    },
    async isReady() {
      await Promise.all(backends.map(({ url }) => getJson(url, '/health')));
      return true;
    },
    passOn: combine(...backends),
    async recordedFrom() {
      // `xllamacpp-<version>`, as the install script wrote it
      const installed = (await readFile(join(home, 'llamacpp', '.installed'), 'utf8')).trim().replace('-', ' ');
      return describe(installed);
    },
  };
}
