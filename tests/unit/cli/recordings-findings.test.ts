import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileFindings } from '../../../cli/recordings/file-findings.ts';
import { testsIn } from '../../../cli/recordings/listing.ts';
import { similarity } from '../../../cli/recordings/rename/likely-rename.ts';
import { orphansOf, testFindings } from '../../../cli/recordings/test-findings.ts';
import { treeOf, type RecordedTest } from '../../../cli/recordings/tree.ts';
import type { ProviderExchange } from '../../../replay/recording/exchange.ts';
import { manifestText, type ExternalTest } from '../../../replay/recording/external.ts';
import type { WithoutAnswers } from '../../../replay/recording/format.ts';
import { recordingFolder, testTitle } from '../../../replay/recording/location.ts';
import { loadSetups } from '../../../setups/load.ts';
import { chat, listing, providersOf, stackOf, textOf, type Title } from '../../builders/recordings.ts';

type Recorded = [title: Title, exchanges?: ProviderExchange[] | WithoutAnswers, line?: string];

/** Recordings under `ollama`, of `ogx-1.5` unless a line is named; one without answers has a `stack.json` alone. */
function tree(...recorded: Recorded[]) {
  return treeOf(
    new Map(
      recorded.flatMap(([[spec, ...titlePath], answers = [chat('q', 'a')], line = 'ogx-1.5']) => {
        const name = { setup: 'ollama', spec, titlePath };
        const [folder, title] = [`${line}/${recordingFolder(name)}`, testTitle(name)];
        const stack = `${folder}/stack.json`;
        if (typeof answers === 'string') return [[stack, textOf({ ...stackOf(title, []), answers })] as const];
        return [
          [`${folder}/providers.json`, textOf(providersOf(title, answers))],
          [stack, textOf(stackOf(title, answers))],
        ] as const;
      }),
    ),
  );
}

function between(recorded: Recorded[], titles: Title[], lines = ['ogx-1.5']) {
  const found = testFindings({
    recorded: tree(...recorded).tests,
    listed: testsIn(listing(titles)),
    setups: loadSetups(),
    lines,
    root: 'recordings',
    recordedUnder: (line) => (line === 'ogx-1.5' ? ['stack', 'ollama'] : undefined),
    environmentOf: (line) => (line === 'ogx-1.5' ? '' : 'STACK_CONFIG=other '),
    wanted: () => true,
  });
  return found.map(({ kind, where, fix }) => [kind, where, fix]);
}

test('a sound recording of a test is nothing to find', () => {
  const title: Title = ['a.spec.ts', 'chat', 'says hello'];
  assert.deepEqual(fileFindings(tree([title, [chat('q', '1'), chat('q', '2')]])), []);
  assert.deepEqual(between([[title]], [title]), []);
});

test('an exchange whose own request does not reach it is found', () => {
  const request = { method: 'POST', path: '/v1/x', body: { json: { api_key: 'plain' } } };
  const [found] = fileFindings(tree([['a.spec.ts', 't'], [chat('q', 'a', { request })]]));
  assert.equal(found?.kind, 'unreachable');
  assert.match(found.what, /^Exchange 1, POST \/v1\/x to ollama: .*body\.api_key: recorded "plain", now "<redacted>"/);
});

test('damage, other versions, keys, strays and half recordings are found', () => {
  const good = tree([['a.spec.ts', 't']]);
  const path = 'ogx-1.5/ollama/a.spec.ts/t/providers.json';
  const text = good.tests[0]?.providers?.text ?? '';
  const kinds = (files: [string, string][]) => fileFindings(treeOf(new Map(files))).map(({ kind }) => kind);
  assert.deepEqual(kinds([[path, text]]), ['incomplete']);
  const [half] = fileFindings(treeOf(new Map([[path, text]])));
  assert.match(half?.what ?? '', /^There is no stack\.json;/);
  const [old] = fileFindings(treeOf(new Map([[path, text.replace('"format": 2', '"format": 1')]])));
  assert.deepEqual([old?.kind, old?.fix], ['format', 'npm run recordings -- normalize']);
  const stack = textOf({ ...stackOf('a.spec.ts › t', []), answers: 'none' });
  assert.deepEqual(kinds([[path.replace('providers', 'stack'), stack]]), []);
  assert.deepEqual(kinds([[path.replace('providers', 'stack'), textOf(stackOf('a.spec.ts › t', []))]]), ['incomplete']);
  assert.deepEqual(kinds([[path, text.slice(0, 50)]]), ['format', 'incomplete']);
  assert.deepEqual(kinds([[path, text.replace('"format": 2', '"format": 3')]]), ['format', 'incomplete']);
  assert.deepEqual(kinds([[path, text.replace('tiny', `sk-${'x'.repeat(40)}`)]]), ['secret', 'incomplete']);
  assert.deepEqual(kinds([['ogx-1.5/ollama/a.spec.ts/t/.0a1b.tmp', '']]), ['stray']);
  assert.deepEqual(kinds([['LICENSES.md', '']]), []);
});

test('recordings of external tests need a manifest, and are mended by the command that made them', () => {
  const folder = 'ogx-1.5/ollama/external/suite/t';
  const [providers, stack] = [chat('q', 'a')].flatMap((one) => [
    textOf(providersOf('external/suite › t', [one])),
    textOf(stackOf('external/suite › t', [one])),
  ]);
  const command = 'npx llama-stack-e2e exec --mode record --name suite/t -- npm test';
  const manifest = (madeBy: ExternalTest['madeBy']) => manifestText({ name: 'suite/t', command, madeBy });
  const found = (files: Record<string, string | undefined>) =>
    fileFindings(treeOf(new Map(Object.entries(files).map(([name, text = '']) => [`${folder}/${name}`, text]))));
  const whole = { 'providers.json': providers, 'stack.json': stack, 'manifest.json': manifest('exec') };
  assert.deepEqual(found(whole), []);
  assert.deepEqual(found({ 'providers.json': providers, 'manifest.json': manifest('import') }), []);
  const [half] = found({ 'providers.json': providers, 'manifest.json': manifest('pytest') });
  assert.deepEqual([half?.kind, half?.fix], ['incomplete', `Make it again: ${command}`]);
  const [alone] = found({ 'providers.json': providers, 'stack.json': stack });
  assert.match(alone?.what ?? '', /^There is no manifest\.json/);
  const [bad] = found({ ...whole, 'manifest.json': '{"format": 2}' });
  assert.match(bad?.what ?? '', /^The manifest .*external\/suite\/t\/manifest\.json is not valid \(format: /);
  const [moved] = found({ ...whole, 'providers.json': providers?.replace('suite › t', 'suite › u') });
  assert.deepEqual([moved?.kind, moved?.fix], ['title', `Make it again: ${command}`]);
});

test('a start-up call that is there twice is found: the first always answers', () => {
  const file = textOf(providersOf('start-up of ollama', [chat('q', '1'), chat('q', '2')]));
  const [found, ...more] = fileFindings(treeOf(new Map([['ogx-1.5/startup/ollama.json', file]])));
  assert.deepEqual(more, []);
  assert.match(found?.what ?? '', /^Exchange 2, .* exchange 1 is the same request/);
});

test('a recording without a test is an orphan, a test without a recording is missing', () => {
  const [gone, kept, fresh]: Title[] = [
    ['a.spec.ts', 'goes away'],
    ['a.spec.ts', 'stays'],
    ['b.spec.ts', 'something quite new'],
  ];
  assert.ok(gone && kept && fresh);
  assert.deepEqual(between([[gone], [kept]], [kept, fresh]), [
    ['orphan', 'ogx-1.5/ollama/a.spec.ts/goes-away', 'npm run recordings -- prune'],
    [
      'missing',
      'ogx-1.5/ollama/b.spec.ts/something-quite-new',
      'npm run record -- --project=ollama b.spec.ts -g "something quite new"',
    ],
  ]);
});

test('a line lacks recordings only under the setups that it is recorded under', () => {
  const missing = (setup: string, recordedUnder?: string[], ...recorded: Recorded[]) =>
    testFindings({
      recorded: tree(...recorded).tests.map((test) => ({ ...test, setup })),
      listed: testsIn(listing([['a.spec.ts', 't']])).map((test) => ({ ...test, setup })),
      setups: loadSetups(),
      lines: ['ogx-1.5'],
      root: 'recordings',
      recordedUnder: () => recordedUnder,
      environmentOf: () => '',
      wanted: () => true,
    }).filter(({ kind }) => kind === 'missing').length;
  const other: Recorded = [['b.spec.ts', 'other']];
  assert.equal(missing('gpt', ['ollama']), 0);
  assert.equal(missing('gpt', ['ollama'], other), 0);
  assert.equal(missing('groq', ['groq']), 1);
  // of a line that nobody describes: those that run by default, and those that somebody recorded there
  assert.equal(missing('gpt'), 1);
  assert.equal(missing('groq'), 0);
  assert.equal(missing('groq', undefined, other), 1);
});

test('a test whose recording says that it has no provider answers misses none', () => {
  for (const answers of ['spec', 'none'] as const)
    assert.deepEqual(
      between([[['a.spec.ts', 't'], answers]], [['a.spec.ts', 't']]).filter(([kind]) => kind === 'missing'),
      [],
    );
});

test('provider answers beside a recording that says that there are none are found', () => {
  const title: Title = ['a.spec.ts', 't'];
  const [whole] = tree([title]).tests;
  const [alone] = tree([title, 'spec']).tests;
  assert.ok(whole && alone?.stack);
  const [found, ...more] = testFindings({
    recorded: [{ ...whole, stack: alone.stack }],
    listed: testsIn(listing([title])),
    setups: loadSetups(),
    lines: [],
    root: 'recordings',
    recordedUnder: () => [],
    environmentOf: () => '',
    wanted: () => true,
  });
  assert.deepEqual([found?.kind, found?.where, more], ['unused', 'ogx-1.5/ollama/a.spec.ts/t/providers.json', []]);
});

test('a test that asks no provider on any line is to run once', () => {
  const title: Title = ['a.spec.ts', 'asks nobody'];
  const found = (...recorded: Recorded[]) => between(recorded, [title]).filter(([kind]) => kind === 'untagged');
  const command = 'npm run record -- --project=stack a.spec.ts -g "asks nobody"';
  const fix = `Tag it @stack, so that it runs once, and record it: ${command}`;
  assert.deepEqual(found([title, 'none']), [['untagged', 'a.spec.ts › asks nobody', fix]]);
  assert.equal(found([title, 'none'], [title, [], 'old-1']).length, 1);
  assert.deepEqual(found([title, 'none'], [title, [chat('q', 'a')], 'old-1']), []);
  assert.deepEqual(found([title, 'spec']), []);
});

test('a test that is tagged as one without a provider is missed as any other', () => {
  const listed = testsIn(listing([['a.spec.ts', 'asks nobody @stack']])).map((each) => ({ ...each, setup: 'stack' }));
  const [found, ...more] = testFindings({
    recorded: [],
    listed,
    setups: loadSetups(),
    lines: ['ogx-1.5'],
    root: 'recordings',
    recordedUnder: () => ['stack'],
    environmentOf: () => '',
    wanted: () => true,
  });
  assert.deepEqual(
    [found?.kind, found?.fix, more],
    ['missing', 'npm run record -- --project=stack a.spec.ts -g "asks nobody"', []],
  );
});

test('a recording of a test that runs under other setups only is an orphan, and no rename', () => {
  const [moved, other]: [Title, Title] = [
    ['a.spec.ts', 'asks nobody at all'],
    ['a.spec.ts', 'asks nobody at any time'],
  ];
  const [test] = tree([moved]).tests;
  assert.ok(test);
  const inStack = testsIn(listing([moved])).map((each) => ({ ...each, setup: 'stack', folder: 'stack/a' }));
  const [orphan] = orphansOf([test], [...inStack, ...testsIn(listing([other]))]);
  assert.deepEqual(orphan, { test });
});

test('a line that is asked for without recordings misses all of them', () => {
  const [kind, where, fix] = between([], [['a.spec.ts', 't']], ['other-2'])[0] ?? [];
  assert.deepEqual([kind, where, fix?.split(' ')[0]], ['missing', 'other-2/ollama/a.spec.ts/t', 'STACK_CONFIG=other']);
});

test('a test that its setup cannot run needs no recording; its old one is no orphan', () => {
  const title: Title = ['a.spec.ts', 'gives two @several-choices'];
  assert.deepEqual(between([], [title]), []);
  assert.deepEqual(between([[['a.spec.ts', 'gives two']]], [title]), []);
});

test('a similar title in the same file, or the same title in another file, is a rename with its fix', () => {
  assert.deepEqual(between([[['a.spec.ts', 'says hello to a person']]], [['a.spec.ts', 'says hello to the person']]), [
    [
      'renamed',
      'ogx-1.5/ollama/a.spec.ts/says-hello-to-a-person',
      "npm run recordings -- rename 'a.spec.ts › says hello to a person' 'a.spec.ts › says hello to the person'",
    ],
  ]);
  assert.deepEqual(
    between([[['a.spec.ts', 'says hello']]], [['c/b.spec.ts', 'says hello']]).map(([kind]) => kind),
    ['renamed'],
  );
  assert.deepEqual(
    between([[['a.spec.ts', 'says hello']]], [['c/b.spec.ts', 'says hallo']]).map(([kind]) => kind),
    ['orphan', 'missing'],
  );
});

test('what another setup recorded under the new name tells the rename, however different the titles are', () => {
  const [was, is]: [Title, Title] = [
    ['a.spec.ts', 'greets'],
    ['a.spec.ts', 'says hello to everybody'],
  ];
  const listed = testsIn(listing([is]));
  const ask = (model: string) => {
    const exchange = chat('hello?', 'hello');
    const body = { json: { model, messages: [{ role: 'user', content: 'hello?' }] } };
    return { ...exchange, request: { ...exchange.request, body } };
  };
  const [old] = tree([was, [ask('one')]]).tests;
  const [fresh] = tree([is, [ask('other')]]).tests;
  assert.ok(old && fresh);
  const elsewhere = { ...fresh, setup: 'vllm', folder: fresh.folder.replace('ollama', 'vllm') };
  const names = (recorded: RecordedTest[]) =>
    orphansOf(recorded, [
      ...listed,
      ...listed.map((test) => ({ ...test, setup: 'vllm', folder: test.folder.replace('ollama', 'vllm') })),
    ]).map(({ renamedTo }) => renamedTo?.title);
  assert.deepEqual(names([old, elsewhere]), ['a.spec.ts › says hello to everybody']);
  const [unlike] = tree([is, [chat('bye?', 'bye')]]).tests;
  assert.ok(unlike);
  assert.deepEqual(names([old, { ...unlike, setup: 'vllm', folder: elsewhere.folder }]), [undefined]);
});

test('one new test is the new name of one orphan only', () => {
  const recorded = tree([['a.spec.ts', 'says hello 1']], [['a.spec.ts', 'says hello 2']]).tests;
  const orphans = orphansOf(recorded, testsIn(listing([['a.spec.ts', 'says hello 3']])));
  assert.deepEqual(
    orphans.map(({ renamedTo }) => renamedTo?.titlePath.join()),
    ['says hello 3', undefined],
  );
});

test('titles of the same words share a folder, and the recording says whose it is', () => {
  const found = between(
    [[['a.spec.ts', 'says: hello']]],
    [
      ['a.spec.ts', 'says hello'],
      ['a.spec.ts', 'says, hello'],
    ],
  );
  assert.deepEqual(
    found.map(([kind, where]) => [kind, where]),
    [
      ['collision', 'ollama/a.spec.ts/says-hello'],
      ['title', 'ogx-1.5/ollama/a.spec.ts/says-hello'],
    ],
  );
});

test('similarity is 1 for equal words and 0 for nothing in common', () => {
  assert.equal(similarity('Says hello', 'says: hello'), 1);
  assert.equal(similarity('abc', 'xyz'), 0);
});

test('a list of tests with errors, or that is none, is refused', () => {
  const broken = JSON.stringify({ ...JSON.parse(listing([])), errors: [{ message: 'no such file' }] });
  assert.throws(() => testsIn(broken), /Playwright cannot list the tests\.[^]*no such file/);
  assert.throws(() => testsIn('nothing'), /The list of tests cannot be read/);
});
