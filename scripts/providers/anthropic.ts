import { anthropicStandIn } from './anthropic-stand-in/stand-in.ts';
import { llamaCpp, type Served } from './llamacpp.ts';
import type { Provider } from './provider.ts';
import { below } from './ready.ts';
import { RECORDED_FROM_HEADER } from './scripted/front.ts';

const CHAT: Served = { model: 'claude-haiku-4-5-20251001', weights: 'models/SmolLM2-135M-Instruct.Q4_1.gguf' };

export const anthropic: Provider = {
  name: 'anthropic',
  title: 'llama.cpp in place of Anthropic',
  installer: 'gpt',
  port: 8082,
  ownServer: ['ANTHROPIC_BASE_URL'],
  ...llamaCpp({
    chat: CHAT,
    combine: (at) => anthropicStandIn(at(CHAT)),
    describe: (version) => `llama.cpp (${version}), SmolLM2-135M-Instruct Q4_1`,
  }),
  async recordedFrom(root) {
    if (root.hostname === 'api.anthropic.com') return 'Anthropic';
    const answer = await fetch(below(root, '/v1/models'), { signal: AbortSignal.timeout(10_000) });
    return answer.headers.get(RECORDED_FROM_HEADER) ?? 'a server with the Messages API';
  },
  variable: { name: 'ANTHROPIC_BASE_URL', path: '' },
  alsoSet: 'ANTHROPIC_API_KEY=none',
};
