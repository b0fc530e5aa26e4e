import { BAGGAGE_ATTEMPT, BAGGAGE_CALL, BAGGAGE_KEYS } from './protocol.ts';

/** Whose call a request is. */
export interface Identity {
  attempt: string;
  /** Position of the client call that caused it, counted from 1. */
  call?: number;
  /** Marks of the keys that the client handed on in its provider data. */
  keys?: readonly string[];
}

/** The baggage header of a client call: W3C Baggage, section 3.3.1. */
export function baggage({ attempt, call, keys = [] }: Identity): string {
  return [
    `${BAGGAGE_ATTEMPT}=${attempt}`,
    ...(call === undefined ? [] : [`${BAGGAGE_CALL}=${call}`]),
    ...(keys.length === 0 ? [] : [`${BAGGAGE_KEYS}=${keys.join('.')}`]),
  ].join();
}

/** Whether a member of a baggage header, `key=value;properties`, is one of ours. */
export function isOwnMember(member: string): boolean {
  const [key = ''] = member.split('=');
  return [BAGGAGE_ATTEMPT, BAGGAGE_CALL, BAGGAGE_KEYS].includes(key.trim());
}

/** The identity that a baggage header carries, or undefined. Members of others are passed over. */
export function readBaggage(header: string | undefined): Identity | undefined {
  if (header === undefined) return undefined;
  const members = new Map(
    header.split(',').map((member) => {
      const [key = '', value = ''] = (member.split(';')[0] ?? '').split('=');
      return [key.trim(), value.trim()] as const;
    }),
  );
  const attempt = members.get(BAGGAGE_ATTEMPT);
  if (attempt === undefined || attempt === '') return undefined;
  const call = Number(members.get(BAGGAGE_CALL));
  const keys = members.get(BAGGAGE_KEYS)?.split('.');
  return {
    attempt,
    ...(Number.isInteger(call) && call > 0 ? { call } : {}),
    ...(keys === undefined ? {} : { keys }),
  };
}
