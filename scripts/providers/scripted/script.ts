import { isDeepStrictEqual } from 'node:util';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const regexp = z.string().transform((source, context) => {
  try {
    return new RegExp(source, 'u');
  } catch (error) {
    context.addIssue({ code: 'custom', message: `not a regular expression: ${String(error)}` });
    return z.NEVER;
  }
});

const when = z
  .strictObject({
    /** The whole text of the last user message. */
    user: z.string().optional(),
    /** A part of it, where the stack writes the message and the spec knows only some of it. */
    userHas: z.string().min(1).optional(),
    /** How many tool messages follow the last user message. */
    toolResults: z.int().min(0).default(0),
    /** At least one of these functions is offered; `{{tool}}` is the first of them that is. */
    tools: z.array(z.string()).min(1).optional(),
    /** A part of the system messages. */
    system: z.string().optional(),
    model: z.string().optional(),
    /** Whether the last user message holds an image. */
    image: z.boolean().optional(),
  })
  .refine(({ user, userHas }) => (user === undefined) !== (userHas === undefined), {
    message: 'needs either user or userHas',
  });

const usage = z.strictObject({ prompt: z.int().min(0), completion: z.int().min(0) });

const toolCall = z.strictObject({
  name: z.string(),
  /** An object; or the very text, for arguments that are no JSON. */
  arguments: z.union([z.record(z.string(), z.json()), z.string()]),
  /** In a stream, the chunk that names the function brings all arguments with it. */
  whole: z.literal(true).optional(),
});

const completion = z
  .strictObject({
    content: z.string().optional(),
    toolCalls: z.array(toolCall).min(1).optional(),
    refusal: z.string().optional(),
    reasoning: z.string().optional(),
    finish: z.enum(['stop', 'length', 'content_filter']).optional(),
    usage: usage.optional(),
    /** The connection breaks after so many pieces of a stream; without a stream, before the body. */
    break: z.int().min(0).optional(),
    /** Nothing more comes after so many pieces of a stream, until the other side goes away; without a stream, no body. */
    hold: z.int().min(0).optional(),
  })
  .refine(({ break: broken, hold }) => broken === undefined || hold === undefined, {
    message: 'can either break or hold',
  })
  .refine((answer) => [answer.content, answer.toolCalls, answer.refusal].some((part) => part !== undefined), {
    message: 'needs content, toolCalls or refusal',
  });

const plainAnswer = z.strictObject({
  status: z.int().min(200).max(599),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.json().optional(),
});

const entry = z.strictObject({
  name: z.string().regex(/^[\x20-\x7e]+$/, 'must be printable ASCII'),
  when,
  /** Regular expressions on the joined tool results; `{{key}}` is the first group, or all that was found. */
  capture: z.record(z.string(), regexp).default({}),
  answer: z.union([completion, plainAnswer]),
});

export type Json = z.infer<ReturnType<typeof z.json>>;
export type ToolCall = z.infer<typeof toolCall>;
export type When = z.infer<typeof when>;
/** An assistant's message, to be sent whole or as a stream. */
export type Completion = z.infer<typeof completion>;
/** An answer given as status, headers and JSON body, such as a provider's error. */
export type PlainAnswer = z.infer<typeof plainAnswer>;
export type Entry = z.infer<typeof entry>;

const scriptSchema = z.array(entry).superRefine((entries, context) => {
  entries.forEach(({ name, when, capture, answer }, i) => {
    const problem = (message: string) =>
      context.addIssue({ code: 'custom', path: [i], message: `"${name}" ${message}` });
    const known = [
      ...Object.keys(capture),
      ...(when.tools ? ['tool', 'parameters'] : []),
      'tools',
      'told',
      'settings',
      'image',
      'file',
    ];
    const unknown = placeholders(answer).filter((key) => !known.includes(key));
    if (unknown.length > 0) problem(`uses {{${unknown.join('}}, {{')}}}, which nothing defines`);
    if (when.toolResults === 0 && Object.keys(capture).length > 0)
      problem('captures from tool results, but expects none');
    for (const earlier of entries.slice(0, i)) {
      if (earlier.name === name) problem('is the name of two answers');
      else if (isDeepStrictEqual(earlier.when, when))
        problem(`can never be given: "${earlier.name}" has the same "when"`);
    }
  });
});

function placeholders(answer: Entry['answer']): string[] {
  return [...JSON.stringify(answer).matchAll(/\{\{(\w+)\}\}/g)].map(([, key]) => key ?? '');
}

/** Checks entries from outside. Throws an error that names each fault and its place. */
export function parseScript(data: unknown, origin: string): Entry[] {
  const parsed = scriptSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new Error(
    `The scripted answers of ${origin} cannot be used:\n${z.prettifyError(parsed.error)}\nMend the YAML and start again.`,
  );
}

/** Reads all `*.yaml` of a folder, in the order of their names, as one script. */
export async function loadScript(folder: string): Promise<Entry[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const files = await Promise.all(
    names.map(async (name): Promise<readonly unknown[]> => {
      const data: unknown = parse(await readFile(join(folder, name), 'utf8'));
      const list = z.array(z.unknown()).safeParse(data);
      return list.success ? list.data : parseScript(data, name);
    }),
  );
  return parseScript(files.flat(), names.join(', '));
}
