import { llamaCpp, type Served } from './llamacpp.ts';
import { openaiStandIn } from './openai-stand-in/stand-in.ts';
import type { Provider } from './provider.ts';
import { below } from './ready.ts';
import { RECORDED_FROM_HEADER } from './scripted/front.ts';

const CHAT: Served = { model: 'gpt-4o-mini', weights: 'models/SmolLM2-135M-Instruct.Q4_1.gguf' };
const EMBEDDING: Served = { model: 'text-embedding-3-small', weights: 'llamacpp/all-MiniLM-L6-v2.F32.gguf' };
/** A second name of the model that chats: what a request asks of its reasoning is ignored. */
const REASONING = 'o4-mini';

export const gpt: Provider = {
  name: 'gpt',
  title: 'llama.cpp in place of OpenAI',
  port: 8080,
  ownServer: ['OPENAI_BASE_URL', 'LLAMA_CPP_SERVER_URL'],
  ...llamaCpp({
    chat: CHAT,
    embedding: EMBEDDING,
    combine: (at) => openaiStandIn(at(CHAT), at(EMBEDDING), REASONING),
    describe: (version) => `llama.cpp (${version}), SmolLM2-135M-Instruct Q4_1; all-MiniLM-L6-v2, zero-padded to 1536`,
  }),
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
