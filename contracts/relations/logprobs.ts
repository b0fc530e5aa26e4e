/** The probabilities of tokens agree with the tokens. */
import type { Json } from '../../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import { type Broken, isNumber, objectsIn, type Relation, same, typeOf } from './relation.ts';

export const logprobs: Relation = {
  name: 'logprobs agree',
  holds:
    'the bytes of a token spell it, no logarithm of a probability is above 0, and top_logprobs has as many as were asked for, each once, the most likely first',
  source: 'OpenAI OpenAPI: ChatCompletionTokenLogprob, LogProb, CreateResponse.top_logprobs',
  check: (calls) =>
    calls.flatMap((call) => {
      const values: readonly JsonObject[] = call.answer === undefined ? (call.events ?? []) : [call.answer];
      return values.flatMap((value) =>
        tokensIn(value, call.events === undefined ? '' : typeOf(value)).flatMap((each) => ofToken(call, each)),
      );
    }),
};

interface Token {
  token: JsonObject;
  path: string;
}

function tokensIn(value: Json, path: string): Token[] {
  if (Array.isArray(value)) {
    return typeof value[0] === 'number' ? [] : value.flatMap((item, n) => tokensIn(item, `${path}[${n}]`));
  }
  if (!isObject(value)) return [];
  if ('token' in value && 'logprob' in value) return [{ token: value, path }];
  return Object.entries(value).flatMap(([name, member]) => tokensIn(member, path === '' ? name : `${path}.${name}`));
}

function ofToken(call: Call, { token, path }: Token): Broken[] {
  const top = token['top_logprobs'];
  const asked = call.asked['top_logprobs'];
  const others = objectsIn(top);
  return [
    ...spelled(call, token, path),
    ...others.flatMap((other, n) => spelled(call, other, `${path}.top_logprobs[${n}]`)),
    ...(Array.isArray(top) && isNumber(asked) && top.length !== asked
      ? [{ call, path: `${path}.top_logprobs`, due: `${asked} tokens`, came: top.length }]
      : []),
    ...others.flatMap((other, n) => {
      const before = others[n - 1];
      const at = `${path}.top_logprobs[${n}]`;
      const [due, came] = [before?.['logprob'], other['logprob']];
      const again =
        others.findIndex((each) => same(each['token'], other['token']) && same(each['bytes'], other['bytes'])) !== n;
      return [
        ...(isNumber(due) && isNumber(came) && came > due
          ? [{ call, path: `${at}.logprob`, due: `at most ${due}, as the one before it`, came }]
          : []),
        ...(again ? [{ call, path: `${at}.token`, due: 'a token that no other is', came: other['token'] }] : []),
      ];
    }),
  ];
}

function spelled(call: Call, { token, bytes, logprob }: JsonObject, path: string): Broken[] {
  return [
    ...(isNumber(logprob) && logprob > 0 ? [{ call, path: `${path}.logprob`, due: 'at most 0', came: logprob }] : []),
    ...(typeof token === 'string' && Array.isArray(bytes) && !spells(bytes, token)
      ? [{ call, path: `${path}.bytes`, due: `the bytes of "${token}"`, came: bytes }]
      : []),
  ];
}

function whole(text: string): string {
  return text.replaceAll('\uFFFD', '');
}

/** A token may end in a part of a letter, which no text can hold. */
function spells(bytes: readonly Json[], token: string): boolean {
  const octets = bytes.filter(isNumber);
  if (octets.length !== bytes.length || octets.some((byte) => byte < 0 || byte > 255)) return false;
  return whole(Buffer.from(octets).toString()) === whole(token);
}
