/** `<address>:<port>`, as options say where a server listens. */
import { isIP } from 'node:net';
import { UsageFault } from '../errors/fault.ts';

/** @throws {UsageFault} for what is no address with a port */
export function listeningIn(text: string): { host: string; port: number } {
  const [, host = '', digits = ''] = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (isIP(host) !== 0 && port > 0 && port < 65_536) return { host, port };
  throw new UsageFault({
    what: `--listen ${text} is no address with a port.`,
    why: 'An address of this machine stands before ":", in digits, and a port from 1 to 65535 behind it.',
    fix: 'Give --listen 0.0.0.0:9400 for every address of this machine.',
  });
}
