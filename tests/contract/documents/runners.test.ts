/** The modules that the guide gives to runners of other kinds, run as they stand there. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { environmentOf, keep } from '../../fakes/distribution/pointed-run.ts';
import { temporaryFolder } from '../../fakes/distribution/world.ts';
import { fakeProvider } from '../../fakes/provider.ts';

const root = join(import.meta.dirname, '../../..');
const guide = readFileSync(join(root, 'docs/guides/other-test-suites.md'), 'utf8');

function module(name: string): string {
  const [, code] = new RegExp(`^\`\`\`js ${name}\n([^]*?)^\`\`\`$`, 'm').exec(guide) ?? [];
  assert.ok(code !== undefined, `the guide has no ${name}`);
  return code;
}

test('node:test: records, replays, and fails for what changed', async (t) => {
  const folder = temporaryFolder(t);
  const provider = await fakeProvider((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ choices: [{ message: { role: 'assistant', content: 'Hello!' } }] }));
  });
  t.after(() => provider.close());
  const more = { STACK_CONFIG: 'fake-1.0', OPENAI_BASE_URL: provider.url, OPENAI_API_KEY: 'a-key' };
  await keep(t, folder, [], { at: folder, more });
  const suite = join(folder, 'suite');
  mkdirSync(suite);
  symlinkSync(join(root, 'node_modules'), join(suite, 'node_modules'));
  writeFileSync(join(suite, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(suite, 'recorded.js'), module('recorded.js'));
  const run = (more: Record<string, string>, text = module('chat.test.js')) => {
    writeFileSync(join(suite, 'chat.test.js'), text);
    return new Promise<{ ended: boolean; output: string }>((done) => {
      const env = environmentOf(folder, more);
      execFile(process.execPath, ['--test', 'chat.test.js'], { cwd: suite, env }, (error, stdout, stderr) =>
        done({ ended: error === null, output: stdout + stderr }),
      );
    });
  };
  const recorded = await run({ E2E_MODE: 'record' });
  assert.ok(recorded.ended, recorded.output);
  assert.equal(globSync('recordings/fake-1.0/gpt/external/suite/chat.test.js/says-hello/*', { cwd: folder }).length, 3);
  const asked = provider.seen.length;
  const replayed = await run({});
  assert.ok(replayed.ended, replayed.output);
  const changed = await run({}, module('chat.test.js').replace('Say hello.', 'Say goodbye.'));
  assert.equal(changed.ended, false);
  assert.match(
    changed.output,
    /No recorded answer[^]*recorded "Say hello\.", now "Say goodbye\."[^]*E2E_MODE=record node --test/,
  );
  assert.equal(provider.seen.length, asked);
});
