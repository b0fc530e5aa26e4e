import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayUnderTest } from './gateway.ts';
import { fakeProvider, type FakeProvider } from '../fakes/provider.ts';
import { fakeStack, type FakeStack } from '../fakes/stack.ts';
import { TinyProject, type TinyConfig } from './tiny-project.ts';

/** All that the specs of a tiny project run on: a real gateway between a fake stack and a fake provider. */
export interface TinyWorld {
  provider: FakeProvider;
  gateway: GatewayUnderTest;
  stack: FakeStack;
  project: TinyProject;
  /** The variables with which a run finds it; `E2E_MODE` is not among them. */
  environment: Record<string, string>;
  stop(): Promise<void>;
}

export async function tinyWorld(options: {
  spec: string;
  config?: TinyConfig;
  /** How the provider answers. */
  answer: (message: IncomingMessage, response: ServerResponse, body: string) => void;
  /** Of the gateway: the provider's key. */
  keys?: Record<string, string>;
}): Promise<TinyWorld> {
  const { spec, config, answer, keys = {} } = options;
  const provider = await fakeProvider(answer);
  const gateway = await GatewayUnderTest.start({ upstream: provider.url, provider: 'ollama', environment: keys });
  const stack = await fakeStack(`${gateway.gateway.url}/ollama`);
  const project = await TinyProject.write(spec, config);
  const environment = {
    E2E_STACK_URL: stack.url,
    E2E_GATEWAY_URL: gateway.gateway.url,
    E2E_TOKEN: gateway.token,
    E2E_RUN: 'run',
    E2E_LINE: 'line-1',
    E2E_RECORDINGS: gateway.recordings,
  };
  const stop = async (): Promise<void> => {
    await project.remove();
    await stack.close();
    await gateway.stop();
    await provider.close();
  };
  return { provider, gateway, stack, project, environment, stop };
}
