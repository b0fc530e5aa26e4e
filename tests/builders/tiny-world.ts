import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayUnderTest } from './gateway.ts';
import { fakeProvider, type FakeProvider } from '../fakes/provider.ts';
import { fakeStack, type FakeStack } from '../fakes/stack.ts';
import { TinyProject, type TinyConfig } from './tiny-project.ts';
import type { TinyRun } from './tiny-run.ts';

/** All that the specs of a tiny project run on: a real gateway between a fake stack and a fake provider. */
export interface TinyWorld {
  provider: FakeProvider;
  gateway: GatewayUnderTest;
  stack: FakeStack;
  project: TinyProject;
  /** The variables with which a run finds it, beside its settings. */
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
  /** Of the stack. */
  version?: string;
}): Promise<TinyWorld> {
  const { spec, config, answer, keys = {}, version = 'stack 1.0' } = options;
  const provider = await fakeProvider(answer);
  const gateway = await GatewayUnderTest.start({ upstream: provider.url, provider: 'ollama', environment: keys });
  const stack = await fakeStack(`${gateway.gateway.url}/ollama`);
  const project = await TinyProject.write(spec, config);
  const environment = tinyRun({ stackUrl: stack.url, gateway, version });
  const stop = async (): Promise<void> => {
    await project.remove();
    await stack.close();
    await gateway.stop();
    await provider.close();
  };
  return { provider, gateway, stack, project, environment, stop };
}

/** The variables with which a run finds a stack and a gateway. */
export function tinyRun(of: { stackUrl: string; gateway: GatewayUnderTest; version?: string }): Record<string, string> {
  const { stackUrl, gateway, version = 'stack 1.0' } = of;
  const run: TinyRun = {
    stackUrl,
    gatewayUrl: gateway.gateway.url,
    token: gateway.token,
    version,
    recordings: gateway.recordings,
  };
  return { TINY_RUN: JSON.stringify(run) };
}
