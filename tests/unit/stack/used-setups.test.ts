import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requirePython, requireUnbroken } from '../../../stack/supervisor/used-setups.ts';

const setup = { name: 'on-disk', recordings: 'plain', asks: true, providers: [] };

test('a setup is refused on the release that is known not to serve it, with why and what to do', () => {
  const broken = [{ release: 'ogx@1.5.0', what: 'It does not start.', fix: 'Take another.' }];
  assert.throws(() => requireUnbroken([setup, { ...setup, broken }], 'ogx@1.5.0'), {
    message: 'Setup on-disk cannot run on ogx@1.5.0.\nIt does not start.\nTake another.',
  });
  requireUnbroken([{ ...setup, broken }], 'ogx@1.5.1');
});

test('a setup is refused on a Python that cannot run what it must, which is looked for only then', async () => {
  const python = { runs: 'anything', else: 'It cannot store.', fix: 'Take another.' };
  await assert.rejects(
    requirePython([{ ...setup, python }], async () => '/nowhere/python3'),
    { message: 'Setup on-disk cannot run on the Python /nowhere/python3.\nIt cannot store.\nTake another.' },
  );
  await requirePython([{ ...setup, python }], async () => 'true');
  await requirePython([setup], () => assert.fail('it looked for one'));
});
