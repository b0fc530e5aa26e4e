/** What a command is told of the stack: its arguments and its environment. */
import { noProxyWithLoopback } from '../../run/no-proxy.ts';
import type { Environment } from '../../run/environment.ts';

/** What stands for the stack's address, without `/v1`, in arguments and variables. */
const PLACEHOLDER = '{stack}';

/** Variables in which clients and test suites look for a stack, and keys that they do not start without. */
const USUAL: Readonly<Record<string, string>> = {
  OPENAI_BASE_URL: `${PLACEHOLDER}/v1`,
  OPENAI_API_BASE: `${PLACEHOLDER}/v1`,
  OPENAI_API_KEY: 'none',
  ANTHROPIC_BASE_URL: PLACEHOLDER,
  ANTHROPIC_API_KEY: 'none',
  OGX_BASE_URL: PLACEHOLDER,
  OGX_CONFIG: PLACEHOLDER,
  LLAMA_STACK_BASE_URL: PLACEHOLDER,
  LLAMA_STACK_CONFIG: PLACEHOLDER,
};

/** Settings of this project, which are no business of the command. */
const OURS = ['E2E_PROJECT', 'E2E_RUN'];

export const VARIABLES = Object.keys(USUAL);

export function withAddress(text: string, stack: string): string {
  return text.replaceAll(PLACEHOLDER, stack);
}

/**
 * The environment of a command: what the caller has, the usual variables, then its own.
 * @param stack the address that leads to the stack, without `/v1`
 */
export function commandEnvironment(caller: Environment, own: Readonly<Record<string, string>>, stack: string) {
  // The address is this machine's, and no proxy's business.
  const direct = noProxyWithLoopback(caller);
  const all = { ...caller, NO_PROXY: direct, no_proxy: direct, ...USUAL, ...own };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) =>
      value === undefined || OURS.includes(name) ? [] : [[name, withAddress(value, stack)]],
    ),
  );
}
