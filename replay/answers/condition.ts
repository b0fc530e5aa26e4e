import type { Json } from '../recording/exchange.ts';
import { isObject } from '../recording/json.ts';
import type { Condition } from './answer.ts';
import type { Asked } from './request.ts';

/** Whether all that a condition says holds of a request. */
export function holds(when: Condition, { provider, path, body, conversation, user }: Asked): boolean {
  const text = (part: string | undefined, whole: string | undefined): boolean =>
    part === undefined || whole?.includes(part) === true;
  const same = <T>(wanted: T | undefined, is: T | undefined): boolean => wanted === undefined || wanted === is;
  return (
    same(when.provider, provider) &&
    (when.path === undefined || path.endsWith(when.path)) &&
    same(when.model, modelOf(body)) &&
    same(when.stream, isObject(body) && body.stream === true) &&
    text(when.user, user) &&
    text(when.system, conversation?.system) &&
    same(when.toolResults, conversation?.toolResults.length) &&
    (when.tool === undefined || conversation?.tools.some(({ name }) => name === when.tool) === true) &&
    (when.body === undefined || isPart(when.body, body))
  );
}

export function modelOf(body: Json | undefined): string | undefined {
  return isObject(body) && typeof body.model === 'string' ? body.model : undefined;
}

/** Whether `whole` holds all members of `part`, at any depth; lists are compared item by item, and have as many. */
function isPart(part: Json, whole: Json | undefined): boolean {
  if (Array.isArray(part)) {
    return (
      Array.isArray(whole) && whole.length === part.length && part.every((item, index) => isPart(item, whole[index]))
    );
  }
  if (!isObject(part)) return part === whole;
  return isObject(whole) && Object.entries(part).every(([key, value]) => isPart(value, whole[key]));
}
