import type { ServerResponse } from 'node:http';
import type { Answer } from '../../../replay/answers/answer.ts';
import { chatAnswer, type Rendering } from '../../../replay/answers/chat.ts';
import { answerChunks } from '../../../replay/recording/body.ts';
import type { AddedHeaders } from './pass-on.ts';
import type { Completion, PlainAnswer } from './script.ts';

/** Sends a body as JSON, at once. */
export function sendJson(response: ServerResponse, status: number, body: unknown, headers: AddedHeaders): void {
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers });
  response.end(bytes);
}

/** Sends an answer that the script gives as it stands. */
export function sendPlain(response: ServerResponse, answer: PlainAnswer, added: AddedHeaders): void {
  sendJson(response, answer.status, answer.body, { ...answer.headers, ...added });
}

/** What the script answers, and to what. */
export interface Scripted extends Pick<Rendering, 'asked' | 'form' | 'created'> {
  /** Of the script's entry. */
  name: string;
  answer: Completion;
}

/** Sends an assistant's message: as events, one write each, when the request asked for a stream; else as one JSON. */
export function sendCompletion(response: ServerResponse, scripted: Scripted, added: AddedHeaders): void {
  const { name, answer, asked, form, created } = scripted;
  const { content, break: broken, hold, ...said } = answer;
  const message = { kind: 'message' as const, ...(content === undefined ? {} : { text: content }), ...said };
  // A request's text holds the random ids of files, which would make the answer's ids new in each recording.
  const seed = [name, asked.model, asked.messages, asked.stream];
  const sent = chatAnswer({ message, asked, form, created, seed }, endOf(broken, hold));
  const cache = asked.stream ? { 'cache-control': 'no-cache' } : {};
  response.writeHead(sent.status, { ...sent.headers, ...cache, ...added });
  response.flushHeaders();
  for (const chunk of answerChunks(sent)) response.write(chunk);
  if (sent.end === undefined) response.end();
  else if (sent.end === 'broken') response.write('', () => response.destroy());
}

function endOf(broken: number | undefined, held: number | undefined): Answer['end'] {
  if (broken !== undefined) return { after: broken, how: 'broken' };
  return held === undefined ? undefined : { after: held, how: 'held' };
}
