import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newReference, type NewReference } from '../../../cli/recordings/rename/references.ts';

const KNOWN = [
  'chat/tools.spec.ts › tools › calls one',
  'chat/tools.spec.ts › tools › calls two',
  'chat/tools.spec.ts › lists',
  'chat/stream.spec.ts › ends once',
  'files/list.spec.ts › lists',
];

/** What becomes of a text when every name is changed so. */
function after(text: string, change: (name: string) => string): NewReference | undefined {
  const renames = new Map(KNOWN.map((name) => [name, change(name)] as const).filter(([from, to]) => from !== to));
  return newReference(text, { known: KNOWN, renames });
}

const replacing = (old: string, now: string) => (name: string) => name.replace(old, now);

describe('what stands for tests', () => {
  test('a full name becomes the new one, and a text that names nothing stays', () => {
    const lists = replacing('› lists', '› lists all');
    assert.deepEqual(after('chat/tools.spec.ts › lists', lists), { to: 'chat/tools.spec.ts › lists all' });
    for (const text of ['chat/stream.spec.ts › ends once', 'lists', 'chat', 'other/*', 'other/a.spec.ts › *'])
      assert.equal(after(text, lists), undefined, text);
  });

  test('a pattern stays when its tests stay under it', () => {
    for (const text of ['chat/*', 'chat/tools.spec.ts › *', 'chat/tools.spec.ts › tools › *'])
      assert.equal(after(text, replacing('calls', 'makes a call for')), undefined, text);
  });

  test('the pattern of a describe moves with the describe', () => {
    const renamed = replacing('› tools ›', '› tool calls ›');
    assert.deepEqual(after('chat/tools.spec.ts › tools › *', renamed), { to: 'chat/tools.spec.ts › tool calls › *' });
    assert.equal(after('chat/tools.spec.ts › *', renamed), undefined);
  });

  test('the patterns of a file move with the file', () => {
    const moved = replacing('chat/tools.spec.ts', 'responses/calls.spec.ts');
    assert.deepEqual(after('chat/tools.spec.ts › *', moved), { to: 'responses/calls.spec.ts › *' });
    assert.deepEqual(after('chat/tools.spec.ts › tools › *', moved), { to: 'responses/calls.spec.ts › tools › *' });
    assert.deepEqual(after('chat/tools.spec.ts', moved), { to: 'responses/calls.spec.ts' });
  });

  test('the pattern of a folder moves with all of its files', () => {
    assert.deepEqual(after('chat/*', replacing('chat/', 'chat-completions/')), { to: 'chat-completions/*' });
    assert.deepEqual(after('chat/*', replacing('chat/', 'v1/chat/')), { to: 'v1/chat/*' });
  });

  test('a file that goes into a describe of another is named by the describe', () => {
    const merged = replacing('files/list.spec.ts ›', 'chat/tools.spec.ts › files ›');
    assert.deepEqual(after('files/list.spec.ts › *', merged), { to: 'chat/tools.spec.ts › files › *' });
    assert.deepEqual(after('files/*', merged), { to: 'chat/tools.spec.ts › files › *' });
    assert.deepEqual(after('files/list.spec.ts', merged), { to: 'chat/tools.spec.ts' });
  });

  test('a pattern whose tests part has no successor, and neither has one that would stand for others too', () => {
    assert.deepEqual(after('chat/tools.spec.ts › *', replacing('tools.spec.ts › lists', 'lists.spec.ts › lists')), {
      parts: ['chat/tools.spec.ts › tools › * (2)', 'chat/lists.spec.ts › lists'],
    });
    assert.deepEqual(after('chat/tools.spec.ts › *', replacing('stream.spec.ts', 'tools.spec.ts')), {
      parts: ['chat/tools.spec.ts › tools › * (2)', 'chat/tools.spec.ts › lists'],
    });
  });

  test('a file stays as long as one test is in it', () => {
    assert.equal(after('chat/tools.spec.ts', replacing('tools.spec.ts › lists', 'stream.spec.ts › lists')), undefined);
    assert.equal(after('files/list.spec.ts', replacing('chat/stream.spec.ts', 'files/list.spec.ts')), undefined);
  });
});
