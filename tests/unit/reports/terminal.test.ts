import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, test } from 'node:test';
import { missGroups, recordCommandFor } from '../../../reports/miss-groups.ts';
import type { ReportedTest } from '../../../reports/reported-test.ts';
import { failureLines } from '../../../reports/terminal/failure.ts';
import { ProgressLine, progressText } from '../../../reports/terminal/progress.ts';
import { styleFor } from '../../../reports/terminal/style.ts';
import { plainCounts, summaryLines, type RunSummary } from '../../../reports/terminal/summary.ts';
import { missed, reported } from '../../builders/reported-tests.ts';

const plain = styleFor(false, {});
const specOf = ({ file }: ReportedTest) => file.replace('/project/e2e/', '');
const run = (tests: readonly ReportedTest[], changes: Partial<RunSummary> = {}): RunSummary => ({
  tests,
  milliseconds: 161_000,
  notRun: 0,
  errors: 0,
  today: new Date('2026-11-28T12:00:00Z'),
  specOf,
  ...changes,
});

describe('a failure on the terminal', () => {
  test('tells a miss once, without the errors that it caused', () => {
    const text = failureLines(missed(), 1, '/project', plain).join('\n');
    assert.equal(text.match(/No recorded answer/g)?.length, 1);
    assert.match(text, /1\) \[ollama\] e2e\/chat\/stream\.spec\.ts:12:3 › chat stream › ends once/);
    assert.match(text, /Why: the request changed\./);
  });

  test('keeps an error of the test that no problem explains', () => {
    const test = missed({ errors: [{ message: 'Error: expect(received).toBe(expected)' }] });
    assert.match(failureLines(test, 1, '/project', plain).join('\n'), /toBe\(expected\)/);
  });

  test('shows code and place of an error, relative to the project, and no stack of an SDK', () => {
    const location = { file: '/project/e2e/chat/stream.spec.ts', line: 14, column: 5 };
    const error = { message: 'Error: no', stack: 'Error: no\n at sdk.js', snippet: '> 14 | expect', location };
    const text = failureLines(reported({ outcome: 'failed', errors: [error] }), 2, '/project', plain).join('\n');
    assert.match(text, /> 14 \| expect/);
    assert.match(text, /at e2e\/chat\/stream\.spec\.ts:14/);
    assert.doesNotMatch(text, /sdk\.js/);
  });

  test('of a test that the end of the run interrupted says that, and takes it for no gap', () => {
    const test = reported({ outcome: 'failed', interrupted: true });
    const text = failureLines(test, 1, '/project', plain).join('\n');
    assert.match(text, /It did not end: the run was ended while it ran\./);
    assert.doesNotMatch(text + summaryLines(run([test]), plain).join('\n'), /gap/);
  });

  test('has the causes of an error, one line of each, and no line that fills the screen', () => {
    const socket = { message: 'Error: other side closed\n    at node:net' };
    const error = {
      message: `Error: Connection error.\n${'x'.repeat(3_000)}`,
      cause: { message: 'fetch failed', cause: socket },
    };
    const test = reported({ outcome: 'failed', errors: [error] });
    const text = failureLines(test, 1, '/project', plain).join('\n');
    assert.match(text, /x{1000} … 2,000 more letters\n *Cause: fetch failed\n *Cause: Error: other side closed\n/);
    assert.doesNotMatch(text, /node:net|stack\.log/);
  });

  test('leaves out an error that the miss has caused, however deep', () => {
    const cause = { message: 'Error: No recorded answer: the stack asked ollama for POST /v1/chat/completions.' };
    const errors = [{ message: 'Error: Connection error.', cause: { message: 'fetch failed', cause } }];
    const text = failureLines(missed({ errors }), 1, '/project', plain).join('\n');
    assert.doesNotMatch(text, /Connection error|Cause:/);
    assert.equal(text.split('No recorded answer').length, 2);
  });

  test('says where the log of the stack is, where it is ours', () => {
    const look = (log: string) => failureLines(missed(), 1, '/project', plain, log).join('\n');
    assert.match(look('/project/test-results/stack.log'), /answers\), test-results\/stack\.log \(the server\)\./);
    assert.match(look('/cache/logs/ogx.log'), /, \/cache\/logs\/ogx\.log \(the server\)\./);
  });

  test('lists the last calls with status and events', () => {
    const calls = Array.from({ length: 10 }, (_, at) => ({ method: 'GET', path: `/v1/files/${at}`, status: 200 }));
    const test = reported({ outcome: 'failed', errors: [{ message: 'no' }] }, { calls });
    const text = failureLines(test, 1, '/project', plain).join('\n');
    assert.match(text, /… 2 before/);
    assert.match(text, /GET \/v1\/files\/9 → 200/);
    assert.doesNotMatch(text, /files\/1 /);
  });

  test('of a known gap that passes says to delete it', () => {
    const text = failureLines(reported({ outcome: 'failed', reason: 'never sent' }), 1, '/project', plain).join('\n');
    assert.match(text, /known gap \(never sent\) and has passed.*Delete the gap/);
  });
});

describe('the end of a run', () => {
  test('says how many tests passed only when they were tried again', () => {
    const [line] = summaryLines(run([reported({ flaky: true }), reported()]), plain);
    assert.match(line ?? '', /^2 passed · 1 of these flaky, which failed before they were tried again · 0 failed/);
  });

  test('counts known gaps as passed, and names skips with their reason', () => {
    const tests = [
      reported({}, { answers: [{ source: 'local model', calls: 2, recorded: '2026-11-20' }] }),
      reported({ outcome: 'known gap' }),
      reported({ outcome: 'skipped', reason: 'Setup gpt does not have completions.' }),
    ];
    const lines = summaryLines(run(tests), plain);
    assert.equal(
      lines[0],
      '2 passed (1 of these known gaps, which failed as stated) · 0 failed · 1 skipped (what their setup does not have) · 2 min 41 s',
    );
    assert.equal(
      lines[1],
      'Ran: ogx 1.5.0, line ogx-1.5 · mode replay · provider answers: 2 local model, recorded 8 days ago',
    );
    assert.match(lines[2] ?? '', /^Proves: this stack's own code/);
    assert.equal(lines.length, 3);
    assert.equal(plainCounts(run(tests)), '2 passed, 0 failed, 1 skipped');
  });

  test('says how answers were sent where not as they are, and their age in days', () => {
    const ran = (recorded: string) =>
      summaryLines(
        run([
          reported({}, { answers: [{ source: 'scripted', calls: 1, recorded }], delivery: 'in chunks of 7 bytes' }),
        ]),
        plain,
      )[1];
    assert.match(ran('2026-11-28') ?? '', /1 scripted, recorded today · sent in chunks of 7 bytes$/);
    assert.match(ran('2026-11-27') ?? '', /recorded 1 day ago/);
  });

  test('says that no stack was tested where none was', () => {
    assert.match(summaryLines(run([reported({}, { recordedStack: true })]), plain).join('\n'), /NO STACK WAS TESTED/);
  });

  test('counts errors of the run as failures, and tests that did not run', () => {
    assert.equal(plainCounts(run([reported()], { errors: 1 })), '1 passed, 1 failed, 0 skipped');
    assert.match(
      summaryLines(run([reported()], { errors: 1, notRun: 3 }), plain)[0] ?? '',
      /1 error of the run.*3 did not run/,
    );
  });

  test('groups misses by their common change, with one command for all', () => {
    const other = missed({ title: 'chat › another', file: '/project/e2e/chat/answer.spec.ts', project: 'gpt' });
    const [group, ...more] = missGroups([missed(), other]);
    assert.equal(group?.change, 'body.messages[0].content: "Say hello." → "Say goodbye."');
    assert.equal(group?.tests.length, 2);
    assert.deepEqual(more, []);
    const text = summaryLines(run([missed(), other]), plain).join('\n');
    assert.match(text, /2 tests missed by one change/);
    assert.match(
      text,
      /npm run record -- --project=ollama --project=gpt chat\/stream\.spec\.ts chat\/answer\.spec\.ts/,
    );
  });

  test('gives one missed test by its title, as a pattern that a shell leaves alone', () => {
    const test = missed({ title: 'chat › costs $5 (exactly)' });
    assert.match(recordCommandFor([test], specOf), /-g "chat\( @\\S\+\)\* costs \.5 \\\(exactly\\\)"$/);
  });

  test('names a gap that passes now, with its file', () => {
    const gap = { why: 'never sent', line: 'ogx-1.5' };
    const text = summaryLines(run([reported({ outcome: 'failed' }, { gap })]), plain).join('\n');
    assert.match(
      text,
      /known gap that passes now: "chat stream › ends once": delete it from setups\/lines\/ogx-1\.5\.yaml/,
    );
  });
});

describe('the line of progress', () => {
  const standing = { done: 3, total: 9, failed: 1, running: ['ollama chat › one'], milliseconds: 4200 };

  test('says how far the run is and what runs, within the width of the terminal', () => {
    assert.equal(progressText(standing, 80), '  3/9, 1 failed · 4 s · ollama chat › one');
    assert.equal(progressText(standing, 20).length, 20 - 1);
  });

  test('is rewritten in place on a terminal, and never written elsewhere', () => {
    const written = (terminal: boolean): string => {
      let text = '';
      const out = Object.assign(
        new Writable({
          write(chunk: Buffer, _encoding, done) {
            text += chunk.toString();
            done();
          },
        }),
        { isTTY: terminal, columns: 80 },
      );
      const line = new ProgressLine(out);
      line.show(standing, 0);
      line.clear();
      return text;
    };
    assert.match(written(true), /3\/9/);
    assert.equal(written(false), '');
  });
});

test('colours follow the terminal, NO_COLOR and FORCE_COLOR', () => {
  assert.equal(styleFor(false, {})('red', 'x'), 'x');
  assert.notEqual(styleFor(true, {})('red', 'x'), 'x');
  assert.equal(styleFor(true, { NO_COLOR: '1' })('red', 'x'), 'x');
  assert.notEqual(styleFor(false, { FORCE_COLOR: '1' })('red', 'x'), 'x');
});
