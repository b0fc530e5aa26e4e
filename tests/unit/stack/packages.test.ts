/** `STACK_PACKAGES`: what it names, when its environment is another one, and how conflicts with the pins are told. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { conflictsIn, conflictsWith, digestOf, packagesIn } from '../../../stack/python/packages.ts';

const external = join(import.meta.dirname, '../../../e2e/external-providers');

test('folders are relative to the project, and all else is a requirement', () => {
  const [folder, other, ...rest] = packagesIn(' ./greeter-provider , other==1.2,', external);
  assert.deepEqual(folder, { kind: 'folder', path: join(external, 'greeter-provider') });
  assert.deepEqual(other, { kind: 'requirement', text: 'other==1.2' });
  assert.deepEqual(rest, []);
  assert.deepEqual(packagesIn(undefined, external), []);
});

test('a folder that is no package is refused, with its path', () => {
  assert.throws(
    () => packagesIn('./nothing', external),
    /STACK_PACKAGES names \.\/nothing, and \S+ is no Python package/,
  );
});

test('the digest changes with a file of a folder, and not with where that is', (t) => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'packages-'));
  t.after(() => rmSync(elsewhere, { recursive: true }));
  cpSync(join(external, 'greeter-provider'), join(elsewhere, 'greeter-provider'), { recursive: true });
  const digest = (project: string) => digestOf(packagesIn('./greeter-provider', project));
  const same = digest(elsewhere);
  assert.equal(same, digest(external));
  writeFileSync(join(elsewhere, 'greeter-provider/greeter_provider/config.py'), 'x = 1\n');
  assert.notEqual(digest(elsewhere), same);
});

test('another version than the pinned one is a conflict, by whatever spelling of the name', () => {
  const pins = 'openai==2.1.0\ntyping-extensions==4.1\n';
  const conflicts = (setting: string) => conflictsWith(pins, packagesIn(setting, external));
  assert.deepEqual(conflicts('Typing_Extensions==5.0'), ['Typing_Extensions 5.0 is asked for, and 4.1 is pinned.']);
  assert.deepEqual(conflicts('openai==2.1.0,openai>=1,new==1'), []);
});

test('of what pip says, the lines that name who needs what are kept', () => {
  const log = [
    'ERROR: Cannot install mine==0.1 because these package versions have conflicting dependencies.',
    'The conflict is caused by:',
    '    mine 0.1 depends on httpx<0.1',
    '    The user requested (constraint) httpx==0.28.1',
  ].join('\n');
  assert.deepEqual(conflictsIn(log), [
    'mine 0.1 depends on httpx<0.1',
    'The user requested (constraint) httpx==0.28.1',
  ]);
  assert.deepEqual(conflictsIn('no network'), []);
});
