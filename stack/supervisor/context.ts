/** What a supervisor is given: its order, its voice, and the one thing that it does not make itself, a gateway. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Mode } from '../../replay/control/protocol.ts';
import type { OwnStacks } from './own-stacks.ts';
import type { OwnedResources } from './owned-resources.ts';
import type { SupervisorMessage, SupervisorOptions } from './messages.ts';

/** What the supervisor needs of a gateway; `replay/gateway/gateway.ts` makes the real one. */
export interface StackGateway {
  url: string;
  /** The certificate, as PEM, of the authority under which the gateway speaks for hard-coded hosts. */
  authority: string;
  /** What is wrong with start-up recordings so far, as complete text. */
  startupProblem(): string | undefined;
  /** @param stack where it is, without `/v1` */
  started(stack: string): Promise<void>;
  stackDied(text: string): void;
  close(): Promise<void>;
}

export interface GatewayWanted {
  /** The recordings folder, absolute. */
  recordings: string;
  line: string;
  /** `ogx 1.5.0` */
  stackVersion: string;
  /** Names of providers. */
  mounts: string[];
  token: string;
  startup: Record<string, Mode>;
  environment: Record<string, string | undefined>;
  /** What the stack gets of the distribution: its dummy keys among it. Empty for a run config of a person's own. */
  stackEnvironment: Record<string, string>;
  /** Close each connection of the stack after its answer. */
  closesConnections?: boolean;
  /** Where it listens; at a free port of the loopback without it. */
  host?: string | undefined;
  port?: number | undefined;
  /** Where the providers are described, absolute. */
  providersFolder: string;
  onError: (text: string) => void;
  /** Starts stacks beside the one before this gateway. */
  stacks: OwnStacks;
}

export interface SupervisorContext {
  options: SupervisorOptions;
  /** Where providers' addresses and keys, and the installer's settings, are looked up. */
  environment: Record<string, string | undefined>;
  say: (message: SupervisorMessage) => void;
  startGateway: (wanted: GatewayWanted) => Promise<StackGateway>;
}

/** Opens the gateway of a stack; start-up calls of providers that the order does not name are replayed. */
export async function openGateway(
  { options, environment, say, startGateway }: SupervisorContext,
  owned: OwnedResources,
  stack: Pick<GatewayWanted, 'line' | 'stackVersion' | 'mounts' | 'stackEnvironment' | 'closesConnections' | 'stacks'>,
): Promise<{ gateway: StackGateway; token: string }> {
  const token = randomBytes(24).toString('base64url');
  const gateway = await startGateway({
    ...stack,
    ...options.gateway,
    recordings: options.recordings ?? join(options.project, 'recordings'),
    token,
    startup: { ...Object.fromEntries(stack.mounts.map((mount) => [mount, 'replay' as const])), ...options.startup },
    environment,
    providersFolder: join(options.project, 'setups/providers'),
    onError: (text) => say({ type: 'progress', text }),
  });
  owned.gateway(gateway);
  return { gateway, token };
}
