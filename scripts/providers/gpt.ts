import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openaiStandIn } from './openai-stand-in/stand-in.ts';
import type { Provider } from './provider.ts';
import { below, getJson } from './ready.ts';
import { RECORDED_FROM_HEADER } from './scripted/front.ts';

const CHAT = 'gpt-4o-mini';
const EMBEDDING = 'text-embedding-3-small';

export const gpt: Provider = {
  name: 'gpt',
  title: 'llama.cpp in place of OpenAI',
  port: 8080,
  ownServer: ['OPENAI_BASE_URL', 'LLAMA_CPP_SERVER_URL'],
  startSeconds: 120,
  reasoningField: 'reasoning_content',
  async launch(home, freePort) {
    const folder = join(home, 'llamacpp');
    const [chatPort, embeddingPort] = [await freePort(), await freePort()];
    const chat = { model: CHAT, url: new URL(`http://127.0.0.1:${chatPort}`) };
    const embedding = { model: EMBEDDING, url: new URL(`http://127.0.0.1:${embeddingPort}`) };
    return {
      command: {
        file: join(folder, 'venv', 'bin', 'python'),
        args: [join(import.meta.dirname, 'llamacpp.py')].concat(
          [CHAT, String(chatPort), join(home, 'models', 'SmolLM2-135M-Instruct.Q4_1.gguf')],
          [EMBEDDING, String(embeddingPort), join(folder, 'all-MiniLM-L6-v2.F32.gguf')],
        ),
        cwd: folder,
        env: {},
      },
      async isReady() {
        await Promise.all([chat, embedding].map(({ url }) => getJson(url, '/health')));
        return true;
      },
      passOn: openaiStandIn(chat, embedding),
      async recordedFrom() {
        // `xllamacpp-<version>`, as the install script wrote it
        const installed = (await readFile(join(folder, '.installed'), 'utf8')).trim().replace('-', ' ');
        return `llama.cpp (${installed}), SmolLM2-135M-Instruct Q4_1; all-MiniLM-L6-v2, zero-padded to 1536`;
      },
    };
  },
  async recordedFrom(root) {
    if (root.hostname === 'api.openai.com') return 'OpenAI';
    const answer = await fetch(below(root, '/v1/models'), { signal: AbortSignal.timeout(10_000) });
    // another front, which knows what it stands before
    const told = answer.headers.get(RECORDED_FROM_HEADER);
    if (told !== null) return told;
    return answer.headers.get('server')?.startsWith('llama.cpp') ? 'llama.cpp' : 'an OpenAI-compatible server';
  },
  variable: { name: 'OPENAI_BASE_URL', path: '/v1' },
  alsoSet: 'OPENAI_API_KEY=none',
};
