import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { withName } from '../../../cli/recordings/rename/recorded-names.ts';
import { withImportsFrom, withTitle } from '../../../cli/recordings/rename/spec-text.ts';
import { changeYaml } from '../../../cli/recordings/rename/yaml-text.ts';

describe('a title in a spec file', () => {
  const titled = (text: string, now = 'says bye') => withTitle(text, 'says hello', now);

  test('is changed where it stands once, whatever its quotes', () => {
    for (const quote of ["'", '"', '`'])
      assert.deepEqual(titled(`test(${quote}says hello${quote}, run);`), { text: "test('says bye', run);" });
    assert.deepEqual(titled("const all = [['says hello', 1]];"), { text: "const all = [['says bye', 1]];" });
  });

  test('is read and written with its escapes', () => {
    assert.deepEqual(withTitle("test('it\\'s \\\\ `a`', run)", "it's \\ `a`", "isn't"), {
      text: 'test("isn\'t", run)',
    });
    assert.deepEqual(withTitle('test("it\'s", run)', "it's", `"it's"`), { text: `test('"it\\'s"', run)` });
  });

  test('is told from other literals by the call that it begins', () => {
    assert.deepEqual(titled("test.describe(\n  'says hello', () => ask('says hello'));"), {
      text: "test.describe(\n  'says bye', () => ask('says hello'));",
    });
  });

  test('is left alone where it is put together, or where nobody can say which one is meant', () => {
    assert.deepEqual(titled('test(`says ${word}`, run)'), { found: 0 });
    assert.deepEqual(titled("test('says hello', run); test('says hello', run)"), { found: 2 });
    assert.deepEqual(titled("for (const title of ['says hello', 'says hello'])"), { found: 2 });
    assert.deepEqual(titled("test('says hello twice', run)"), { found: 0 });
  });
});

test('the relative imports of a moved file lead to the same files', () => {
  const text = [
    "import { test } from '../../fixtures/index.ts';",
    "import { ask } from './ask.ts';",
    "import type { Page } from 'openai';",
    "const later = await import('../files/text.ts');",
  ];
  assert.deepEqual(withImportsFrom(text.join('\n'), 'e2e/chat/a.spec.ts', 'e2e/v1/chat/a.spec.ts').split('\n'), [
    "import { test } from '../../../fixtures/index.ts';",
    "import { ask } from '../../chat/ask.ts';",
    "import type { Page } from 'openai';",
    "const later = await import('../../files/text.ts');",
  ]);
  assert.match(withImportsFrom(text.join('\n'), 'e2e/chat/a.spec.ts', 'e2e/chat/b.spec.ts'), /from '\.\/ask\.ts'/);
});

describe('texts of a YAML file', () => {
  const YAML = `# what this is
gaps:
  - test: a.spec.ts › one # the first
    why: 'a.spec.ts › one is wrong'

  - { test: "a.spec.ts › one", except: [a.spec.ts › two] }
a.spec.ts › one:
    - |
      a.spec.ts › one
`;

  test('are changed one by one, and all else stays as it is', () => {
    const changed = changeYaml(YAML, 'file', (text) => (text === 'a.spec.ts › one' ? 'b.spec.ts › one' : undefined));
    assert.equal(
      changed,
      YAML.replace('test: a', 'test: b').replace(`"a.spec.ts › one"`, `'b.spec.ts › one'`).replace('\na.', '\nb.'),
    );
  });

  test('are written so that they are read as they are', () => {
    const texts = ['a: b', "it's # no comment", "- it's", '"', `'"`, '[x', 'x, y', 'true', '1', '\\', "'quoted'"];
    for (const text of texts) {
      const changed = changeYaml(YAML, 'file', (old) => (/^a\.spec\.ts › (one|two)$/.test(old) ? text : undefined));
      assert.deepEqual(
        parse(changed),
        {
          gaps: [
            { test: text, why: 'a.spec.ts › one is wrong' },
            { test: text, except: [text] },
          ],
          [text]: ['a.spec.ts › one\n'],
        },
        changed,
      );
    }
  });

  test('of a file that is no YAML are refused with its name', () => {
    assert.throws(() => changeYaml('a: [', 'setups/x.yaml', () => undefined), /setups\/x\.yaml is no YAML/);
  });
});

describe('the name in the header of a recording', () => {
  test('is changed alone, whatever the version, the layout and the fields before it', () => {
    for (const before of ['{ "format": 1, ', '{\n  "format": 2,\n  "seam": "a \\"test\\": \\"x\\"",\n  ', '{']) {
      const text = (name: string) =>
        `${before}"test": ${JSON.stringify(name)}, "calls": [{ "test": "a", "n": 0.0 }] }\n`;
      assert.equal(withName(text('a › "one"'), 'b › \\two'), text('b › \\two'));
    }
  });

  test('is not taken from elsewhere', () => {
    assert.equal(withName('{ "format": 1, "calls": [{ "test": "a" }] }', 'b'), undefined);
    assert.equal(withName('', 'b'), undefined);
  });
});
