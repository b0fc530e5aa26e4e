import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factsOf } from '../../../reports/run-page/facts.ts';
import { escaped, html } from '../../../reports/run-page/html.ts';
import { runPage } from '../../../reports/run-page/page.ts';
import { missed, reported } from '../../builders/reported-tests.ts';

const page = (tests: Parameters<typeof factsOf>[0], troubles: string[] = []) =>
  runPage({
    facts: factsOf(tests),
    milliseconds: 1000,
    ended: new Date('2026-11-28T12:00:00Z'),
    report: 'index.html',
    troubles,
  });

test('the matrix has a column for each setup of each line, and a skipped test in its setup’s', () => {
  const { columns, rows } = factsOf([
    reported({}, {}),
    reported({}, { line: 'llama-stack-0.3' }),
    reported({ outcome: 'skipped', project: 'gpt', surface: 'vision' }),
    reported({ outcome: 'known gap' }, {}),
  ]);
  assert.deepEqual(
    columns.map(({ project, line }) => `${project} ${line}`.trim()),
    ['gpt', 'ollama llama-stack-0.3', 'ollama ogx-1.5'],
  );
  const chat = rows.find(({ surface }) => surface === 'chat');
  assert.deepEqual(chat?.cells, [
    undefined,
    { passed: 1, gaps: 0, failed: 0, skipped: 0 },
    { passed: 1, gaps: 1, failed: 0, skipped: 0 },
  ]);
});

test('answers are counted by their source, with the days of their recording', () => {
  const from = (recorded: string) => ({ answers: [{ source: 'local model', calls: 2, recorded }] });
  const { sources } = factsOf([reported({}, from('2026-11-20')), reported({}, from('2026-11-02'))]);
  assert.deepEqual(sources, [
    { source: 'local model', server: undefined, calls: 4, days: ['2026-11-02', '2026-11-20'] },
  ]);
});

test('the page needs nothing from outside, and links to each failed test', () => {
  const text = page([reported({}, {}), missed({ id: 'x y' })]);
  assert.doesNotMatch(text, /(?:src|href)="(?:https?:)?\/\//);
  assert.match(text, /href="index\.html#\?testId=x%20y"/);
  assert.match(text, /1 failed/);
});

test('a run on recorded answers says that no stack was tested', () => {
  assert.match(page([reported({}, { recordedStack: true })]), /NO STACK WAS TESTED/);
});

test('what is put into HTML is escaped, HTML in it is not', () => {
  assert.equal(html`<p>${'<b>'}${html`<i>${1}</i>`}</p>`.text, '<p>&lt;b&gt;<i>1</i></p>');
  assert.equal(escaped('"&"'), '&quot;&amp;&quot;');
});

test('a number of the matrix opens its tests in the report, with the line where there are several', () => {
  const one = page([reported({}, {}), reported({ outcome: 'known gap' }, {})]);
  assert.match(one, /title="1 known gap, failed as stated" href="index\.html#\?q=%40chat%20p%3Aollama%20%40known-gap"/);
  const two = page([reported({}, {}), reported({}, { line: 'llama-stack-0.3' })]);
  assert.match(two, /q=%40chat%20p%3Aollama%20%40ogx-1\.5%20s%3Apassed/);
  assert.match(two, /scope="colgroup" colspan="1">\s*llama-stack-0\.3/);
});

test('a skipped test of a merged report is counted under the line of its tag', () => {
  const skipped = reported({ outcome: 'skipped', tags: ['@ogx-1.5'], reason: 'no vision' });
  const { rows, skips } = factsOf([reported({}, { line: 'llama-stack-0.3' }), reported({}, {}), skipped]);
  assert.deepEqual(
    rows[0]?.cells.map((counts) => counts?.skipped),
    [0, 1],
  );
  assert.deepEqual(skips, [{ reason: 'no vision', count: 1 }]);
});

test('a run with an error of its own, or that was interrupted, is not called passed', () => {
  const text = page([], ['The stack could not be started.']);
  assert.match(text, /<title>Failed/);
  assert.match(text, /The stack could not be started\./);
});

test('drift is told once for many tests, and long lists end', () => {
  const drift = 'ogx 1.5.0\nPOST /v1/responses\n  usage.total_tokens: recorded 1, now 2';
  const many = Array.from({ length: 40 }, (_, at) => missed({ id: `id-${at}`, drift }));
  const text = page(many);
  assert.match(text, /first of 40 tests/);
  assert.match(text, /40 tests/);
  assert.match(text, /… and 35 more/);
});
