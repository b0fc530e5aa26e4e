/** `llama-stack-e2e/replay`: the gateway as a library, for programs that call providers and are no stack. */
export { startGateway, type Gateway, type GatewayOptions } from '../replay/gateway/gateway.ts';
export type { Mode } from '../replay/control/protocol.ts';
export { loadProvider, loadProviders, type Provider } from '../setups/load.ts';
