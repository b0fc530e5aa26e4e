/** Answers that come with a release of the stack, whatever a test does, and are too large for the recording of each test. */
import { createHash } from 'node:crypto';
import { answerChunks } from './body.ts';
import type { Json, RecordedAnswer, RecordedRequest } from './exchange.ts';
import { isObject, jsonIn } from './json.ts';

/** Their paths. Only what is the same in every run belongs here: nothing of it can be replayed. */
const DOCUMENTS = new Set(['/openapi.json']);

/**
 * The answer of a stack as stored: a document by its digest and size. The digest is that of the value with the keys in
 * order, since older lines list their paths in another order in every process.
 */
export function storedAnswer({ method, path }: RecordedRequest, answer: RecordedAnswer): RecordedAnswer {
  if (method !== 'GET' || !DOCUMENTS.has(path) || answer.status !== 200) return answer;
  const bytes = Buffer.concat(answerChunks(answer));
  const value = jsonIn(bytes.toString('utf8'));
  if (value === undefined) return answer;
  const sha256 = createHash('sha256')
    .update(JSON.stringify(inOrder(value)))
    .digest('hex');
  return { ...answer, body: { sha256, bytes: bytes.length } };
}

/** Whether an answer is a document, which cannot be given again. */
export function isDocument({ body }: RecordedAnswer): boolean {
  return body !== undefined && 'sha256' in body;
}

function inOrder(value: Json): Json {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isObject(value)) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, item]) => [name, inOrder(item)]));
}
