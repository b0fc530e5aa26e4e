/** What is kept of recordings and lists of tests between two commands, and when it counts no more. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { FileIndex } from '../../../cli/recordings/file-index.ts';
import type { Finding } from '../../../cli/recordings/finding.ts';
import { keptListing } from '../../../cli/recordings/kept-listing.ts';
import { RecordingFile } from '../../../cli/recordings/recording-file.ts';
import { parseProviders } from '../../../replay/recording/format.ts';
import { chat, providersOf, textOf } from '../../builders/recordings.ts';

let folder: string;
before(async () => void (folder = await mkdtemp(join(tmpdir(), 'index-'))));
after(() => rm(folder, { recursive: true, force: true }));

const FOUND: Finding = { kind: 'secret', where: 'a', what: 'It holds a key.', fix: 'Revoke it.' };
const later = () => Date.now() + 10_000;

function file(path: string, reads: string[] = []): RecordingFile<unknown> {
  const read = () => {
    reads.push(path);
    return readFileSync(join(folder, path), 'utf8');
  };
  return new RecordingFile(path, read, parseProviders);
}

/** What is found in a file, and whether it was looked into. */
async function asked(path: string, now = later) {
  const index = await FileIndex.open(folder, join(folder, 'cache'), now);
  let looked = false;
  const reads: string[] = [];
  const one = file(path, reads);
  const findings = index.findings(one, () => {
    looked = true;
    return [FOUND];
  });
  await index.keep();
  return { findings, looked, title: one.title, reads };
}

test('a file that stays as it is is looked into once, and tells its title unread', async () => {
  await writeFile(join(folder, 'a.json'), textOf(providersOf('a.spec.ts › t', [chat('q', 'a')])));
  assert.equal((await asked('a.json')).looked, true);
  const again = await asked('a.json');
  assert.deepEqual(again, { findings: [FOUND], looked: false, title: 'a.spec.ts › t', reads: [] });
});

test('a file that changed is looked into again, were it of the same size and time', async () => {
  const path = join(folder, 'b.json');
  const text = textOf(providersOf('a.spec.ts › t', [chat('q', 'a')]));
  await writeFile(path, text);
  await utimes(path, 1, 1);
  assert.equal((await asked('b.json')).looked, true);
  await writeFile(path, text.replace('› t', '› u'));
  await utimes(path, 1, 1);
  const again = await asked('b.json');
  assert.deepEqual([again.looked, again.title], [true, 'a.spec.ts › u']);
});

test('what was found in a file that was written just now is not kept', async () => {
  await writeFile(join(folder, 'c.json'), textOf(providersOf('a.spec.ts › t', [])));
  await asked('c.json', Date.now);
  assert.equal((await asked('c.json')).looked, true);
});

test('an index that is none is made anew', async () => {
  await writeFile(join(folder, 'd.json'), textOf(providersOf('a.spec.ts › t', [])));
  const index = await FileIndex.open(folder, join(folder, 'cache'), later);
  index.findings(file('d.json'), () => []);
  await index.keep();
  const [name = ''] = readdirSync(join(folder, 'cache/recordings'));
  await writeFile(join(folder, 'cache/recordings', name), '{"rules": 1');
  assert.equal((await asked('d.json')).looked, true);
});

test('a list of tests is kept until a file or a setting of it changes, and never one with errors', async () => {
  const project = join(folder, 'project');
  const spec = join(project, 'e2e/a.spec.ts');
  await mkdir(join(project, 'e2e'), { recursive: true });
  await writeFile(spec, '// one');
  const before = { ...process.env };
  Object.assign(process.env, { E2E_CACHE: join(folder, 'lists'), E2E_PROJECT: JSON.stringify({ project }) });
  try {
    let made = 0;
    const list = (errors = '[]') =>
      keptListing(['test'], () => Promise.resolve(`{"list": ${++made}, "errors": ${errors}}`));
    assert.equal(await list(), await list());
    await writeFile(spec, '// another');
    assert.match(await list(), /"list": 2/);
    process.env['STACK_CONFIG'] = 'llama-stack-0.3';
    assert.match(await list('["x"]'), /"list": 3/);
    assert.match(await list(), /"list": 4/);
    assert.match(await list(), /"list": 4/);
  } finally {
    for (const name of ['E2E_CACHE', 'E2E_PROJECT', 'STACK_CONFIG']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
});
