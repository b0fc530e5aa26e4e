/**
 * What a setup may be able to do, and what a test may need. A test states its needs as tags (`@json-schema`), a setup
 * states what it has in `setups/<name>.yaml`. Everything that is not listed here every setup must be able to do.
 */
export const CAPABILITIES = {
  completions: 'text completions, the older endpoint without messages',
  'json-schema': 'answers that follow a JSON schema given as `response_format`',
  logprobs: 'log probabilities of the tokens of a chat answer',
  'several-choices': 'more than one choice in an answer (`n`)',
  tools: 'a tool call made by choice, and an answer from its result',
  'forced-tools': 'a tool call whenever `tool_choice` demands it',
  reasoning: 'the reasoning before an answer, given apart from it',
  'reasoning-effort': 'an effort of reasoning given with the request (`reasoning.effort`)',
  vision: 'pictures in messages',
  'embedding-dimensions': 'embeddings cut to the number of dimensions asked for',
  'count-tokens': 'the tokens of a message counted without answering it',
  'messages-by-chat':
    "messages that the stack translates to a chat of the provider; elsewhere they go to the provider's own `/v1/messages`",
  'completion-logprobs': "text completions with the log probabilities of OpenAI's form, or with the prompt before them",
  moderations: 'a judgement of texts at `/v1/moderations`, by a model that guards',
  rerank: 'texts ranked by how near they are to a query',
  'cancelled-answers': "a model's answer that ends when its response is cancelled, or its client leaves",
  'interrupted-mcp-calls': 'an MCP call that ends when its server refuses it or goes away',
  'guided-choice': 'a text completion that is one of the texts given',
  'picture-addresses': 'pictures given by an address, which the provider fetches',
  'fetched-pictures': 'pictures given by an address, which the stack fetches for the provider',
  'max-completion-tokens': 'a limit given as `max_completion_tokens`, the newer name',
  skills: 'skills, below `/v1alpha/skills`',
  'file-processors': 'files cut to chunks without a vector store, below `/v1alpha/file-processors`',
  'vector-io': 'chunks with vectors put into a store and found by it, below `/v1/vector-io`',
  interactions: "Google's form of a turn of a model, `/v1alpha/interactions`",
  'responses-socket': 'responses created over a WebSocket at `/v1/responses`',
  'provider-key': 'a key that the stack sends the provider, its own or one of the client',
} as const satisfies Record<string, string>;

export type Capability = keyof typeof CAPABILITIES;

/** All of them. */
export const capabilities: readonly Capability[] = Object.keys(CAPABILITIES).filter(isCapability);

export function isCapability(word: string): word is Capability {
  return Object.hasOwn(CAPABILITIES, word);
}

/** The tag, without `@`, of a test in which no provider takes part: no capability; it runs once, in the project of that name. */
export const STACK_TAG = 'stack';

/** The same of a test on a stack of its own, which takes long to start. */
export const OWN_STACK_TAG = 'own-stack';

/** The same of a test that is the same whichever provider the stack asks: it runs under one setup, which says so. */
export const ANY_PROVIDER_TAG = 'any-provider';
