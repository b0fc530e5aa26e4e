import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BAGGAGE_ATTEMPT, BAGGAGE_CALL } from '../../../replay/control/protocol.ts';
import { baggage, readBaggage } from '../../../replay/control/baggage.ts';

test('an identity is read as it was written, among the members of others and their properties', () => {
  for (const identity of [{ attempt: 'run.1' }, { attempt: 'run.1', call: 3 }]) {
    assert.deepEqual(readBaggage(baggage(identity)), identity);
    assert.deepEqual(readBaggage(`other=x;secret, ${baggage(identity)};kept=1 ,more=y`), identity);
  }
});

for (const header of [undefined, '', 'other=x', `${BAGGAGE_ATTEMPT}=`, BAGGAGE_ATTEMPT, `${BAGGAGE_CALL}=1`]) {
  test(`the baggage "${header}" says nothing of an attempt`, () => {
    assert.equal(readBaggage(header), undefined);
  });
}

for (const call of ['0', '-1', '1.5', 'x', '']) {
  test(`"${call}" is the position of no call`, () => {
    assert.deepEqual(readBaggage(`${BAGGAGE_ATTEMPT}=run.1,${BAGGAGE_CALL}=${call}`), { attempt: 'run.1' });
  });
}
