/** What a model said in one turn, whole or streamed. */
import type { Json } from '../../replay/recording/exchange.ts';
import type { JsonObject } from '../../replay/recording/json.ts';
import { at, isNumber, objectsIn } from './relation.ts';
import type { Served } from './served.ts';

export interface Said {
  text: string;
  refusal: string;
  /** Under both names that servers have for it. */
  reasoning: string;
  toolCalls: { id: string; name: string; arguments: string }[];
  /** Why the first choice ended. */
  finish: Json | undefined;
  /** The tokens of its text with their probabilities. */
  logprobs: Json[];
  usage: Json | undefined;
}

/** What the first choice of a chat completion says; undefined for what is none. */
export function saidBy({ route, json, events }: Served): Said | undefined {
  if (route !== 'chat/completions') return undefined;
  const parts = json === undefined ? events : [json];
  if (parts === undefined) return undefined;
  const said = nothing();
  for (const part of parts) {
    said.usage = part['usage'] ?? said.usage;
    for (const choice of objectsIn(part['choices'])) if (choice['index'] === 0) add(said, choice);
  }
  return said;
}

function nothing(): Said {
  return { text: '', refusal: '', reasoning: '', toolCalls: [], finish: undefined, logprobs: [], usage: undefined };
}

function add(said: Said, choice: JsonObject): void {
  const message = choice['message'] ?? choice['delta'];
  said.text += text(at(message, 'content'));
  said.refusal += text(at(message, 'refusal'));
  said.reasoning += text(at(message, 'reasoning_content') ?? at(message, 'reasoning'));
  said.finish = choice['finish_reason'] ?? said.finish;
  said.logprobs.push(...objectsIn(at(choice, 'logprobs.content')));
  for (const [n, piece] of objectsIn(at(message, 'tool_calls')).entries()) {
    // The calls of a whole message have no index.
    const call = (said.toolCalls[isNumber(piece['index']) ? piece['index'] : n] ??= {
      id: '',
      name: '',
      arguments: '',
    });
    call.id ||= text(piece['id']);
    call.name ||= text(at(piece, 'function.name'));
    call.arguments += text(at(piece, 'function.arguments'));
  }
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The sum over all turns of a count of their usage; undefined where a turn does not tell it. */
export function sumOf(said: readonly Said[], name: string): number | undefined {
  const counts = said.map(({ usage }) => at(usage, name)).filter(isNumber);
  return counts.length === said.length ? counts.reduce((sum, count) => sum + count, 0) : undefined;
}
