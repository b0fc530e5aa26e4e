import { expect, raw, stream, text } from '../../fixtures/index.ts';
import { test } from './fixture.ts';
import { chunk, STREAM_FORMS } from './stream-forms.ts';
import { SURFACES, type Surface } from './surfaces.ts';

const SAID = text(['One', ' two', ' three']);

/** What the HTML standard allows in a stream of events (section 9.2.6). */
const framings = [
  { framing: 'lines end with CRLF', answer: SAID.framed({ lineEnd: '\r\n' }) },
  { framing: 'lines end with CR', answer: SAID.framed({ lineEnd: '\r' }) },
  { framing: 'comments stand between and in events', answer: SAID.framed({ comments: true }) },
  { framing: 'events have id, retry and unknown fields', answer: SAID.framed({ fields: true }) },
  { framing: 'it begins with a byte order mark', answer: SAID.framed({ byteOrderMark: true }) },
  { framing: 'CRLF is cut in two by chunks', answer: SAID.framed({ lineEnd: '\r\n' }).inChunksOf(1) },
];

function claimsOf(surface: Surface): void {
  const { begin, piece, finish, done } = STREAM_FORMS[surface.form];

  for (const { framing, answer } of framings) {
    test(`is whole when ${framing}`, async ({ provider, outcomeOf }) => {
      await provider.answers(answer);
      expect(await outcomeOf(surface)).toMatchObject({ end: 'stop', text: 'One two three' });
    });
  }

  test('is whole when an event has 1 MB', async ({ provider, outcomeOf }) => {
    const large = `: ${'x'.repeat(1_000_000)}\n${asText(piece('One'))}`;
    await provider.answers(stream([...begin, large, ...finish, ...done]));
    expect(await outcomeOf(surface)).toMatchObject({ end: 'stop', text: 'One' });
  });

  test('has a replacement character for a byte that is no UTF-8', async ({ provider, outcomeOf }) => {
    const events = [...begin, piece('One \u00ff.'), ...finish, ...done].map(asText).join('');
    await provider.answers(raw(Buffer.from(events, 'latin1'), 'text/event-stream'));
    expect(await outcomeOf(surface)).toMatchObject({ end: 'stop', text: 'One \uFFFD.' });
  });
}

function asText(event: ReturnType<(typeof STREAM_FORMS)['chat']['piece']>): string {
  return typeof event === 'string' ? event : `data: ${JSON.stringify(event)}\n\n`;
}

for (const surface of SURFACES.filter(({ streams }) => streams)) {
  test.describe(`answer by ${surface.name}`, { tag: '@any-provider' }, () => claimsOf(surface));
}

for (const surface of SURFACES.filter(({ streams, form }) => streams && form === 'chat')) {
  test.describe(`${surface.name} of chunks`, { tag: '@any-provider' }, () => {
    test('is whole when chunks have members that no API knows', async ({ provider, outcomeOf }) => {
      const more = { x_timing: { seconds: 0.1 } };
      const events = [
        chunk({ role: 'assistant', content: 'One', mood: 'good' }, more),
        chunk({ content: ' two' }, more),
        chunk({}, { finish_reason: 'stop', ...more }),
      ];
      await provider.answers(stream([...events, 'data: [DONE]\n\n']));
      expect(await outcomeOf(surface)).toMatchObject({ end: 'stop', text: 'One two' });
    });

    test('is whole when a chunk in the middle has no choices', async ({ provider, outcomeOf }) => {
      const events = [chunk({ content: 'One' }), { ...chunk({}), choices: [] }, chunk({ content: ' two' })];
      await provider.answers(stream([...events, chunk({}, { finish_reason: 'stop' }), 'data: [DONE]\n\n']));
      expect(await outcomeOf(surface)).toMatchObject({ end: 'stop', text: 'One two' });
    });

    test('takes the usage of the last chunk when each has one', async ({ provider, outcomeOf }) => {
      const usage = (completion_tokens: number) => ({
        usage: { prompt_tokens: 3, completion_tokens, total_tokens: 3 + completion_tokens },
      });
      const events = [
        chunk({ content: 'One' }, usage(1)),
        chunk({ content: ' two' }, usage(2)),
        chunk({}, { finish_reason: 'stop', ...usage(2) }),
      ];
      await provider.answers(stream([...events, 'data: [DONE]\n\n']));
      expect(await outcomeOf(surface)).toMatchObject({ text: 'One two', tokens: 5 });
    });
  });
}
