import { expect } from '../../fixtures/index.ts';
import { test } from './fixture.ts';

test.describe('POST /v1alpha/interactions', { tag: ['@stack', '@interactions'] }, () => {
  test('answers 404 for an unknown model', async ({ interact }) => {
    expect((await interact({ model: 'nobody/nothing', input: 'Hi' })).status).toBe(404);
  });

  test('rejects an unknown previous_interaction_id with 400, naming it', async ({ interact }) => {
    const { status, body } = await interact({ input: 'Hi', previous_interaction_id: 'interaction-none' });
    const message = "Interaction 'interaction-none' not found. Cannot chain from a non-existent interaction.";
    expect({ status, body }).toMatchObject({ status: 400, body: { error: { message } } });
  });

  for (const [what, body] of [
    ['no input', {}],
    ['a temperature of 3', { input: 'Hi', generation_config: { temperature: 3 } }],
    ['a top_k of 0', { input: 'Hi', generation_config: { top_k: 0 } }],
    ['max_output_tokens of 0', { input: 'Hi', generation_config: { max_output_tokens: 0 } }],
    ['an input that is a number', { input: 7 }],
  ] as const) {
    test(`rejects ${what} with 400`, async ({ interact }) => {
      const { status, body: answer } = await interact(body);
      expect({ status, answer }).toMatchObject({ status: 400, answer: { error: { message: expect.any(String) } } });
    });
  }

  test('names no file of the server in a validation error', async ({ interact }) => {
    const { body } = await interact({ input: 7 });
    expect(JSON.stringify(body)).not.toContain('site-packages');
  });
});
