/** Where a stack is installed, which an answer that quotes a traceback names: it differs by machine, and is nobody's to read. */
import type { ClientExchange, Json } from '../recording/exchange.ts';
import { mapStrings } from '../recording/json.ts';
import { changeJson } from '../recording/json-text.ts';

const INSTALLATION = /(?:\/[\w.-]+)+(?=\/site-packages\/)/g;

/** A text with `/environment` in place of the folder of the packages. */
export function withoutInstallation(text: string): string {
  return text.replace(INSTALLATION, '/environment');
}

/** A client exchange as it is stored: its answer names no folder of the machine. */
export function portable(call: ClientExchange | null): ClientExchange | null {
  const body = call?.response.body;
  if (call === null || body === undefined || !('json' in body)) return call;
  const changed = changeJson(body, (value: Json) => mapStrings(value, withoutInstallation));
  return { ...call, response: { ...call.response, body: changed } };
}
