import { connectionClosed, connectionReset, expect, text } from '../../fixtures/index.ts';
import { test } from './fixture.ts';
import { SURFACES } from './surfaces.ts';

const SAID = text(['One', ' two', ' three']);
const WHOLE = { end: 'stop', text: 'One two three', calls: [] };

const unanswered = [
  { fault: 'resets the connection', answer: connectionReset() },
  { fault: 'closes the connection before it answers', answer: connectionClosed() },
  { fault: 'closes the connection in its headers', answer: SAID.cutInHead() },
];
const brokenOff = [
  { fault: 'breaks off inside an event', answer: SAID.cutInside(1) },
  { fault: 'breaks off between events', answer: SAID.cutAfter(1) },
];
const slow = [
  { fault: 'sends its first byte late', answer: SAID.delayed(200) },
  { fault: 'pauses in its answer', answer: SAID.pausedAfter(1, 200) },
  { fault: 'sends one byte at a time', answer: text(['One', ' zwölf', ' 三🎉']).inChunksOf(1), said: 'One zwölf 三🎉' },
];

for (const surface of SURFACES) {
  test.describe(`answer by ${surface.name}`, { tag: '@any-provider' }, () => {
    for (const { fault, answer } of unanswered) {
      test(`is a server error when the provider ${fault}`, async ({ provider, outcomeOf }) => {
        await provider.answers(answer.persist());
        expect(await outcomeOf(surface)).toMatchObject({ end: 'failed', by: 'server', text: '' });
      });
    }

    if (surface.streams) {
      for (const { fault, answer } of brokenOff) {
        test(`is a server error behind what came before the provider ${fault}`, async ({ provider, outcomeOf }) => {
          await provider.answers(answer.persist());
          const text = surface.streamed ? 'One' : '';
          expect(await outcomeOf(surface)).toMatchObject({ end: 'failed', by: 'server', text });
        });
      }

      test('has all that came when the provider breaks off behind the end', async ({ provider, outcomeOf }) => {
        await provider.answers(SAID.cutAfter(9));
        expect(await outcomeOf(surface)).toMatchObject({ text: 'One two three' });
      });
    } else {
      test('is a server error when the provider breaks off in the body', async ({ provider, outcomeOf }) => {
        await provider.answers(SAID.cutInside(0).persist());
        expect(await outcomeOf(surface)).toMatchObject({ end: 'failed', by: 'server', text: '' });
      });
    }

    for (const { fault, answer, said = WHOLE.text } of slow) {
      test(`is whole when the provider ${fault}`, async ({ provider, outcomeOf }) => {
        await provider.answers(answer);
        expect(await outcomeOf(surface)).toMatchObject({ ...WHOLE, text: said });
      });
    }
  });
}
