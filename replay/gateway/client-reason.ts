/** Why a call failed, said in the stack's own answer: it is all that many clients show. */
import { isObject, jsonIn } from '../recording/json.ts';

/**
 * The body of an answer that tells of a fault, with the reason behind the stack's words: in `error.message` or `detail`
 * where it has one, else in a member of its own; behind a text.
 */
export function withReason(body: string, contentType: string, reason: string): string {
  const value = /json/i.test(contentType) ? jsonIn(body) : undefined;
  if (!isObject(value)) return value === undefined ? `${body}\n\n${reason}\n` : body;
  const { error, detail } = value;
  if (isObject(error) && typeof error.message === 'string')
    return JSON.stringify({ ...value, error: { ...error, message: behind(error.message, reason) } });
  if (typeof detail === 'string') return JSON.stringify({ ...value, detail: behind(detail, reason) });
  return JSON.stringify({ ...value, e2e: reason });
}

/** Many stacks hand the first line of what the provider said on. */
function behind(words: string, reason: string): string {
  const [first = '', ...rest] = reason.split('\n');
  return [words, ...(words.includes(first) ? rest : [first, ...rest])].join('\n');
}
