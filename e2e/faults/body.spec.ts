import { expect, raw, stream } from '../../fixtures/index.ts';
import { test } from './fixture.ts';
import { STREAM_FORMS } from './stream-forms.ts';
import { MESSAGES_BY_CHAT, SURFACES, type Surface } from './surfaces.ts';

const HTML = raw('<html><body><h1>502 Bad Gateway</h1></body></html>', 'text/html');

/** Bodies with status 200 that are no answer, whichever is asked for. */
const noAnswers = [
  { body: 'HTML', answer: HTML },
  { body: 'nothing', answer: raw('', 'application/json') },
  { body: 'JSON that breaks off', answer: raw('{"id": "chatcmpl-1", "choices": [', 'application/json') },
  { body: 'an empty stream', answer: raw('', 'text/event-stream') },
  { body: 'JSON of another API', answer: raw('{"object": "list", "data": []}', 'application/json') },
];

/** In the same words for each surface, so that one gap may stand for all that a stack does alike. */
function withoutAnswer(surface: Surface): void {
  for (const { body, answer } of noAnswers) {
    test(`is a server error when the provider answers 200 with ${body}`, async ({ provider, outcomeOf }) => {
      await provider.answers(answer.persist());
      expect(await outcomeOf(surface)).toMatchObject({ end: 'failed', by: 'server', text: '' });
    });
  }
}

function withStream(surface: Surface): void {
  const { begin, piece, finish, done, error } = STREAM_FORMS[surface.form];
  const said = [...begin, piece('One'), piece(' two')];
  const text = surface.streamed ? 'One two' : '';

  test('is a server error when the stream holds an error', async ({ provider, outcomeOf }) => {
    await provider.answers(stream([...said, ...error('The model has crashed.')]));
    expect(await outcomeOf(surface)).toMatchObject({ end: 'failed', by: 'server', text });
  });

  test('is a server error when an event is no JSON', async ({ provider, outcomeOf }) => {
    await provider.answers(stream([...said, 'data: {"id": \n\n', ...finish, ...done]));
    expect(await outcomeOf(surface)).toMatchObject({ end: 'failed', by: 'server', text });
  });

  test('is not complete when the stream ends without a finish reason', async ({ provider, outcomeOf }) => {
    await provider.answers(stream([...said, ...(surface.form === 'chat' ? done : [])]));
    const { end, by } = await outcomeOf(surface);
    expect(end === 'failed' ? by : end).toMatch(/^(server|unfinished|length)$/);
  });

  test('is complete when the stream ends behind the finish reason', async ({ provider, outcomeOf }) => {
    await provider.answers(stream([...said, ...finish]));
    expect(await outcomeOf(surface)).toMatchObject({ end: 'stop', text: 'One two' });
  });
}

for (const surface of SURFACES) {
  test.describe(`${surface.name} without an answer`, { tag: '@any-provider' }, () => withoutAnswer(surface));
}

for (const surface of SURFACES.filter(({ streams }) => streams)) {
  test.describe(`${surface.name} of a stream`, { tag: '@any-provider' }, () => withStream(surface));
}

for (const surface of MESSAGES_BY_CHAT) {
  test.describe(`${surface.name} by chat without an answer`, { tag: '@messages-by-chat' }, () =>
    withoutAnswer(surface),
  );
}

for (const surface of MESSAGES_BY_CHAT.filter(({ streams }) => streams)) {
  test.describe(`${surface.name} by chat of a stream`, { tag: '@messages-by-chat' }, () => withStream(surface));
}
