/** The command line of `gateway`, as one value. */
import { parseArgs } from 'node:util';
import { UsageFault } from '../../errors/fault.ts';
import { modes, type Mode } from '../../replay/control/protocol.ts';
import { NAME } from '../../replay/recording/names.ts';
import { wordOf } from '../../run/words.ts';
import { portOf } from '../../stack/pointer/pointer.ts';
import { namedTest, type NamedTest } from '../external/names.ts';
import { listeningIn } from '../listening.ts';

const options = {
  mode: { type: 'string' },
  setup: { type: 'string' },
  upstream: { type: 'string', multiple: true },
  name: { type: 'string' },
  port: { type: 'string' },
  listen: { type: 'string' },
  json: { type: 'boolean' },
  'allow-empty': { type: 'boolean' },
} as const;

export interface GatewayCommand {
  /** As INFERENCE_MODE says, where it is not given. */
  mode: Mode | undefined;
  setup: string | undefined;
  /** Addresses of providers, by name. */
  upstreams: readonly { name: string; url: string }[];
  /** The recording that calls without an identity belong to; undefined where each needs one. */
  named: NamedTest | undefined;
  /** At the loopback without a host, at a free port without one. */
  listening: { host?: string; port?: number };
  json: boolean;
  allowEmpty: boolean;
}

/** @throws {UsageFault} for what is no command line of `gateway` */
export function parseGateway(args: readonly string[]): GatewayCommand {
  const { values } = parseArgs({ args: [...args], options });
  const upstreams = (values.upstream ?? []).map(upstreamIn);
  if (values.setup === undefined && upstreams.length === 0)
    throw new UsageFault({
      what: 'No provider is named.',
      fix: 'Give --setup <setup> for the providers of one, or --upstream openai=https://api.openai.com; several of them for several.',
    });
  return {
    mode: values.mode === undefined ? undefined : wordOf('--mode', values.mode, modes, 'mode'),
    setup: values.setup,
    upstreams,
    named: values.name === undefined ? undefined : namedTest(values.name),
    listening: listeningOf(values),
    json: values.json ?? false,
    allowEmpty: values['allow-empty'] ?? false,
  };
}

function listeningOf({ port, listen }: { port?: string; listen?: string }): GatewayCommand['listening'] {
  if (port !== undefined && listen !== undefined)
    throw new UsageFault({ what: '--port and --listen say both where the gateway listens.', fix: 'Give one of them.' });
  if (listen !== undefined) return listeningIn(listen);
  return port === undefined ? {} : { port: portOf({ STACK_PORT: port }) };
}

function upstreamIn(text: string): { name: string; url: string } {
  const [, name = '', url = ''] = /^([^=]*)=(.*)$/.exec(text) ?? [];
  if (NAME.test(name) && /^https?:/.test(url) && URL.canParse(url)) return { name, url };
  throw new UsageFault({
    what: `--upstream ${text} is no address of a provider.`,
    why: 'A name of small letters, digits and "-" stands before "=", and an http address behind it.',
    fix: 'Give --upstream openai=https://api.openai.com.',
  });
}
