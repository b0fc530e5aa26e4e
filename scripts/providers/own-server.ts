import { isIP } from 'node:net';
import { Fault } from '../../errors/fault.ts';
import type { Source } from '../../replay/recording/exchange.ts';

/** A server that the user runs or rents, to put the front before. */
export interface OwnServer {
  /** The environment variable that names it. */
  variable: string;
  /** Its base URL without `/v1`. */
  root: URL;
  source: Exclude<Source, 'scripted'>;
}

/** The first of `variables` that is set, read. Throws when it is no HTTP URL. */
export function findOwnServer(
  variables: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): OwnServer | undefined {
  const variable = variables.find((name) => (environment[name] ?? '') !== '');
  if (variable === undefined) return undefined;
  const value = environment[variable] ?? '';
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new Fault({
      what: `${variable} is "${value}", which is no HTTP URL.`,
      why: 'The front passes requests on to it.',
      fix: 'Set it to one such as http://127.0.0.1:8000/v1, or unset it to start a local server.',
    });
  }
  const root = new URL(url.pathname.replace(/\/+$/, '').replace(/\/v1$/, ''), url.origin);
  return { variable, root, source: isNear(url.hostname) ? 'local model' : 'provider' };
}

/** Whether a host is this machine or one of the same network; what is further away is taken for the real service. */
function isNear(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  if (isIP(bare) === 4) return /^(127|10|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(bare);
  if (isIP(bare) === 6) return bare === '::1' || /^f[cd]/.test(bare);
  return !bare.includes('.') || /\.(localhost|local|internal)$/.test(bare);
}
