import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutOwnAddress } from '../../../replay/gateway/own-address.ts';

const MOUNT = '/openai/v1/models?limit=1';

test('what a proxy is asked of its own port is a path, whatever its name', () => {
  for (const host of ['10.0.0.1', 'host.docker.internal', '[::1]'])
    assert.equal(withoutOwnAddress(`http://${host}:9400${MOUNT}`, 9400), MOUNT);
  assert.equal(withoutOwnAddress('http://gateway/openai/v1', 80), '/openai/v1');
});

test('another port, another scheme and a path stay as they are', () => {
  for (const url of [`http://10.0.0.1:9401${MOUNT}`, `https://10.0.0.1:9400${MOUNT}`, 'http://10.0.0.1/a', MOUNT, ''])
    assert.equal(withoutOwnAddress(url, 9400), url);
});
