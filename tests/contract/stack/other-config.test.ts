/** Other run configs of a distribution, and setups that are for a stack of their own. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../fakes/distribution/pointed-run.ts';
import { RegistryEntry } from '../../../stack/supervisor/registry.ts';
import { temporaryFolder } from '../../fakes/distribution/world.ts';

const onPostgres = ['--project=ollama-postgres'];

test('another run config of a distribution says how it differs from the usual one, and gets the variables that it may', async (t) => {
  const user = { POSTGRES_HOST: 'db.example', POSTGRES_PASSWORD: 'not inherited here' };
  const { code, output, told } = await run(temporaryFolder(t), 'fake::on-postgres.yaml', user, onPostgres);
  assert.equal(code, 0, output);
  assert.equal(told?.providers?.[0]?.config['base_url'], `${told?.gateway}/openai/v1`);
  assert.deepEqual(
    [told?.environment?.['POSTGRES_HOST'], told?.environment?.['POSTGRES_PASSWORD']],
    ['db.example', undefined],
  );
});

test('a start that fails for a known reason is told with what to do, and one without such a file by its name', async (t) => {
  const folder = temporaryFolder(t);
  const { output } = await run(folder, 'fake::leaves.yaml', { POSTGRES_HOST: 'db.example' });
  assert.match(output, /ended while starting, with code 0\.\nThere is none at db\.example\.\nStart it\.\nLast lines/);
  assert.match((await run(folder, 'fake::other.yaml')).output, /There is no run config \S+fake-1\.0\/other\.yaml/);
});

test('a setup that is for a stack of its own runs on no other', async (t) => {
  const folder = temporaryFolder(t);
  const refused: [string, Record<string, string>, RegExp][] = [
    ['fake', {}, /is for a stack with its stores in postgres, and this one has them in sqlite/],
    ['fake::on-postgres.yaml', { INFERENCE_MODE: 'record' }, /Nothing is recorded under setup ollama-postgres/],
    ['fake::on-postgres.yaml', { INFERENCE_MODE: 'replay', DRIFT: 'accept' }, /cannot be taken over/],
    ['recorded', { INFERENCE_MODE: 'replay' }, /cannot run on recorded answers of the stack/],
    // the one that it names itself, which is not among the distributions of this test
    ['', {}, /STACK_CONFIG=ogx::run-with-postgres-store\.yaml does not say which stack/],
  ];
  for (const [pointer, environment, said] of refused) {
    const { code, output } = await run(folder, pointer, environment, onPostgres);
    assert.equal(code, 1);
    assert.match(output, said);
  }
  assert(!existsSync(join(folder, 'cache')));
});

test('a database that another stack uses is refused, with who uses it', async (t) => {
  const folder = temporaryFolder(t);
  const used = new RegistryEntry(join(folder, 'cache'), join(folder, 'state'));
  used.databases(['db.example:5432/fake']);
  const { code, output } = await run(folder, 'fake::on-postgres.yaml', { POSTGRES_HOST: 'db.example' }, onPostgres);
  assert.equal(code, 1);
  assert.match(output, new RegExp(`The database db\\.example:5432/fake is in use .* process ${process.pid} holds`));
  assert.equal((await run(folder, 'fake::on-postgres.yaml', { POSTGRES_HOST: 'other.example' }, onPostgres)).code, 0);
});
