/** `npm run relations` on the recordings of this repository. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

const cli = join(import.meta.dirname, '../../../cli/relations.ts');

const relations = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [cli, ...args], (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });

test('knows all that recorded answers break, and nothing that none of them breaks any more', async () => {
  const { code, out, err } = await relations('check');
  assert.equal(code, 0, out + err);
  assert.match(out, /^ogx-1\.5: \d+ known or new places in [\d,]+ recordings$/m);
});

test('rejects a command that there is not with 2, and proposes one', async () => {
  const { code, err } = await relations('chekc');
  assert.equal(code, 2);
  assert.match(err, /Did you mean check\?/);
});
