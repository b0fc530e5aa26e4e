import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { currentRun } from '../../../../run/hand-over.ts';

const told = () => {
  const run = currentRun();
  return run.stack === 'running'
    ? run
    : { ...run, stackUrl: undefined, gatewayUrl: undefined, token: '', version: '', id: '', direct: false };
};

test('is told everything', async () => {
  const { stackUrl, gatewayUrl, token, id, line, version, mode } = told();
  expect((await fetch(`${stackUrl}/v1/health`)).status).toBe(200);
  expect([line, version, mode]).toEqual(['fake-1.0', 'fake-stack 1.0.0', 'live']);
  const status = await fetch(`${gatewayUrl}/-/status`, { headers: { 'x-e2e-token': token } });
  expect(status.status).toBe(200);
  expect(id).toMatch(/^[0-9a-f]{16}$/);
});

test('calls a provider for nobody', async () => {
  await fetch(`${told().gatewayUrl}/openai/v1/models`);
});

test('waits', async () => {
  console.log(`\nWAITING ${told().stackUrl}\n`);
  await new Promise(() => undefined);
});

test('tells about its stack', async () => {
  const { stack, direct, stackUrl: url, gatewayUrl: gateway } = told();
  const json = async (path: string): Promise<unknown> => (url ? (await fetch(url + path)).json() : {});
  const { data: providers } = z.object({ data: z.unknown().optional() }).parse(await json('/v1/providers'));
  const { environment } = z.object({ environment: z.unknown().optional() }).parse(await json('/about'));
  console.log(`\nTOLD ${JSON.stringify({ stack, direct, url, gateway, providers, environment })}\n`);
});
