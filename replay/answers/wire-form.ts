/** How the providers differ in what they answer. Each was read off real answers: `captured/` beside its tests, and recordings. */
import type { JsonObject } from '../recording/json.ts';

export interface WireForm {
  /** Where reasoning stands in a message. */
  reasoning: 'reasoning' | 'reasoning_content';
  fingerprint: string;
  /** What the ids of tool calls begin with. */
  callId: string;
  /** The content of a message that has none. */
  noContent: '' | null;
  /** The delta of the first chunk; undefined where each chunk has the role, and there is no such chunk. */
  start: JsonObject | undefined;
  /** Members without a value in this server's answers: of a message, of a choice, of the whole. */
  message: JsonObject;
  choice: JsonObject;
  completion: JsonObject;
  /** What a whole answer's usage has besides the numbers of tokens. */
  usage: JsonObject;
  /** The same of the chunks of a stream. */
  chunkChoice: JsonObject;
  /** Whether each call of a whole message has its index. */
  indexedCalls: boolean;
  /** Whether `usage: null` stands in the chunks before the usage. */
  usageInChunks: boolean;
}

/** https://platform.openai.com/docs/api-reference/chat/object */
const openai: WireForm = {
  reasoning: 'reasoning_content',
  fingerprint: 'fp_scripted',
  callId: 'call_',
  noContent: null,
  start: { role: 'assistant', content: '', refusal: null },
  message: { refusal: null, annotations: [] },
  choice: { logprobs: null },
  completion: { service_tier: 'default' },
  usage: {
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  },
  chunkChoice: { logprobs: null },
  indexedCalls: false,
  usageInChunks: true,
};

const ollama: WireForm = {
  reasoning: 'reasoning',
  fingerprint: 'fp_ollama',
  callId: 'call_',
  noContent: '',
  start: undefined,
  message: {},
  choice: {},
  completion: {},
  usage: {},
  chunkChoice: {},
  indexedCalls: true,
  usageInChunks: false,
};

const vllm: WireForm = {
  reasoning: 'reasoning',
  fingerprint: 'vllm-0.32.0-a078f02c',
  callId: 'chatcmpl-tool-',
  noContent: '',
  start: { role: 'assistant', content: '' },
  message: { refusal: null, annotations: null, audio: null, function_call: null, reasoning: null },
  choice: { logprobs: null, stop_reason: null, token_ids: null, routed_experts: null },
  completion: {
    service_tier: null,
    prompt_logprobs: null,
    prompt_token_ids: null,
    prompt_text: null,
    kv_transfer_params: null,
    ec_transfer_params: null,
    metrics: null,
  },
  usage: { prompt_tokens_details: null, completion_tokens_details: null },
  chunkChoice: { logprobs: null, token_ids: null },
  indexedCalls: false,
  usageInChunks: false,
};

const llamaCpp: WireForm = {
  reasoning: 'reasoning_content',
  fingerprint: 'b0-unknown',
  callId: 'call_',
  noContent: null,
  start: { role: 'assistant', content: null },
  message: {},
  choice: {},
  completion: {},
  usage: { prompt_tokens_details: { cached_tokens: 0 } },
  chunkChoice: {},
  indexedCalls: false,
  usageInChunks: false,
};

/** What it leaves empty is not there: https://docs.claude.com/en/api/openai-sdk */
const anthropic: WireForm = {
  ...llamaCpp,
  fingerprint: '',
  callId: 'toolu_',
  start: { role: 'assistant', content: '' },
  usage: {},
};

/** The form of a provider, by its name; one that is not known answers as OpenAI does. */
export function wireFormOf(provider: string): WireForm {
  const forms = new Map(Object.entries({ ollama, vllm, 'llama-cpp-server': llamaCpp, anthropic }));
  return forms.get(provider) ?? openai;
}
