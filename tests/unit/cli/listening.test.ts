import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listeningIn } from '../../../cli/listening.ts';

test('an address and a port, of both families', () => {
  assert.deepEqual(listeningIn('0.0.0.0:9400'), { host: '0.0.0.0', port: 9400 });
  assert.deepEqual(listeningIn('[::]:9400'), { host: '::', port: 9400 });
});

for (const text of ['9400', '0.0.0.0', ':9400', 'localhost:9400', '0.0.0.0:0', '0.0.0.0:65536', '0.0.0.0:94x'])
  test(`${text} is refused`, () => assert.throws(() => listeningIn(text), /is no address with a port/));
