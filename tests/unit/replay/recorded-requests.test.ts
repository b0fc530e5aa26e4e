import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { RecordedRequests } from '../../../replay/files/recorded-requests.ts';
import { PROVIDERS_FILE } from '../../../replay/files/store.ts';
import { chat, providersOf, textOf } from '../../builders/recordings.ts';

const OWN = { test: 'own.spec.ts › own', setup: 'ollama' };

async function lineOf(
  t: TestContext,
): Promise<{ folder: string; write: (name: string, question: string) => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'recorded-requests-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const write = async (name: string, question: string): Promise<void> => {
    await mkdir(join(folder, 'ollama', 'a.spec.ts', name), { recursive: true });
    const text = textOf(providersOf(`a.spec.ts › ${name}`, [chat(question, 'Yes.')]));
    await writeFile(join(folder, 'ollama', 'a.spec.ts', name, PROVIDERS_FILE), text);
  };
  return { folder, write };
}

function asked(question: string) {
  const { provider, request } = chat(question, 'Yes.');
  return { provider, request };
}

test('a request is found in the recording of another test, and not in its own', async (t) => {
  const { folder, write } = await lineOf(t);
  await write('one', 'Is it one?');
  const recorded = new RecordedRequests(folder);
  assert.deepEqual(await recorded.find(asked('Is it one?'), OWN), { test: 'a.spec.ts › one', setup: 'ollama' });
  assert.equal(await recorded.find(asked('Is it two?'), OWN), undefined);
  assert.equal(await recorded.find(asked('Is it one?'), { test: 'a.spec.ts › one', setup: 'ollama' }), undefined);
});

test('a request with an id of the stack is compared by the place of the id', async (t) => {
  const { folder, write } = await lineOf(t);
  await write('one', 'See file-0123456789abcdef0123456789abcdef.');
  const found = await new RecordedRequests(folder).find(asked('See file-fedcba9876543210fedcba9876543210.'), OWN);
  assert.equal(found?.test, 'a.spec.ts › one');
});

test('what is recorded later is found after a while', async (t) => {
  const { folder, write } = await lineOf(t);
  let now = 0;
  const recorded = new RecordedRequests(folder, () => now);
  assert.equal(await recorded.find(asked('Is it late?'), OWN), undefined);
  await write('late', 'Is it late?');
  now += 60_000;
  assert.equal((await recorded.find(asked('Is it late?'), OWN))?.test, 'a.spec.ts › late');
});

test('a damaged recording, or a folder that is not there, holds nothing', async (t) => {
  const { folder, write } = await lineOf(t);
  await write('one', 'Is it one?');
  await writeFile(join(folder, 'ollama', 'a.spec.ts', 'one', PROVIDERS_FILE), '{');
  assert.equal(await new RecordedRequests(folder).find(asked('Is it one?'), OWN), undefined);
  assert.equal(await new RecordedRequests(join(folder, 'nowhere')).find(asked('x'), OWN), undefined);
});
