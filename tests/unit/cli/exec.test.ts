import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { codeOf } from '../../../cli/exec/child.ts';
import { externalOf, parseExec } from '../../../cli/exec/options.ts';
import { endingText, exitCode } from '../../../cli/exec/outcome.ts';
import { commandEnvironment } from '../../../cli/exec/variables.ts';
import { journalText } from '../../../cli/external/journal.ts';
import { UsageFault } from '../../../errors/fault.ts';
import type { JournalEntry } from '../../../replay/control/protocol.ts';

const CASE = ['--setup', 'gpt', '--name', 'suite/case'];

describe('exec: command line', () => {
  test('what stands behind -- is the command, its own -- and options too', () => {
    const { command, test: named, mode } = parseExec([...CASE, '--', 'npm', 'test', '--', '--mode', 'x']);
    assert.deepEqual(command, ['npm', 'test', '--', '--mode', 'x']);
    assert.deepEqual(named, { spec: 'external/suite', titlePath: ['case'] });
    assert.equal(mode, undefined);
  });

  test('a name without a suite is one of external itself', () => {
    const { test: named } = parseExec(['--setup', 'gpt', '--name', 'smoke', '--', 'true']);
    assert.deepEqual(named, { spec: 'external', titlePath: ['smoke'] });
  });

  for (const name of ['', '/x', 'a//b', '../x', 'a/.b', 'a\\b', 'a:b', 'x/', 'x'.repeat(301)])
    test(`${JSON.stringify(name.slice(0, 10))} is no name`, () =>
      assert.throws(() => parseExec(['--setup', 'gpt', '--name', name, '--', 'true']), UsageFault));

  test('the command that records it again is one that a shell reads in the same way', () => {
    const options = parseExec([...CASE, '--allow-failure', '--env', 'A=b c', '--', 'sh', '-c', "echo 'it' $X {stack}"]);
    assert.deepEqual(externalOf('exec', options), {
      name: 'suite/case',
      command: `exec --mode record --setup gpt --name suite/case --env 'A=b c' --allow-failure -- sh -c 'echo '\\''it'\\'' $X {stack}'`,
      madeBy: 'exec',
    });
  });
});

test('the command that records it again holds no value of a secret variable', () => {
  const { command } = externalOf('exec', parseExec([...CASE, '--env', 'MY_API_KEY=canary', '--', 'true']));
  assert.equal(command, 'exec --mode record --setup gpt --name suite/case --env MY_API_KEY="$MY_API_KEY" -- true');
});

describe('exec: environment of the command', () => {
  const at = (caller: Record<string, string>, own = {}) => commandEnvironment(caller, own, 'http://here/@a');

  test("leads to the stack, with the caller's other variables, and with no key of a provider", () => {
    const { OPENAI_BASE_URL, OPENAI_API_KEY, OGX_BASE_URL, MINE, PATH } = at({
      OPENAI_BASE_URL: 'https://real',
      OPENAI_API_KEY: 'real',
      MINE: '{stack}/x',
      PATH: '/bin',
    });
    assert.deepEqual([OPENAI_BASE_URL, OPENAI_API_KEY, OGX_BASE_URL], ['http://here/@a/v1', 'none', 'http://here/@a']);
    assert.deepEqual([MINE, PATH], ['http://here/@a/x', '/bin']);
  });

  test('has the variables of --env in any case, and none of ours', () => {
    const { OPENAI_BASE_URL, E2E_PROJECT } = at({ E2E_PROJECT: '{}' }, { OPENAI_BASE_URL: '{stack}/other' });
    assert.deepEqual([OPENAI_BASE_URL, E2E_PROJECT], ['http://here/@a/other', undefined]);
  });

  test('goes round a proxy', () => {
    assert.equal(at({ NO_PROXY: 'corp' })['NO_PROXY'], 'corp,127.0.0.1,localhost');
    assert.equal(at({ no_proxy: 'low' })['no_proxy'], 'low,127.0.0.1,localhost');
  });
});

describe('exec: outcome', () => {
  const fault = (code: string) => ({ fault: Object.assign(new Error('no'), { code }) });
  for (const [ending, code, text] of [
    [{ code: 0 }, 0, 'ended with 0'],
    [{ code: 7 }, 7, 'ended with 7'],
    [{ signal: 'SIGTERM' as const }, 143, 'was ended by SIGTERM'],
    [fault('ENOENT'), 127, 'was not found'],
    [fault('EACCES'), 126, 'could not be started (no)'],
  ] as const)
    test(text, () => {
      assert.equal(codeOf(ending), code);
      assert.equal(endingText(ending), text);
      assert.equal(exitCode({ ending, problems: [] }), code);
      assert.equal(exitCode({ ending, problems: ['a miss'] }), 120);
    });

  test('provider calls are counted by what came of them, with where the answers are from', () => {
    const entry = (outcome: JournalEntry['outcome'], source?: JournalEntry['source']): JournalEntry => ({
      provider: 'openai',
      method: 'POST',
      path: '/v1/x',
      outcome,
      status: 200,
      at: 0,
      milliseconds: 1,
      ...(source && { source }),
    });
    assert.equal(journalText({ journal: [] }), 'no calls to providers');
    assert.equal(
      journalText({
        journal: [entry('hit', 'local model'), entry('miss'), entry('hit', 'scripted')],
        recorded: '2026-01-02',
      }),
      '3 calls to providers, 2 replayed, 1 missed (local model, scripted), recorded on 2026-01-02',
    );
  });
});
