import { expect, test } from '../../../../fixtures/index.ts';
import { currentRun } from '../../../../run/hand-over.ts';

test.use({ setupName: 'gpt' });

test('passes where it is recorded and fails where it is replayed', async ({ http }) => {
  expect((await http.get('/v1/health')).status).toBe(200);
  expect(currentRun().mode).toBe('record');
});
