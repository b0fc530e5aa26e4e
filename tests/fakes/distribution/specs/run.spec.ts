import { expect, test } from '@playwright/test';
import { z } from 'zod';

const { E2E_STACK_URL, E2E_GATEWAY_URL, E2E_TOKEN, E2E_RUN, E2E_LINE, E2E_STACK_VERSION, E2E_MODE } = process.env;

test('is told everything', async () => {
  expect((await fetch(`${E2E_STACK_URL}/v1/health`)).status).toBe(200);
  expect([E2E_LINE, E2E_STACK_VERSION, E2E_MODE]).toEqual(['fake-1.0', 'fake-stack 1.0.0', 'live']);
  const status = await fetch(`${E2E_GATEWAY_URL}/-/status`, { headers: { 'x-e2e-token': E2E_TOKEN ?? '' } });
  expect(status.status).toBe(200);
  expect(E2E_RUN).toMatch(/^[0-9a-f]{16}$/);
});

test('calls a provider for nobody', async () => {
  await fetch(`${E2E_GATEWAY_URL}/openai/v1/models`);
});

test('waits', async () => {
  console.log(`\nWAITING ${E2E_STACK_URL}\n`);
  await new Promise(() => undefined);
});

test('tells about its stack', async () => {
  const { E2E_STACK, E2E_DIRECT, E2E_STACK_URL: url } = process.env;
  const json = async (path: string): Promise<unknown> => (url ? (await fetch(url + path)).json() : {});
  const { data: providers } = z.object({ data: z.unknown().optional() }).parse(await json('/v1/providers'));
  const { environment } = z.object({ environment: z.unknown().optional() }).parse(await json('/about'));
  const told = { stack: E2E_STACK, direct: E2E_DIRECT, url, gateway: E2E_GATEWAY_URL, providers, environment };
  console.log(`\nTOLD ${JSON.stringify(told)}\n`);
});
