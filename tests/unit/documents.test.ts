/** What README and docs show: commands, subcommands, options and files that there are. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));

// Written by commands, or history.
const WRITTEN = /^docs\/(coverage|drift|speed)\.md$|^docs\/gaps\/|^CHANGELOG\.md$/;
const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter(
    (file) => file !== '' && !WRITTEN.test(file) && !file.startsWith('recordings/') && !file.startsWith('tests/'),
  );

/** The source of an npm script and of the files of its folder: its options and subcommands stand there. */
function sourcesOf(script: string): string {
  const entry = /node (\S+\.ts)/.exec(scripts[script] ?? '')?.[1];
  if (entry === undefined) return scripts[script] ?? '';
  const folder = entry.replace(/\.ts$/, '/');
  const around = [entry, folder.endsWith('start/') ? `${dirname(entry)}/` : folder];
  const files = execFileSync('git', ['ls-files', ...around], { cwd: root, encoding: 'utf8' }).split('\n');
  return files
    .filter((file) => file.endsWith('.ts'))
    .map(read)
    .join('\n');
}

function commandsIn(file: string): { script: string; rest: string }[] {
  const text = read(file);
  return [...text.matchAll(/npm run (?:--silent )?([a-z:-]+)((?: [^`\n|#]*)?)/g)].map(([, script = '', rest = '']) => ({
    script,
    rest,
  }));
}

test('there are documents with commands', () => {
  assert.ok(documents.includes('README.md'));
  assert.ok(commandsIn('README.md').length > 3);
});

for (const file of documents) {
  test(`${file} shows scripts and options that there are`, () => {
    for (const { script, rest } of commandsIn(file)) {
      assert.ok(script in scripts, `npm run ${script}`);
      const source = sourcesOf(script);
      for (const [, option = ''] of rest.matchAll(/ --([a-z][a-z-]+)/g)) {
        const playwrights = script === 'record' && ['project', 'grep', 'workers', 'list'].includes(option);
        assert.ok(playwrights || source.includes(option), `npm run ${script} … --${option}`);
      }
      const [, command] = / -- ([a-z][a-z-]+)(?= |$)/.exec(rest.trimEnd()) ?? [];
      if (command !== undefined && script === 'recordings')
        assert.ok(existsSync(join(root, `cli/recordings/${command}.ts`)), `npm run recordings -- ${command}`);
    }
  });

  test(`${file} links to files that there are`, () => {
    const text = read(file).replaceAll(/```[^]*?```/g, '');
    for (const [, target = ''] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      assert.ok(existsSync(join(root, dirname(file), target)), target);
    }
  });

  test(`${file} has examples of YAML that can be read`, () => {
    for (const [, block = ''] of read(file).matchAll(/```yaml\n([^]*?)```/g))
      assert.doesNotThrow(() => parse(block), block);
  });
}
