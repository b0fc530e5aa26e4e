import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseProviders, parseStack } from '../../../replay/recording/format.ts';
import { GatewayUnderTest } from '../../builders/gateway.ts';

/** A process id that nothing has: the largest that Linux gives out is 2^22. */
const NOBODY = 2 ** 22 + 1;

test('kill -9 at any moment leaves whole recordings only, and the next run clears the rest away', async () => {
  const recordings = await mkdtemp(join(tmpdir(), 'e2e-killed-'));
  const files = async (): Promise<string[]> => {
    const entries = await readdir(recordings, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  };
  let whole = 0;
  for (let round = 0; round < 6; round++) {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../../builders/recording-run.ts'), recordings], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // From the first written test on, any moment will do.
    await once(child.stdout, 'data');
    setTimeout(() => child.kill('SIGKILL'), Math.random() * 60);
    await once(child, 'exit');
    for (const file of await files()) {
      if (file.endsWith('.tmp')) continue;
      const text = await readFile(file, 'utf8');
      if (file.endsWith('providers.json')) assert.equal(parseProviders(text, file).exchanges.length, 2);
      else parseStack(text, file);
      whole++;
    }
  }
  assert.ok(whole >= 12, `${whole} files were looked at`);
  const folder = join(recordings, 'line-1/setup/a.spec.ts/test-0');
  const ours = join(folder, `.${process.pid}-0123456789ab.tmp`);
  await writeFile(join(folder, `.${NOBODY}-0123456789ab.tmp`), '{"format":');
  await writeFile(ours, '{"format":');
  const gateway = await GatewayUnderTest.start({ recordings });
  assert.deepEqual(
    (await files()).filter((file) => file.endsWith('.tmp')),
    [ours],
  );
  await gateway.stop(true);
  await rm(recordings, { recursive: true });
});
