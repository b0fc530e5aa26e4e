import type { Environment } from './environment.ts';

/**
 * The value of `NO_PROXY` with which this machine is reached directly.
 * @param environment whose own value stays; the lower-case name counts before the other, as with curl and undici
 */
export function noProxyWithLoopback({ NO_PROXY, no_proxy: noProxy = NO_PROXY }: Environment): string {
  return [noProxy, '127.0.0.1', 'localhost'].filter((hosts) => hosts).join();
}
