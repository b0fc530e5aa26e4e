/** Fields that hold secrets, by their names: in JSON, in forms, in queries, in headers. */
import type { Json } from '../recording/exchange.ts';

const NAMES = [
  'api[-_]?key',
  'x-api-key',
  'x-goog-api-key',
  'access[-_]?token',
  'refresh[-_]?token',
  'id[-_]?token',
  'session[-_]?token',
  'token',
  'client[-_]?secret',
  'client[-_]?assertion',
  'secret',
  'secret[-_]?key',
  'secret[-_]?access[-_]?key',
  'private[-_]?key',
  'authorization',
  'password',
].join('|');
const FIELD = new RegExp(`^(?:${NAMES})$`, 'i');
/** Such a field in JSON text, or in a form or query that stands in it. */
const MEMBER = new RegExp(`"(?:${NAMES})":|["&](?:${NAMES})=|\\["(?:${NAMES})",`, 'i');
/** A form as an address writes it: pairs, and nothing else. */
const FORM = /^[\w.~%+*-]+=[^&\s"{}<>]*(?:&[\w.~%+*-]+=[^&\s"{}<>]*)*$/;
const PAIR = new RegExp(`((?:^|&)(?:${NAMES})=)([^&]+)`, 'gi');

/** What stands where a secret field had its value. */
export const REDACTED = '<redacted>';

/**
 * Whether a field holds a secret. A value that is masked already, as a stack shows its settings, is the claim of a test and
 * no secret; and the `token` of a log probability is a word of a model.
 * @param beside the object that the field is of, where it is of one
 */
export function isSecret(field: string, value: string, beside?: { [key: string]: Json }): boolean {
  if (!FIELD.test(field) || /^\*+$/.test(value)) return false;
  return !(field === 'token' && beside !== undefined && ('logprob' in beside || 'bytes' in beside));
}

/** Whether JSON text may have such a field. */
export function mayHaveSecretField(json: string): boolean {
  return MEMBER.test(json);
}

/** A form or query without the values of such fields; another text as it is. */
export function formWithoutSecrets(text: string): string {
  return FORM.test(text) ? text.replaceAll(PAIR, (_, name: string) => name + REDACTED) : text;
}

const ISSUED = /^(?:access_token|refresh_token|id_token|client_secret)$/;

/** The tokens that an answer issues (RFC 6749, section 5.1; RFC 7591, section 3.2.1). */
export function issuedTokens(json: Json): string[] {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return [];
  return Object.entries(json).flatMap(([name, value]) =>
    ISSUED.test(name) && typeof value === 'string' ? [value] : [],
  );
}
