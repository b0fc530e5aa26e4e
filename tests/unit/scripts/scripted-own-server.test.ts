import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findOwnServer } from '../../../scripts/providers/own-server.ts';

for (const [value, root, source] of [
  ['http://127.0.0.1:11434', 'http://127.0.0.1:11434/', 'local model'],
  ['http://localhost:8000/v1', 'http://localhost:8000/', 'local model'],
  ['http://localhost:8000/v1/', 'http://localhost:8000/', 'local model'],
  ['http://[::1]:8000/v1', 'http://[::1]:8000/', 'local model'],
  ['http://192.168.1.5:8000/gpu/v1', 'http://192.168.1.5:8000/gpu', 'local model'],
  ['http://gpu-box:8000', 'http://gpu-box:8000/', 'local model'],
  ['https://api.openai.com/v1', 'https://api.openai.com/', 'provider'],
  ['http://8.8.8.8/v1', 'http://8.8.8.8/', 'provider'],
] as const) {
  test(`${value} is read`, () => {
    const own = findOwnServer(['A_URL', 'B_URL'], { A_URL: '', B_URL: value });
    assert.equal(own?.variable, 'B_URL');
    assert.equal(own.root.href, root);
    assert.equal(own.source, source);
  });
}

test('the first variable that is set wins; none gives none', () => {
  assert.equal(findOwnServer(['A', 'B'], { A: 'http://a', B: 'http://b' })?.variable, 'A');
  assert.equal(findOwnServer(['A', 'B'], { A: '' }), undefined);
});

for (const value of ['127.0.0.1:8000', 'ftp://a', 'yes']) {
  test(`"${value}" is refused with its variable's name`, () => {
    assert.throws(
      () => findOwnServer(['A'], { A: value }),
      /^Fault: A is ".*", which is no HTTP URL\.\n.*\n.* unset it/,
    );
  });
}
