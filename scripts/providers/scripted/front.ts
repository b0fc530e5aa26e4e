import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { WireForm } from '../../../replay/answers/wire-form.ts';
import type { Json, Source } from '../../../replay/recording/exchange.ts';
import { readChat } from '../../../replay/answers/chat-request.ts';
import type { Conversation } from '../../../replay/answers/conversation.ts';
import { parseJson } from '../../../replay/recording/json.ts';
import { matchScript } from './match.ts';
import type { ClientRequest, PassOn } from './pass-on.ts';
import type { Judge } from './judge.ts';
import type { Entry } from './script.ts';
import { sendCompletion, sendJson, sendPlain } from './send.ts';

/** Says which server stands behind the front, with its version and models; on every answer. */
export const RECORDED_FROM_HEADER = 'x-e2e-recorded-from';
/** Says who gave this very answer: `provider`, `local model` or `scripted`; on every answer. */
export const SOURCE_HEADER = 'x-e2e-source';

export interface FrontOptions {
  /** 0 takes a free one. */
  port: number;
  /** Answers that come before the real server's; an empty list passes everything on. */
  script: readonly Entry[];
  /** Models that the server behind does not have: the front lists them, and only the script answers for them. */
  models?: readonly string[];
  /** The same for what is no chat. */
  judges?: readonly Judge[];
  passOn: PassOn;
  recordedFrom: string;
  /** What the server behind is. */
  source: Exclude<Source, 'scripted'>;
  /** How the server behind writes its answers. */
  form: WireForm;
}

export interface Front {
  port: number;
  /** Breaks open connections off. */
  stop: () => Promise<void>;
}

/**
 * Starts the HTTP server in front of a provider, on 127.0.0.1. Chat requests that the script covers get its answer,
 * everything else goes on to the real server. Rejects with node's own error when the port is taken.
 */
export async function startFront(options: FrontOptions): Promise<Front> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answer(options: FrontOptions, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/', rawHeaders } = incoming;
  const request: ClientRequest = { method, url, rawHeaders, body: await buffer(incoming) };
  const asked = isChat(request) ? readChat(parsed(request.body.toString('utf8'))) : undefined;
  if (asked?.user !== undefined && asked.choices === 1 && answerFromScript(options, asked, response)) return;
  const judged = options.judges?.map((judge) => judge(request)).find((answer) => answer !== undefined);
  if (judged !== undefined) {
    sendJson(response, judged.status, judged.body, {
      [RECORDED_FROM_HEADER]: options.recordedFrom,
      [SOURCE_HEADER]: 'scripted',
    });
    return;
  }
  const headers = { [RECORDED_FROM_HEADER]: options.recordedFrom, [SOURCE_HEADER]: options.source };
  try {
    await options.passOn(request, response, headers);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `The server behind the front did not answer ${method} ${url}: ${why}. See whether it still runs.`;
    sendJson(response, 502, { error: { message, type: 'bad_gateway', param: null, code: null } }, headers);
  }
}

function parsed(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function isChat({ method, url }: ClientRequest): boolean {
  return method === 'POST' && (url.split('?')[0] ?? '').endsWith('/v1/chat/completions');
}

function answerFromScript(options: FrontOptions, asked: Conversation, response: ServerResponse): boolean {
  const match = matchScript(options.script, asked);
  if (match === undefined) return false;
  const { name } = match;
  const headers = { [RECORDED_FROM_HEADER]: options.recordedFrom, [SOURCE_HEADER]: 'scripted' };
  if ('problem' in match) {
    const message = `The scripted answer "${name}" fits this request and cannot be given: ${match.problem}. Correct its YAML or the request.`;
    const error = { message, type: 'scripted_answer', param: null, code: null };
    sendJson(response, 500, { error }, { ...headers, 'x-should-retry': 'false' });
  } else if ('status' in match.answer) sendPlain(response, match.answer, headers);
  else {
    const created = Math.floor(Date.now() / 1000);
    sendCompletion(response, { name, answer: match.answer, asked, created, form: options.form }, headers);
  }
  return true;
}
