/** The files that a project begins with, as text. */

/** By the provider that the first setup asks. */
export const providers: Readonly<Record<string, { text: string; embedding: string; dimension: number; key?: string }>> =
  {
    ollama: { text: 'ollama/smollm2:135m', embedding: 'ollama/all-minilm:l6-v2', dimension: 384 },
    openai: {
      text: 'openai/gpt-4o-mini',
      embedding: 'openai/text-embedding-3-small',
      dimension: 1536,
      key: 'OPENAI_API_KEY',
    },
  };

/** What messages tell people to run. */
export const scripts = {
  e2e: 'llama-stack-e2e test',
  record: 'llama-stack-e2e record',
  recordings: 'llama-stack-e2e recordings',
  stack: 'llama-stack-e2e stack',
};

const CONFIG = `import { defineStackConfig } from 'llama-stack-e2e/config';

// Also: { setups, distributions, recordings, specs }, each a folder; and any option of Playwright.
export default defineStackConfig({ project: import.meta.dirname });
`;

const SPEC = `import { expect, test, text } from 'llama-stack-e2e';

// The answer is given here, so this needs no model, also to record.
test('forwards what the model says', async ({ client, textModel, provider }) => {
  await provider.answers(text('One and two, three.'));
  const { choices } = await client.chat.completions.create({
    model: textModel,
    messages: [{ role: 'user', content: 'Count.' }],
  });
  expect(choices[0]?.message.content).toBe('One and two, three.');
});

// The answer is recorded from the real provider.
test('stops at max_tokens', async ({ client, textModel }) => {
  const { choices } = await client.chat.completions.create({
    model: textModel,
    messages: [{ role: 'user', content: 'Count from 1 to 20.' }],
    max_tokens: 5,
  });
  expect(choices[0]?.finish_reason).toBe('length');
});
`;

const WORKFLOW = `name: e2e
on: [push, pull_request]
permissions: { contents: read }
jobs:
  replay:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v6
      - uses: actions/setup-node@v6
        with: { node-version: 24 }
      - uses: actions/setup-python@v6
        with: { python-version: '3.12' }
      - uses: actions/cache@v5
        with: { path: ~/.cache/llama-stack-e2e, key: "stack-\${{ hashFiles('package-lock.json', 'distributions/**') }}" }
      - run: npm ci
      - run: npm run e2e
`;

function models(provider: string): string {
  const { text, embedding, dimension } = providers[provider] ?? { text: '', embedding: '', dimension: 0 };
  return `provider: ${provider}
providers: [${provider}]
models:
  text: { id: '${text}' }
  embedding: { id: '${embedding}', dimension: ${dimension} }
`;
}

const stackSetup = (
  provider: string,
) => `# Tests with the tag @stack, in which no provider takes part: a call of one is a miss.
answers: none
${models(provider)}capabilities: []
`;

function setup(provider: string): string {
  const key = providers[provider]?.key;
  return `# A setup: what is asked, with which models, and what it can do. A Playwright project of this name runs it.
${models(provider)}# Tests with a tag that is not here are skipped under this setup: tools, json-schema, logprobs, vision, reasoning, …
capabilities: []
# What the stack is known to get wrong: { test: 'first.spec.ts › <title>', at: <JSON path>, is: <value>, why: <reason> }
gaps: []
${key === undefined ? '' : `# Recording takes ${key} from the environment, or from .env.\n`}`;
}

/** Path → text. */
export function filesFor(provider: string): Record<string, string> {
  return {
    'playwright.config.mts': CONFIG,
    'e2e/first.spec.ts': SPEC,
    'setups/mine.yaml': setup(provider),
    'setups/stack.yaml': stackSetup(provider),
    '.gitattributes': 'recordings/** linguist-generated=true\nrecordings/** text eol=lf\n',
    '.gitignore': 'node_modules/\ntest-results/\nplaywright-report/\n.env\n',
    '.github/workflows/e2e.yml': WORKFLOW,
  };
}
