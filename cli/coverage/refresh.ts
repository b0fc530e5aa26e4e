/** Asks a running stack for its OpenAPI document. */
import { z } from 'zod';
import { cacheFolder } from '../../stack/process/cache.ts';
import type { Distribution } from '../../stack/pointer/distribution.ts';
import { Fault, messageOf } from '../../errors/fault.ts';
import { keptStacks } from '../../stack/supervisor/registry.ts';
import { operationsOf, type Served } from './operations.ts';

const Version = z.object({ version: z.string() });

/**
 * The operations of the stack at `url` (without `/v1`); without one, of a kept stack of the distribution's line.
 * @throws {Fault} when there is none, it does not answer, or it is of another version than the distribution
 */
export async function refreshed(distribution: Distribution, url = keptStack(distribution)): Promise<Served> {
  const { version } = await get(new URL('/v1/version', url), (answer) => Version.parse(answer));
  if (version !== distribution.version) {
    throw new Fault({
      what: `The stack at ${url} is of version ${version}.`,
      why: `The distribution ${distribution.name} is pinned to ${distribution.version}.`,
      fix: 'Ask a stack of that version: "npm run stack" starts one.',
    });
  }
  const operations = await get(new URL('/openapi.json', url), operationsOf);
  return { stack: `${distribution.package} ${version}`, operations };
}

function keptStack({ line, name }: Distribution): string {
  const kept = keptStacks(cacheFolder(process.env)).find(({ access }) => access.line === line);
  if (kept) return kept.access.stackUrl;
  throw new Fault({
    what: `No stack of ${name} is kept on this machine.`,
    fix: 'Start one with "npm run stack", or name one: "npm run coverage -- --refresh --url http://127.0.0.1:8321".',
  });
}

async function get<T>(url: URL, parse: (answer: unknown) => T): Promise<T> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(30_000) });
    if (!answer.ok) throw new Error(`it answers ${answer.status}`);
    return parse(await answer.json());
  } catch (error) {
    throw new Fault({
      what: `${url.href} cannot be read.`,
      why: messageOf(error),
      fix: 'Is a stack running there? "npm run stack" starts one.',
    });
  }
}
