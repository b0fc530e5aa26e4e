import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OWN_TOOLS } from '../../fixtures/mcp-tools.ts';

function call(name: string, given: unknown) {
  const tool = OWN_TOOLS.find(({ definition }) => definition.name === name);
  assert.ok(tool, `there is no tool ${name}`);
  return tool.call(given);
}

test('what a tool gives follows from its arguments', () => {
  assert.deepEqual(call('greet', { name: 'Ada' })?.content, [{ type: 'text', text: 'Hello, Ada!' }]);
  const lines = [
    { article: 'lamp', pieces: 2 },
    { article: 'chair', pieces: 3 },
  ];
  assert.deepEqual(
    call('order', { lines, gift: false })?.content.map((part) => part.type === 'text' && part.text),
    ['2 lines', '5 pieces'],
  );
});

test('a tool that is to fail says so', () => assert.equal(call('open_vault', {})?.isError, true));

test('a tool that is to wait gives nothing', () => assert.equal(call('wait', {}), undefined));

test('arguments that a tool does not have are refused', () => {
  assert.throws(() => call('greet', { name: 'Ada', shelf: 'b7' }), /shelf/);
  assert.throws(() => call('neighbour_of', { desk: '12' }), /number/);
});

test('each name is that of one tool', () => {
  const names = OWN_TOOLS.map(({ definition }) => definition.name);
  assert.equal(new Set(names).size, names.length);
});
