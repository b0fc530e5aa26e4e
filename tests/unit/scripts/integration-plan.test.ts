import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readFlags } from '../../../scripts/integration-tests/flags.ts';
import { planOf, type Known } from '../../../scripts/integration-tests/plan.ts';
import { functionsOf, grepOf, loadReferenceTests } from '../../../scripts/integration-tests/reference.ts';
import { shown } from '../../../scripts/integration-tests/shown.ts';
import { loadSuites, specFolders } from '../../../setups/suites.ts';
import { UsageFault } from '../../../errors/fault.ts';

const known: Known = {
  suites: loadSuites(),
  setups: [
    { name: 'gpt', answers: 'recorded' },
    { name: 'ollama', answers: 'recorded' },
    { name: 'picky', answers: 'recorded', only: ['vision'] },
    { name: 'stack', answers: 'none' },
    { name: 'stack-own', answers: 'none', stack: 'ogx::own.yaml' },
    { name: 'vllm', answers: 'recorded', stack: 'ogx::own.yaml' },
  ],
  folders: ['chat', 'embeddings', 'file-search', 'files', 'responses', 'vector-stores'],
  pointerFor: (own, stackConfig) => `${stackConfig} with ${own}`,
  referenceTests: [
    {
      file: 'responses/test_a.py',
      name: 'test_events',
      tests: ['file-search/stream.spec.ts › a stream › tells (all)'],
    },
    { file: 'files/test_b.py', name: 'test_owner', tests: [], none: 'it patches the test process' },
    { file: 'inference/test_c.py', name: 'test_chat_basic', tests: ['chat/answer.spec.ts › answers'] },
    { file: 'inference/test_c.py', name: 'test_chat_stream', tests: ['chat/stream.spec.ts › streams'] },
  ],
};

function plan(line: string) {
  const { environment, program, arguments: args } = planOf(readFlags(line.split(' ').filter(Boolean)), known);
  return { environment, program, args };
}

const tells = String.raw`file-search/stream\.spec\.ts (@\S+ )*a stream (@\S+ )*tells \(all\)( @|$)`;

const cases: { flags: string; environment?: Record<string, string>; program?: 'record'; args: string[] }[] = [
  {
    flags: '',
    args: ['--project=ollama', '--project=stack', 'e2e/chat', 'e2e/embeddings', 'e2e/files', 'e2e/vector-stores'],
  },
  {
    flags: '--stack-config server:ci-tests --suite responses --setup gpt --inference-mode replay --pattern test_events',
    environment: { STACK_CONFIG: 'server:ci-tests', INFERENCE_MODE: 'replay' },
    args: ['--project=gpt', '--project=stack', 'e2e/file-search/stream.spec.ts', '-g', tells],
  },
  { flags: '--suite responses', args: ['--project=gpt', '--project=stack', 'e2e/responses', 'e2e/file-search'] },
  {
    flags: '--subdirs files --setup vllm --stack-config ogx',
    environment: { STACK_CONFIG: 'ogx with ogx::own.yaml', INFERENCE_MODE: 'replay' },
    args: ['--project=vllm', '--project=stack-own', 'e2e/files'],
  },
  { flags: '--suite=base-vllm-subset', args: ['--project=vllm', '--project=stack-own', 'e2e/chat', 'e2e/embeddings'] },
  {
    flags: '--subdirs vector_io,responses/ --setup ollama',
    args: ['--project=ollama', '--project=stack', 'e2e/vector-stores', 'e2e/responses', 'e2e/file-search'],
  },
  { flags: '--subdirs files --setup picky', args: ['--project=picky', 'e2e/files'] },
  { flags: '--subdirs files --setup stack', args: ['--project=stack', 'e2e/files'] },
  { flags: '--subdirs file-search --setup vllm', args: ['--project=vllm', '--project=stack-own', 'e2e/file-search'] },
  {
    flags: '--suite responses --pattern streams',
    args: ['--project=gpt', '--project=stack', 'e2e/responses', 'e2e/file-search', '-g', 'streams'],
  },
  {
    flags: '--subdirs inference --setup gpt --pattern test_chat',
    args: [
      '--project=gpt',
      '--project=stack',
      'e2e/chat/answer.spec.ts',
      'e2e/chat/stream.spec.ts',
      '-g',
      String.raw`chat/answer\.spec\.ts (@\S+ )*answers( @|$)|chat/stream\.spec\.ts (@\S+ )*streams( @|$)`,
    ],
  },
  {
    flags: '--suite responses --inference-mode record-if-missing --anyway',
    environment: { INFERENCE_MODE: 'record-if-missing' },
    program: 'record',
    args: ['--project=gpt', '--project=stack', 'e2e/responses', 'e2e/file-search', '--missing', '--anyway'],
  },
  {
    flags: '--suite responses --collect-only --stack-config ogx --inference-mode record',
    environment: {},
    args: ['--project=gpt', '--project=stack', 'e2e/responses', 'e2e/file-search', '--list'],
  },
  {
    flags: '--subdirs files --setup gpt --text-model openai/x --embedding-model openai/y --embedding-dimension 3',
    environment: {
      INFERENCE_MODE: 'replay',
      E2E_TEXT_MODEL: 'openai/x',
      E2E_EMBEDDING_MODEL: 'openai/y',
      E2E_EMBEDDING_DIMENSION: '3',
    },
    args: ['--project=gpt', '--project=stack', 'e2e/files'],
  },
  {
    flags: '--subdirs files --setup gpt --env A=1 --env B=x=y --env INFERENCE_MODE=live -- --shard=1/3 --workers 1',
    environment: { A: '1', B: 'x=y', INFERENCE_MODE: 'replay' },
    args: ['--project=gpt', '--project=stack', 'e2e/files', '--shard=1/3', '--workers', '1'],
  },
];

describe('the flags of the reference become a command', () => {
  for (const { flags, environment = { INFERENCE_MODE: 'replay' }, program = 'playwright', args } of cases) {
    test(flags || 'without flags', () => assert.deepEqual(plan(flags), { environment, program, args }));
  }
});

const refused: { flags: string; why: RegExp }[] = [
  { flags: '--siute base', why: /no option --siute\. Did you mean --suite\?/ },
  { flags: '--suite', why: /--suite needs a value/ },
  { flags: '--suite --setup gpt', why: /--suite needs a value/ },
  { flags: '--collect-only=yes', why: /--collect-only takes no value/ },
  { flags: 'responses', why: /responses belongs to no option/ },
  { flags: '--suite response', why: /no suite response\. Did you mean responses\?/ },
  { flags: '--setup olama', why: /no setup olama\. Did you mean ollama\?/ },
  { flags: '--subdirs files', why: /--subdirs names no setup: give --setup, one of gpt/ },
  { flags: '--subdirs vector-io --setup gpt', why: /no folder vector-io\. Did you mean vector_io\?/ },
  { flags: '--subdirs scoring --setup gpt', why: /Folder scoring has no specs here\. It needs the native scoring API/ },
  { flags: '--subdirs batches --setup gpt', why: /It needs specs in e2e\/batches/ },
  { flags: '--suite vision', why: /Suite vision runs under setup ollama-vision, which is not here/ },
  { flags: '--suite messages-openai', why: /Suite messages-openai has no specs here\. It needs specs of Anthropic/ },
  { flags: '--inference-mode replai', why: /no inference mode replai\. Did you mean replay\?/ },
  { flags: '--pattern test_evnts', why: /knows none of that name\. Did you mean test_events\?/ },
  { flags: '--pattern test_owner', why: /No spec here[^]*files\/test_b\.py::test_owner: it patches/ },
  { flags: '--suite base --pattern test_events', why: /not part of this suite[^]*e2e\/file-search\/stream/ },
  { flags: '--env KEY', why: /--env KEY is not of the form KEY=VALUE/ },
  { flags: '--env 1X=secret', why: /--env 1X=… is not of the form/ },
];

describe('what is not understood is refused', () => {
  for (const { flags, why } of refused) {
    test(flags, () =>
      assert.throws(
        () => plan(flags),
        (error: unknown) => error instanceof UsageFault && why.test(error.message),
      ),
    );
  }
});

test('several functions may be joined by `or`, a case in brackets is left out, and words are no functions', () => {
  const names = (pattern: string) => functionsOf(pattern, known.referenceTests)?.map(({ name }) => name);
  assert.deepEqual(names('test_events or test_owner'), ['test_events', 'test_owner']);
  assert.deepEqual(names('test_events[openai_client-txt=gpt]'), ['test_events']);
  assert.equal(names('answers in parts'), undefined);
});

test('a pattern for tests matches them with tags of describe and test, and no longer titles', () => {
  const pattern = new RegExp(grepOf(['a/b.spec.ts › outer › one (1)', 'a/c.spec.ts › two']), 'i');
  assert.match('gpt a/b.spec.ts outer @tools one (1) @x', pattern);
  assert.match('gpt a/c.spec.ts two', pattern);
  assert.doesNotMatch('gpt a/c.spec.ts two more', pattern);
  assert.doesNotMatch('gpt a/c.spec.ts outer two', pattern);
});

test('the printed command can be pasted into a shell, and holds no key', () => {
  assert.equal(
    shown({ MODE: 'a b', OPENAI_API_KEY: 'sk-1', KEYS_DIR: '/k' }, ['npx', 'x', '-g', "it's"]),
    String.raw`MODE='a b' OPENAI_API_KEY=… KEYS_DIR=/k npx x -g 'it'\''s'`,
  );
});

test('whatever the mapping has of a folder of the reference is found in that folder, and by its suite', () => {
  const everything = {
    suites: loadSuites(),
    setups: [{ name: 'gpt', answers: 'recorded' as const }],
    folders: specFolders(),
    referenceTests: loadReferenceTests(),
    pointerFor: known.pointerFor,
  };
  const lost = loadReferenceTests()
    .filter(({ tests }) => tests.length > 0)
    .flatMap(({ file, name }) => {
      const [folder = ''] = file.split('/');
      const suite = folder === 'responses' || folder === 'messages' ? folder : 'base';
      return [['--subdirs', folder], folder === 'agents' ? [] : ['--suite', suite]].flatMap((flags) => {
        if (flags.length === 0) return [];
        try {
          planOf(readFlags([...flags, '--setup', 'gpt', '--pattern', name]), everything);
          return [];
        } catch (error) {
          return [`${flags.join(' ')} ${name}: ${String(error)}`];
        }
      });
    });
  assert.deepEqual(lost, []);
});

test('the mapping of reference tests can be read', () => assert.ok(loadReferenceTests().length > 40));
