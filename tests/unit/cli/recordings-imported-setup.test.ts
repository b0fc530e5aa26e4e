/** Which setup a test of the reference harness was of, by what it asked. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setupOf } from '../../../cli/recordings/reference/setup-of.ts';
import { loadSetups } from '../../../setups/load.ts';

const setups = loadSetups(undefined, []);
const of = (providers: string[], models: string[] = [], hint = 'a.py::t') =>
  setupOf({ providers: new Set(providers), models, hint }, setups);

test('the setup has all providers that were asked, and no more than it takes', () => {
  assert.equal(of(['openai']), 'gpt');
  assert.equal(of(['ollama']), 'ollama');
  assert.equal(of(['vllm', 'ollama']), 'vllm');
  assert.equal(of(['openai', 'tavily']), 'gpt');
});

test('a setup that names the models is meant sooner', () => {
  assert.equal(of(['ollama'], ['ollama/gpt-oss:20b']), 'ollama-reasoning');
  assert.equal(of(['ollama'], ['ollama/llama3.2-vision:11b']), 'ollama-vision');
});

test("where that leaves none, the test's parameters name the provider of its text model", () => {
  assert.equal(of(['tavily'], [], 'a.py::t[openai_client-txt=openai/gpt-4o-llama_experts]'), 'gpt');
  assert.equal(of(['openai', 'ollama'], [], 'a.py::t[txt=openai/gpt-4o:emb=ollama/all-minilm:l6-v2]'), 'gpt');
  assert.equal(of(['openai', 'ollama'], [], 'a.py::t[ollama/llama3.2:3b-None]'), 'ollama');
  assert.equal(of(['tavily']), undefined);
});
