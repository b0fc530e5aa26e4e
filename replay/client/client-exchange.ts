/** A client's call to a stack, as it is stored and compared. */
import { answerContent, requestBody } from '../recording/body.ts';
import { storedAnswer } from '../recording/documents.ts';
import type { ClientExchange, RecordedAnswer, RecordedRequest } from '../recording/exchange.ts';
import { keptHeaders } from '../recording/kept-headers.ts';

/** @param target path and query, as `/v1/models?limit=1` */
export function clientRequest(method: string, target: string, bytes: Buffer, contentType: string): RecordedRequest {
  const body = requestBody(bytes, contentType);
  const cut = target.indexOf('?');
  return {
    method,
    path: cut === -1 ? target : target.slice(0, cut),
    ...(cut === -1 || cut === target.length - 1 ? {} : { query: target.slice(cut + 1) }),
    ...(body === undefined ? {} : { body }),
  };
}

/** @param end how the answer ended, where that was not by itself */
export function clientExchange(
  request: RecordedRequest,
  status: number,
  headers: Headers,
  chunks: readonly Buffer[],
  end: RecordedAnswer['end'],
): ClientExchange {
  // How the stack's bytes were cut into chunks is not a claim of any client.
  const { chunks: _chunks, ...content } = answerContent(chunks, headers.get('content-type') ?? '');
  const answer = { status, headers: keptHeaders(headers), ...content, ...(end === undefined ? {} : { end }) };
  return { request, response: storedAnswer(request, answer) };
}
