/** The examples of TypeScript in README and guides, as the compiler sees them: those of one page are one module. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../../..');

const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((page) => page !== '' && !/^(recordings|docs\/gaps)\//.test(page));

const examplesIn = (text: string) =>
  [...text.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code = '']) => code).join('\n');

/** What the compiler finds wrong with modules by name; as examples they lie two folders below the project, as specs do. */
async function faultsOf(modules: ReadonlyMap<string, string>): Promise<string> {
  const folder = await mkdtemp(join(root, '.examples-'));
  try {
    await mkdir(join(folder, 'e2e'));
    const files = [...modules.keys()].map((name) => `e2e/${name.replaceAll(/\W+/g, '-')}.ts`);
    for (const [at, code] of [...modules.values()].entries()) await writeFile(join(folder, files[at] ?? ''), code);
    const options = { extends: '../tsconfig.json', compilerOptions: { noUnusedLocals: false }, files };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(options));
    const tsc = join(root, 'node_modules/.bin/tsc');
    return await promisify(execFile)(process.execPath, [tsc, '-p', folder], { cwd: root }).then(
      () => '',
      (error: unknown) => String(error instanceof Error && 'stdout' in error ? error.stdout : error),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const WRONG = "import { test } from '../../fixtures/index.ts';\ntest('a', async ({ noFixture }) => void noFixture);\n";

test('the examples of every page compile, and one that names a fixture that does not exist is found', async () => {
  const texts = await Promise.all(pages.map((page) => readFile(join(root, page), 'utf8')));
  const modules = new Map(
    pages.flatMap((page, at) => {
      const code = examplesIn(texts[at] ?? '');
      return code === '' ? [] : [[page, code] as const];
    }),
  );
  assert.ok(modules.has('README.md') && modules.size > 1);
  const faults = await faultsOf(new Map([...modules, ['wrong.md', WRONG]]));
  assert.match(faults, /e2e\/wrong-md\.ts.* Property 'noFixture' does not exist/);
  assert.equal(faults.replace(/^\S*e2e\/wrong-md\.ts.*\n(?: .*\n)*/gm, ''), '');
});
