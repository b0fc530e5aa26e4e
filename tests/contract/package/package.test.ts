/** The package in a repository of its own: packed, installed into an empty folder, begun with `init`, recorded and replayed. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Ended, PackedProject } from '../../builders/packed-project.ts';
import { fakeProvider, type FakeProvider } from '../../fakes/provider.ts';

const MODELS = ['smollm2:135m', 'all-minilm:l6-v2'].map((id) => ({ id, object: 'model', created: 0, owned_by: 'me' }));
const ANSWER = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'smollm2:135m',
  choices: [{ index: 0, finish_reason: 'length', message: { role: 'assistant', content: '1, 2' } }],
  usage: { prompt_tokens: 5, completion_tokens: 5, total_tokens: 10 },
};

const DISTRIBUTION = `
extends: ogx-1.5
name: mine
line: mine-1.0
recorded: [mine]
`;
const GAP = `
gaps:
  - { test: 'gap.spec.ts › counts', at: 'choices[0].finish_reason', is: length, why: it stops early }
`;
const GAP_SPEC = `
import { expect, test } from 'llama-stack-e2e';
test('counts', async ({ client, textModel }) => {
  const { choices } = await client.chat.completions.create({
    model: textModel, messages: [{ role: 'user', content: 'Count.' }],
  });
  expect(choices[0]?.finish_reason).toBe('stop');
});
`;
const TYPES = {
  include: ['e2e', 'types.mts'],
  compilerOptions: {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    module: 'nodenext',
    target: 'es2024',
    lib: ['es2024', 'dom'],
  },
};
const LIBRARY = `
import { defineStackConfig } from 'llama-stack-e2e/config';
import { startGateway } from 'llama-stack-e2e/replay';
// @ts-expect-error: there is no such option
defineStackConfig({ setup: 'x' });
export const gateway: (...options: Parameters<typeof startGateway>) => Promise<{ url: string }> = startGateway;
`;

const EXTERNAL = join(import.meta.dirname, '../../../e2e/external-providers/greeter-provider');
const GREETER = {
  'distributions/greeter/distribution.yaml': `
extends: ogx-1.5
name: greeter
line: greeter-1.0
recorded: [greeter]
mounts:
  greeter: { variable: GREETER_URL, path: /greeter/v1 }
`,
  'distributions/greeter/run.yaml': `
version: 2
distro_name: greeter
apis: [inference]
providers:
  inference:
    - provider_id: greeter
      provider_type: remote::greeter
      module: greeter_provider
      config: { base_url: '\${env.GREETER_URL}' }
storage:
  backends:
    kv_default: { type: kv_sqlite, db_path: '\${env.SQLITE_STORE_DIR}/kvstore.db' }
    sql_default: { type: sql_sqlite, db_path: '\${env.SQLITE_STORE_DIR}/sql_store.db' }
server: { host: 127.0.0.1, port: 8321, insecure: true }
`,
  'setups/providers/greeter.yaml': `
url: { variable: GREETER_URL }
key: { variable: GREETER_API_KEY, optional: true, header: authorization, scheme: Bearer }
source: local model
server: the greeter
`,
  'setups/greeter.yaml': `
provider: greeter
providers: [greeter]
default: false
needs: The greeter at GREETER_URL.
models:
  text: { id: 'greeter/smollm2:135m' }
  embedding: { id: 'greeter/all-minilm:l6-v2', dimension: 384 }
capabilities: []
`,
};

describe('the package, in a repository of its own', () => {
  let project: PackedProject;
  let ollama: FakeProvider;
  const passed = ({ code, output }: Ended, counts: RegExp) => {
    assert.match(output, counts);
    assert.equal(code, 0, output);
  };

  before(async () => {
    project = await PackedProject.install();
    ollama = await fakeProvider((message, response) => {
      const body = message.url?.endsWith('/models') ? { object: 'list', data: MODELS } : ANSWER;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  after(async () => {
    project.remove();
    await ollama.close();
  });

  test('publint and attw find nothing', async () => {
    const lint = await project.tool('publint/src/cli.js', [project.tarball, '--strict']);
    assert.equal(lint.code, 0, lint.output);
    const types = await project.tool('@arethetypeswrong/cli/dist/index.js', [project.tarball, '--profile', 'esm-only']);
    assert.equal(types.code, 0, types.output);
  });

  test('init writes what a project begins with, and leaves what is there', async () => {
    project.write('.gitignore', 'mine\n');
    passed(await project.command(['init']), /wrote +playwright\.config\.mts[^]*is there +\.gitignore/);
    assert.equal(readFileSync(project.path('.gitignore'), 'utf8'), 'mine\n');
    assert.match(readFileSync(project.path('package.json'), 'utf8'), /"record": "llama-stack-e2e record"/);
  });

  test('the types of its entries hold in a strict project', async () => {
    project.write('types.mts', LIBRARY);
    project.write('tsconfig.json', JSON.stringify(TYPES));
    const { code, output } = await project.tool('typescript/bin/tsc', []);
    assert.equal(code, 0, output);
  });

  test('the first spec is recorded from the provider, and replayed without it', async () => {
    passed(
      await project.command(['record'], { OLLAMA_URL: ollama.url }),
      /2 of 2 replayed and were written[^]*2 passed/,
    );
    assert(ollama.seen.includes('POST /v1/chat/completions'));
    assert(existsSync(project.path('recordings/ogx-1.5/mine/first.spec.ts/stops-at-max-tokens/providers.json')));
    const asked = ollama.seen.length;
    passed(await project.command(['test'], { OLLAMA_URL: ollama.url }), /2 passed, 0 failed, 0 skipped/);
    assert.equal(ollama.seen.length, asked);
    passed(await project.command(['recordings', 'verify']), /2/);
  });

  test('an own distribution that extends a shipped one, and an own gap, are found', async () => {
    project.write('distributions/mine/distribution.yaml', DISTRIBUTION);
    project.write('setups/lines/mine-1.0.yaml', GAP);
    project.write('e2e/gap.spec.ts', GAP_SPEC);
    const recorded = await project.command(['record', 'gap.spec.ts'], { OLLAMA_URL: ollama.url, STACK_CONFIG: 'mine' });
    // Recording replays what it has recorded, and writes nothing else.
    passed(recorded, /1 of 1 replayed and were written[^]*1 of these known gaps, which failed as stated/);
    assert(existsSync(project.path('recordings/mine-1.0/mine/gap.spec.ts/counts/providers.json')));
  });

  test('the shipped suite runs against the own distribution, and records here', async () => {
    const suite = ['test', '--suite', 'base', '--project=mine', '-g', 'reports prompt, completion and total tokens'];
    const own = { STACK_CONFIG: 'mine', INFERENCE_MODE: 'record', OLLAMA_URL: ollama.url };
    passed(await project.command(suite, own), /1 of 1 replayed and were written[^]*1 passed, 0 failed, 0 skipped/);
    assert(existsSync(project.path('recordings/mine-1.0/mine/chat/answer.spec.ts')));
    const { output } = await project.command(['recordings', 'verify', '--all']);
    assert.match(output, /recordings: /);
    assert.doesNotMatch(output, /recordings without a test|chat\/answer\.spec\.ts/);
    passed(await project.command(['recordings', 'prune', '--yes']), /Nothing was deleted/);
  });

  test('a provider that lives outside is installed on top of the pins, recorded and replayed', async () => {
    cpSync(EXTERNAL, project.path('greeter-provider'), { recursive: true });
    for (const [file, text] of Object.entries(GREETER)) project.write(file, text);
    const own = { STACK_CONFIG: 'greeter', STACK_PACKAGES: './greeter-provider', GREETER_URL: ollama.url };
    const recorded = await project.command(['record', '--project=greeter', 'first.spec.ts'], own);
    passed(recorded, /2 of 2 replayed and were written[^]*2 passed/);
    assert(existsSync(project.path('recordings/greeter-1.0/startup/greeter.json')));
  });

  test('what STACK_PACKAGES asks for against the pins is told by name, before anything is installed', async () => {
    const own = { STACK_CONFIG: 'greeter', STACK_PACKAGES: 'openai==0.1' };
    const { code, output } = await project.command(['test', '--project=greeter', 'first.spec.ts'], own);
    assert.equal(code, 1);
    assert.match(
      output,
      /STACK_PACKAGES does not fit the pins of ogx 1\.5\.0\.\nopenai 0\.1 is asked for, and \S+ is pinned\./,
    );
    assert.doesNotMatch(output, /Installing/);
  });

  test('a distribution that extends none that there is says so', async () => {
    project.write('distributions/wrong/distribution.yaml', DISTRIBUTION.replace('ogx-1.5', 'ogx-9'));
    const { code, output } = await project.command(['test']);
    assert.equal(code, 1);
    assert.match(
      output,
      /wrong\/distribution\.yaml extends "ogx-9", and there is no such distribution\.\nName one of .*ogx-1\.5/,
    );
  });

  test('an unknown command is answered with the nearest one, and 2', async () => {
    const { code, output } = await project.command(['recrd']);
    assert.equal(code, 2);
    assert.match(output, /There is no command "recrd"\. Did you mean record\?/);
  });
});
