import { join } from 'node:path';
import { z } from 'zod';
import { tell } from '../../cli/screen.ts';
import type { Provider } from './provider.ts';
import { getJson } from './ready.ts';
import { passTo } from './scripted/pass-on.ts';

const MODELS = ['smollm2:135m', 'all-minilm:l6-v2'];
const versionSchema = z.looseObject({ version: z.string() });
const tagsSchema = z.looseObject({ models: z.array(z.looseObject({ name: z.string() })) });

async function version(root: URL): Promise<string> {
  return `Ollama ${versionSchema.parse(await getJson(root, '/api/version')).version}`;
}

async function hasModels(root: URL): Promise<boolean> {
  const { models } = tagsSchema.parse(await getJson(root, '/api/tags'));
  return MODELS.every((wanted) => models.some(({ name }) => name === wanted));
}

export const ollama: Provider = {
  name: 'ollama',
  title: 'Ollama',
  port: 11434,
  ownServer: ['OLLAMA_URL'],
  scriptedModels: ['llama3.2-vision:11b', 'gpt-oss:20b'],
  startSeconds: 60,
  async launch(home, freePort) {
    const folder = join(home, 'ollama');
    const port = await freePort();
    const root = new URL(`http://127.0.0.1:${port}`);
    return {
      command: {
        file: join(folder, `bin-${process.env['OLLAMA_VERSION'] ?? '0.17.4'}`, 'ollama'),
        args: ['serve'],
        cwd: folder,
        env: {
          HOME: join(folder, 'home'),
          OLLAMA_HOST: root.host,
          OLLAMA_MODELS: join(folder, 'models'),
          OLLAMA_CONTEXT_LENGTH: process.env['OLLAMA_CONTEXT_LENGTH'] ?? '2048',
          OLLAMA_KEEP_ALIVE: process.env['OLLAMA_KEEP_ALIVE'] ?? '24h',
          OLLAMA_NUM_PARALLEL: '1',
          OLLAMA_MAX_LOADED_MODELS: '3',
          OLLAMA_NOPRUNE: '1',
        },
      },
      isReady: () => hasModels(root),
      root,
      passOn: passTo(root),
      recordedFrom: async () => `${await version(root)} (${MODELS.join(', ')})`,
    };
  },
  async recordedFrom(root) {
    const name = await version(root);
    if (await hasModels(root)) return `${name} (${MODELS.join(', ')})`;
    tell(
      `Note: this Ollama lacks a model that the setups name. Fetch it: ${MODELS.map((model) => `ollama pull ${model}`).join('; ')}`,
      'yellow',
    );
    return name;
  },
  variable: { name: 'OLLAMA_URL', path: '' },
};
