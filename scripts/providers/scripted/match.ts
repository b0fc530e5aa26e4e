import type { Conversation } from '../../../replay/answers/conversation.ts';
import type { Completion, Entry, Json, PlainAnswer, ToolCall, When } from './script.ts';

/** A script's answer to one request, its placeholders filled; or why it could not be filled. */
export type Match = { name: string; answer: Completion | PlainAnswer } | { name: string; problem: string };

/** The first entry whose `when` holds; `undefined` when the script does not cover the request. */
export function matchScript(script: readonly Entry[], asked: Conversation): Match | undefined {
  const entry = script.find(({ when }) => holds(when, asked));
  if (entry === undefined) return undefined;
  const { name, when, capture, answer } = entry;
  const results = asked.toolResults.join('\n');
  const values = new Map<string, string>();
  const tool = when.tools?.map((name) => asked.tools.find((offered) => offered.name === name)).find(Boolean);
  if (tool !== undefined) {
    values.set('tool', tool.name);
    values.set('parameters', JSON.stringify(tool.parameters ?? null));
  }
  values.set('tools', asked.tools.map(({ name }) => name).join(', '));
  values.set('told', JSON.stringify(asked.told));
  values.set('settings', JSON.stringify(asked.settings));
  values.set('image', asked.lastImage ?? 'none');
  values.set('file', asked.lastFile ?? 'none');
  for (const [key, pattern] of Object.entries(capture)) {
    const found = pattern.exec(results);
    if (found === null)
      return { name, problem: `/${pattern.source}/ finds nothing in the tool results: ${results.slice(0, 300)}` };
    values.set(key, found[1] ?? found[0]);
  }
  return { name, answer: fill(answer, filler(values)) };
}

function holds(when: When, asked: Conversation): boolean {
  return (
    (when.user ?? asked.user) === asked.user &&
    (asked.user ?? '').includes(when.userHas ?? '') &&
    when.toolResults === asked.toolResults.length &&
    (when.tools?.some((tool) => asked.tools.some(({ name }) => name === tool)) ?? true) &&
    asked.system.includes(when.system ?? '') &&
    (when.model ?? asked.model) === asked.model &&
    (when.image ?? asked.image) === asked.image
  );
}

type Fill = (template: string) => string;

function filler(values: ReadonlyMap<string, string>): Fill {
  return (template) => template.replace(/\{\{(\w+)\}\}/g, (whole, key: string) => values.get(key) ?? whole);
}

function fill(answer: Completion | PlainAnswer, text: Fill): Completion | PlainAnswer {
  if ('status' in answer) return answer.body === undefined ? answer : { ...answer, body: fillJson(answer.body, text) };
  const { content, refusal, reasoning, toolCalls } = answer;
  return {
    ...answer,
    ...(content === undefined ? {} : { content: text(content) }),
    ...(refusal === undefined ? {} : { refusal: text(refusal) }),
    ...(reasoning === undefined ? {} : { reasoning: text(reasoning) }),
    ...(toolCalls === undefined ? {} : { toolCalls: toolCalls.map((call) => fillCall(call, text)) }),
  };
}

function fillCall({ name, arguments: given, ...rest }: ToolCall, text: Fill): ToolCall {
  return { name: text(name), arguments: typeof given === 'string' ? text(given) : fillObject(given, text), ...rest };
}

function fillObject(object: Record<string, Json>, text: Fill): Record<string, Json> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, fillJson(value, text)]));
}

function fillJson(value: Json, text: Fill): Json {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map((item) => fillJson(item, text));
  return value !== null && typeof value === 'object' ? fillObject(value, text) : value;
}
