import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomesOf, RunDocument } from '../../../cli/gaps/outcomes.ts';
import { lineFor, measuredRelease } from '../../../cli/gaps/measure.ts';
import { TEST_REPORT } from '../../../run/test-report.ts';

const report = (problems: object[]) => ({
  name: TEST_REPORT,
  body: Buffer.from(JSON.stringify({ stack: 'ogx 1.4.1', line: 'ogx-1.5', mode: 'replay', problems })).toString(
    'base64',
  ),
});

interface Ran {
  expected?: string;
  status: string;
  gap?: boolean;
  problems?: object[];
}

function ran(title: string, { expected = 'passed', status, gap = false, problems = [] }: Ran) {
  const annotations = gap ? [{ type: 'fail' }] : [];
  const errors = status === 'failed' ? [{ message: 'expected 404' }] : [];
  const results = [{ status, errors, attachments: [report(problems)] }];
  return { title, tests: [{ projectName: 'stack', expectedStatus: expected, annotations, results }] };
}

const outcomes = outcomesOf(
  RunDocument.parse({
    suites: [
      {
        title: 'files/files.spec.ts',
        specs: [ran('is right', { status: 'passed' }), ran('is skipped', { status: 'skipped' })],
        suites: [
          {
            title: 'gaps',
            specs: [
              ran('is as stated', { status: 'failed', expected: 'failed', gap: true }),
              ran('is gone', { status: 'passed', expected: 'failed', gap: true }),
              ran('is otherwise', { status: 'failed', gap: true }),
              ran('misses', { status: 'failed', gap: true, problems: [{ kind: 'miss', text: 'No recorded answer' }] }),
              ran('is broken', { status: 'failed' }),
            ],
          },
        ],
      },
    ],
  }),
);

test('each test of a run has its name and what came of it', () => {
  assert.deepEqual(
    outcomes.map(({ test: name, outcome }) => `${name}: ${outcome}`),
    [
      'files/files.spec.ts › is right: right',
      'files/files.spec.ts › is skipped: skipped',
      'files/files.spec.ts › gaps › is as stated: same',
      'files/files.spec.ts › gaps › is gone: holds',
      'files/files.spec.ts › gaps › is otherwise: otherwise',
      'files/files.spec.ts › gaps › misses: untold',
      'files/files.spec.ts › gaps › is broken: broken',
    ],
  );
  assert.equal(outcomes.at(-1)?.why, 'expected 404');
});

test('a release is kept by what came of its tests, of two setups the worse', () => {
  const of = { release: 'ogx@1.4.1', line: 'ogx-1.5', measured: '2026-11-28', projects: ['stack', 'ollama'] };
  const twice = { test: 'files/files.spec.ts › is right', project: 'ollama', outcome: 'broken' } as const;
  const kept = measuredRelease(of, [...outcomes, twice]);
  assert.deepEqual(kept.gaps.same, ['files/files.spec.ts › gaps › is as stated']);
  assert.deepEqual(kept.broken, ['files/files.spec.ts › gaps › is broken', 'files/files.spec.ts › is right']);
  assert.deepEqual(kept.untold, ['files/files.spec.ts › gaps › misses']);
});

test('a release is run on the recordings of the next line of its distribution', () => {
  const lines = [
    { line: 'llama-stack-0.3', release: 'llama-stack@0.3.5' },
    { line: 'llama-stack-0.7', release: 'llama-stack@0.7.3' },
    { line: 'ogx-1.5', release: 'ogx@1.5.0' },
  ];
  assert.equal(lineFor('ogx@1.4.1', lines), 'ogx-1.5');
  assert.equal(lineFor('ogx@1.10.0', lines), 'ogx-1.5');
  assert.equal(lineFor('llama-stack@0.4.0', lines), 'llama-stack-0.7');
  assert.equal(lineFor('ogx', lines), undefined);
});
