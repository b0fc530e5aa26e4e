/** The control requests of test runs, as `control.ts` describes them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { Fault } from '../../errors/fault.ts';
import type { Attempts } from './attempts.ts';
import type { StacksBeside } from './control-stacks.ts';
import { RefusedAttempt } from './refused-attempt.ts';
import {
  Attempt,
  AttemptEnd,
  GivenAnswers,
  PROTOCOL_VERSION,
  Run,
  TOKEN_HEADER,
  VERSION_HEADER,
  type AttemptState,
  type RunVerdict,
  type Unproved,
} from '../control/protocol.ts';
import { OpenAttempt } from './open-attempt.ts';
import { shownRequest } from './shown-request.ts';

interface Reply {
  status: number;
  body: object;
}

export function isControl({ url = '' }: IncomingMessage): boolean {
  return url.startsWith('/-/');
}

export async function answerControl(
  message: IncomingMessage,
  response: ServerResponse,
  token: string,
  attempts: Attempts,
  stacks: StacksBeside,
): Promise<void> {
  const { status, body } = await reply(message, token, attempts, stacks);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function reply(
  message: IncomingMessage,
  token: string,
  attempts: Attempts,
  stacks: StacksBeside,
): Promise<Reply> {
  if (!shows(message.headers[TOKEN_HEADER], token))
    return refusal(403, 'The gateway was started by another run: the token is wrong.');
  const version = message.headers[VERSION_HEADER] ?? String(PROTOCOL_VERSION);
  if (version !== String(PROTOCOL_VERSION))
    return refusal(
      400,
      `The control protocol here has version ${PROTOCOL_VERSION}, and the client was written for ${String(version)}. Use a client and a gateway of the same release.`,
    );
  const [, kind, id, action] = /^\/-\/(\w+)(?:\/([\w.-]+)(?:\/(\w+))?)?$/.exec(message.url ?? '') ?? [];
  if (message.method === 'GET' && kind === 'status')
    return { status: 200, body: { ok: true, protocol: PROTOCOL_VERSION } };
  if (message.method === 'GET' && kind === 'runs' && id !== undefined && action === 'unproved')
    return { status: 200, body: { tests: attempts.runs.unprovedOf(id)?.tests() ?? [] } satisfies Unproved };
  if (message.method === 'GET' && kind === 'attempts' && id !== undefined) return ofAttempt(id, action, attempts);
  try {
    const value = await json(message);
    if (kind === 'runs' && id === undefined) return openRun(Run.parse(value), attempts);
    if (kind === 'runs' && id !== undefined && action === 'close') return closeRun(id, attempts);
    if (kind === 'attempts' && id === undefined) {
      await attempts.open(Attempt.parse(value));
      return { status: 200, body: {} };
    }
    if (kind === 'attempts' && id !== undefined && action === 'close') {
      const verdict = await attempts.close(id, AttemptEnd.parse(value));
      return verdict === undefined ? notOpen(id) : { status: 200, body: verdict };
    }
    if (kind === 'attempts' && id !== undefined && action === 'answers') {
      return giveAnswers(id, GivenAnswers.parse(value), attempts);
    }
    if (kind === 'stacks') {
      const body = await stacks.reply(id, action, value);
      if (body !== undefined) return { status: 200, body };
    }
  } catch (error) {
    if (error instanceof RefusedAttempt || error instanceof Fault) return refusal(409, error.message);
    if (error instanceof z.ZodError) return refusal(400, `The gateway was asked wrongly: ${z.prettifyError(error)}`);
    if (error instanceof SyntaxError) return refusal(400, `The gateway was asked wrongly: ${error.message}`);
    return refusal(500, `The gateway failed at ${message.method} ${message.url}: ${String(error)}`);
  }
  return refusal(404, `The gateway has no control request ${message.method} ${message.url}.`);
}

function openRun(run: Run, attempts: Attempts): Reply {
  attempts.openRun(run);
  return { status: 200, body: {} };
}

function ofAttempt(id: string, action: string | undefined, attempts: Attempts): Reply {
  const attempt = attempts.find(id);
  if (!(attempt instanceof OpenAttempt)) return notOpen(id);
  if (action === 'requests') return { status: 200, body: { requests: attempt.requests.map(shownRequest) } };
  return { status: 200, body: { running: attempt.running, answering: attempt.answering } satisfies AttemptState };
}

function giveAnswers(id: string, { answers, recorded }: z.output<typeof GivenAnswers>, attempts: Attempts): Reply {
  const attempt = attempts.find(id);
  if (!(attempt instanceof OpenAttempt)) return notOpen(id);
  const refused = recorded === undefined ? attempt.give(answers) : attempt.bend(recorded);
  return refused === undefined ? { status: 200, body: {} } : refusal(409, refused);
}

function notOpen(id: string): Reply {
  return refusal(404, `The attempt ${id} is not open.`);
}

function closeRun(id: string, attempts: Attempts): Reply {
  const errors = attempts.runs.close(id);
  const body: RunVerdict | undefined = errors && { errors };
  return body === undefined ? refusal(404, `The run ${id} is not open.`) : { status: 200, body };
}

function refusal(status: number, error: string): Reply {
  return { status, body: { error } };
}

function shows(header: string | string[] | undefined, token: string): boolean {
  const [shown, wanted] = [Buffer.from(String(header ?? '')), Buffer.from(token)];
  return shown.length === wanted.length && timingSafeEqual(shown, wanted);
}

async function json(message: IncomingMessage): Promise<unknown> {
  const text = Buffer.concat(await message.toArray()).toString('utf8');
  return text === '' ? {} : JSON.parse(text);
}
