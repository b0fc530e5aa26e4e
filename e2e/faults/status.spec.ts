import { expect, status, text } from '../../fixtures/index.ts';
import { test } from './fixture.ts';
import { SURFACES } from './surfaces.ts';

const SAID = text('One two three.');

/** Errors that the provider gives again however often it is asked. */
const errors = [
  { code: 429, error: { message: 'Rate limit reached for requests.', type: 'requests' } },
  { code: 500, error: { message: 'The model has crashed.', type: 'server_error' } },
  { code: 503, error: { message: 'The engine is overloaded.', type: 'server_error' } },
  { code: 529, error: { message: 'Overloaded.', type: 'overloaded_error' } },
];
/** Errors that are over when it is asked again. */
const passing = [
  { fault: '429 without Retry-After', answer: status(429, { error: 'Later.' }) },
  { fault: '429 with Retry-After', answer: status(429, { headers: { 'retry-after': '1' }, error: 'Later.' }) },
  { fault: '503', answer: status(503, { error: 'Later.' }) },
];
const tooLong = status(400, {
  error: {
    message: "This model's maximum context length is 128 tokens.",
    type: 'invalid_request_error',
    param: 'messages',
    code: 'context_length_exceeded',
  },
});
const filtered = status(400, {
  error: {
    message: 'The prompt was filtered.',
    type: 'invalid_request_error',
    param: 'prompt',
    code: 'content_filter',
  },
});

for (const surface of SURFACES) {
  test.describe(`answer by ${surface.name}`, { tag: '@any-provider' }, () => {
    for (const { code, error } of errors) {
      test(`forwards the provider's ${code} and its message`, async ({ provider, outcomeOf }) => {
        await provider.answers(status(code, { headers: { 'x-should-retry': 'false' }, error }));
        const outcome = await outcomeOf(surface);
        const message = expect.stringContaining(error.message);
        // What fails in a stream has no status of its own.
        const answered = surface.streamed && outcome.status === undefined ? {} : { status: code };
        expect(outcome).toMatchObject({ end: 'failed', error: message, ...answered });
      });
    }

    for (const { fault, answer } of passing) {
      test(`is an answer or the error of the provider after one ${fault}`, async ({ provider, outcomeOf }) => {
        await provider.answers(answer, SAID.optional());
        const outcome = await outcomeOf(surface);
        const failure = { end: 'failed', error: expect.stringContaining('Later.') };
        expect(outcome).toMatchObject(outcome.end === 'failed' ? failure : { end: 'stop', text: 'One two three.' });
      });
    }

    test('tells that the context is too long', async ({ provider, outcomeOf }) => {
      await provider.answers(tooLong);
      expect(await outcomeOf(surface)).toMatchObject({ end: 'failed', error: expect.stringContaining('context') });
    });

    test('tells that the prompt is filtered', async ({ provider, outcomeOf }) => {
      await provider.answers(filtered);
      expect(await outcomeOf(surface)).toMatchObject({ end: 'failed', error: expect.stringContaining('filtered') });
    });

    test('tells that the answer was filtered', async ({ provider, outcomeOf }) => {
      await provider.answers(text('One', { finish: 'content_filter' }));
      expect(await outcomeOf(surface)).toMatchObject({ end: 'content_filter', text: 'One' });
    });
  });
}

for (const surface of SURFACES.filter(({ streamed }) => !streamed)) {
  test.describe(`refused ${surface.name}`, { tag: '@any-provider' }, () => {
    test('is 400 when the context is too long', async ({ provider, outcomeOf }) => {
      await provider.answers(tooLong);
      expect(await outcomeOf(surface)).toMatchObject({ end: 'failed', status: 400 });
    });

    test('is 400 when the prompt is filtered', async ({ provider, outcomeOf }) => {
      await provider.answers(filtered);
      expect(await outcomeOf(surface)).toMatchObject({ end: 'failed', status: 400 });
    });
  });
}

for (const surface of SURFACES.filter(({ name }) => name === 'streamed responses')) {
  test.describe('response.failed', { tag: '@any-provider' }, () => {
    for (const [code, error] of [
      [429, 'rate_limit_exceeded'],
      [503, 'server_error'],
    ] as const) {
      test(`has the code ${error} after a ${code}`, async ({ provider, outcomeOf }) => {
        await provider.answers(status(code, { headers: { 'x-should-retry': 'false' }, error: 'Later.' }));
        expect(await outcomeOf(surface)).toMatchObject({ end: 'failed', code: error });
      });
    }
  });
}
