import { llamaCpp, type Served } from './llamacpp.ts';
import { modelRouter } from './openai-stand-in/stand-in.ts';
import type { Provider } from './provider.ts';
import { getJson } from './ready.ts';

const CHAT: Served = { model: 'SmolLM2-135M-Instruct', weights: 'models/SmolLM2-135M-Instruct.Q4_1.gguf' };
/** The stack takes a model of llama.cpp for an embedding model when its name has `embed`. */
const EMBEDDING: Served = { model: 'all-MiniLM-L6-v2-embed', weights: 'llamacpp/all-MiniLM-L6-v2.F32.gguf' };

/** llama.cpp as itself: one address for both models, as its router gives, and nothing of OpenAI's put on. */
export const llamaCppServer: Provider = {
  name: 'llama-cpp-server',
  title: 'llama.cpp',
  installer: 'gpt',
  port: 8081,
  ownServer: ['LLAMA_CPP_SERVER_URL'],
  ...llamaCpp({
    chat: CHAT,
    embedding: EMBEDDING,
    combine: (at) => modelRouter(at(CHAT), at(EMBEDDING)),
    describe: (version) => `llama.cpp (${version}), SmolLM2-135M-Instruct Q4_1, all-MiniLM-L6-v2`,
  }),
  async recordedFrom(root) {
    await getJson(root, '/props');
    return 'llama.cpp';
  },
  variable: { name: 'LLAMA_CPP_SERVER_URL', path: '' },
};
