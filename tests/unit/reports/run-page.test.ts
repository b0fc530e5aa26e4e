import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factsOf } from '../../../reports/run-page/facts.ts';
import { escaped, html } from '../../../reports/run-page/html.ts';
import { runPage } from '../../../reports/run-page/page.ts';
import { missed, reported } from '../../builders/reported-tests.ts';

const page = (tests: Parameters<typeof factsOf>[0]) =>
  runPage({ facts: factsOf(tests), milliseconds: 1000, ended: new Date('2026-11-28T12:00:00Z'), report: 'index.html' });

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
  assert.deepEqual(sources, [{ source: 'local model', calls: 4, days: ['2026-11-02', '2026-11-20'] }]);
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
