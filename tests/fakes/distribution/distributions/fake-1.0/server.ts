/** The fake stack: `server.ts <run config> <port>`. Its run config says what it does wrong. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parse } from 'yaml';
import { z } from 'zod';

const RunConfig = z.strictObject({
  models: z.array(z.string()).default([]),
  /** Printed before it leaves, with code 0, without having served. */
  leaves: z.string().optional(),
  /** Leaves like that at its first start only. */
  leavesOnce: z.string().optional(),
  /** Has a worker process, as ogx has. */
  worker: z.boolean().default(false),
  storage: z.looseObject({ backends: z.record(z.string(), z.looseObject({ type: z.string() })) }).optional(),
  apis: z.array(z.string()).default([]),
  providers: z.record(z.string(), z.array(z.looseObject({ provider_id: z.string().nullish() }))).default({}),
});

const [, , file = '', port = ''] = process.argv;
const config = RunConfig.parse(parse(filled(readFileSync(file, 'utf8'))));
const again = existsSync('started');
writeFileSync('started', '');
const last = config.leaves ?? (again ? undefined : config.leavesOnce);
if (last !== undefined) {
  console.log(last);
  process.exit(0);
}
const worker = config.worker ? spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']) : undefined;

createServer((request, response) => {
  if (request.url === '/v1/stream') {
    response.write('data: for ever\n\n');
    return;
  }
  if (request.url === '/die') process.exit(3);
  if (request.url?.startsWith('/v1/chat/') === true) {
    passOn(request, response).catch(() => response.destroy());
    return;
  }
  const answers: Record<string, object> = {
    '/v1/health': { status: 'OK' },
    '/v1/version': { version: '1.0.0' },
    '/v1/providers': {
      data: Object.entries(config.providers)
        .flatMap(([api, providers]) => providers.map((provider) => ({ api, ...provider })))
        .filter(({ provider_id: id }) => id),
    },
    '/v1/models': { data: config.models.map((id) => ({ id })) },
    '/about': { environment: process.env, cwd: process.cwd(), pids: [process.pid, worker?.pid].filter(Boolean) },
  };
  response.statusCode = answers[request.url ?? ''] ? 200 : 404;
  response.end(JSON.stringify(answers[request.url ?? ''] ?? {}));
}).listen(Number(port), '127.0.0.1', () => console.log('serving'));
process.on('SIGTERM', () => undefined);

/** Asks its provider the same, and in whose name it is asked unless that is to be lost; a fault of the provider is one of its own. */
async function passOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = Buffer.concat(await request.toArray());
  const { baggage } = request.headers;
  const answer = await fetch(`${process.env['OPENAI_BASE_URL']}${request.url?.slice('/v1'.length)}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: 'Bearer dummy',
      ...(baggage !== undefined && !body.includes('lose identity') && { baggage: String(baggage) }),
    },
    body,
  });
  const text = await answer.text();
  response.writeHead(answer.ok ? 200 : 500, { 'content-type': 'application/json' });
  response.end(answer.ok ? text : JSON.stringify({ detail: 'Internal server error' }));
}

/** Variables as the real stacks fill them: `${env.X}`, `${env.X:=default}`, `${env.X:+text where X is set}`. */
function filled(text: string): string {
  return text.replaceAll(/\$\{env\.(\w+)(?::([=+])(.*?))?\}/g, (_, name: string, how: string, other: string = '') => {
    const value = process.env[name] ?? '';
    if (how === '+') return value === '' ? '' : other;
    return value === '' ? other : value;
  });
}
