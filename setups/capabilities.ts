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
  'embedding-dimensions': 'embeddings cut to the number of dimensions asked for',
} as const satisfies Record<string, string>;

export type Capability = keyof typeof CAPABILITIES;

export function isCapability(word: string): word is Capability {
  return Object.hasOwn(CAPABILITIES, word);
}
