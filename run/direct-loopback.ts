/** To be imported first: with NODE_USE_ENV_PROXY, Node takes calls of stack and gateway through the user's proxy too. */
import { noProxyWithLoopback } from './no-proxy.ts';

if (process.env['NODE_USE_ENV_PROXY']) {
  process.env['NO_PROXY'] = process.env['no_proxy'] = noProxyWithLoopback(process.env);
}
