import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { KeptValues } from '../../../errors/kept-values.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'kept-values-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const MODULE = join(import.meta.dirname, '..', '..', '..', 'errors', 'kept-values.ts');

/** What a process gets for a text that it would make "made anew" of, and nothing else. */
function inAProcess(file: string, text: string): string {
  const script = `
    import { KeptValues } from ${JSON.stringify(MODULE)};
    const [file, text] = process.argv.slice(1);
    console.log(JSON.stringify(new KeptValues(file).of(text, () => ({ made: 'anew', of: [1, 2.5, null] }))));
    console.log(JSON.stringify(new KeptValues(file).of('other', () => 'other')));`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', script, file, text], { encoding: 'utf8' });
}

describe('KeptValues', () => {
  it('makes a value once, and gives everybody a copy', () => {
    const values = new KeptValues();
    let times = 0;
    const get = () => values.of('text', () => ({ list: [++times] }));
    assert.deepEqual([get(), get()], [{ list: [1] }, { list: [1] }]);
    assert.notEqual(get(), get());
    assert.equal(times, 1);
  });

  it('does not keep what could not be made', () => {
    const values = new KeptValues();
    const fail = () => {
      throw new Error('no');
    };
    assert.throws(() => values.of('text', fail));
    assert.equal(
      values.of('text', () => 'now'),
      'now',
    );
  });

  it('gives another process the value of the same text, and not of another', () => {
    const file = join(folder, 'new', 'values');
    assert.equal(inAProcess(file, 'text').split('\n')[0], '{"made":"anew","of":[1,2.5,null]}');
    const values = new KeptValues(file);
    assert.deepEqual(
      values.of('text', () => 'made here'),
      { made: 'anew', of: [1, 2.5, null] },
    );
    assert.equal(
      values.of('text ', () => 'made here'),
      'made here',
    );
    assert.deepEqual(readdirSync(join(folder, 'new')), ['values'], 'no half-written file stays');
  });

  it('makes a value where the file is damaged or its folder cannot be written', () => {
    const damaged = join(folder, 'damaged');
    writeFileSync(damaged, 'no values');
    assert.equal(
      new KeptValues(damaged).of('text', () => 'made here'),
      'made here',
    );
    const notAFolder = join(damaged, 'values');
    assert.match(inAProcess(notAFolder, 'text'), /"anew"/);
  });
});
