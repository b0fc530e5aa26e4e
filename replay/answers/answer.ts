/** Answers of a provider that a spec gives itself, as data: what is answered, to which request, how often, and how it ends. */
import { z } from 'zod';
import { Delivery } from './delivery.ts';

/** Which requests an answer is for; all that is given must hold. Without one it is for every request of its kind. */
export const Condition = z.strictObject({
  provider: z.string().optional(),
  /** What the path ends with: `chat/completions`. */
  path: z.string().optional(),
  model: z.string().optional(),
  stream: z.boolean().optional(),
  /** A part of the last user message, the prompt, the query, or of a text to embed or judge. */
  user: z.string().optional(),
  /** A part of the system messages. */
  system: z.string().optional(),
  /** How many results of tools follow the last user message. */
  toolResults: z.int().min(0).optional(),
  /** The name of a function that is offered. */
  tool: z.string().optional(),
  /** A part of the body: objects may have more members, all else is equal. */
  body: z.json().optional(),
});
export type Condition = z.infer<typeof Condition>;

const toolCall = z.strictObject({
  /** The function, or several: the first of them that was offered. */
  name: z.union([z.string(), z.array(z.string()).min(1)]),
  /** A value, sent as JSON; or the very text, for arguments that are no JSON. */
  arguments: z.union([z.record(z.string(), z.json()), z.string()]),
  /** In a stream, all arguments come with the name. */
  whole: z.boolean().optional(),
});
export type ToolCall = z.infer<typeof toolCall>;

const message = z.strictObject({
  kind: z.literal('message'),
  /** The text; of a list, each piece is an event of its own when it is streamed. */
  text: z.union([z.string(), z.array(z.string())]).optional(),
  reasoning: z.string().optional(),
  refusal: z.string().optional(),
  toolCalls: z.array(toolCall).min(1).optional(),
  finish: z.enum(['stop', 'length', 'content_filter', 'tool_calls']).optional(),
  /** Tokens. */
  usage: z.strictObject({ prompt: z.int().min(0), completion: z.int().min(0) }).optional(),
});
/** What a model says, the answer to chat completions, text completions and Anthropic's messages. */
export type Message = z.infer<typeof message>;

const embedding = z.strictObject({
  kind: z.literal('embedding'),
  /** One for each text of a request, in turn; without any, each text has a vector of its own words. */
  vectors: z.array(z.array(z.number())).min(1).optional(),
  /** Of a vector that is made of a text, where the request does not say it. */
  dimensions: z.int().positive().default(384),
});
export type Embedding = z.infer<typeof embedding>;

const moderation = z.strictObject({
  kind: z.literal('moderation'),
  /** What is flagged for which of OpenAI's categories: texts with `text` in them, without it all. All else is harmless. */
  flagged: z.array(z.strictObject({ category: z.string(), text: z.string().optional() })),
});
export type Moderation = z.infer<typeof moderation>;

const ranking = z.strictObject({
  kind: z.literal('ranking'),
  /** How near each text is to the query; one that is not listed scores 0. */
  scores: z.record(z.string(), z.number()),
});
export type Ranking = z.infer<typeof ranking>;

const page = z.strictObject({
  title: z.string(),
  url: z.string(),
  content: z.string(),
  /** Between 0 and 1, where the service states one. */
  score: z.number().optional(),
});
export type FoundPage = z.infer<typeof page>;
/** What a search of the web finds. */
const search = z.strictObject({ kind: z.literal('search'), pages: z.array(page) });

const failure = z.strictObject({
  kind: z.literal('failure'),
  status: z.int().min(400).max(599),
  headers: z.record(z.string(), z.string()).default({}),
  message: z.string(),
  /** In place of the one that the API has for the status. */
  type: z.string().optional(),
  param: z.string().optional(),
  code: z.string().optional(),
});
/** An error in the form of the API that is asked. */
export type Failure = z.infer<typeof failure>;

const plain = z.strictObject({
  kind: z.literal('plain'),
  status: z.int().min(200).max(599),
  headers: z.record(z.string(), z.string()).default({}),
  body: z
    .union([
      z.strictObject({ json: z.json() }),
      z.strictObject({ text: z.string() }),
      z.strictObject({ base64: z.base64() }),
    ])
    .optional(),
});
/** An answer as it stands, whatever was asked. */
export type Plain = z.infer<typeof plain>;

const stream = z.strictObject({
  kind: z.literal('stream'),
  /** One event each: a value is the data of one; a text is an event as it stands, its blank line included. */
  events: z.array(z.union([z.strictObject({ data: z.json() }), z.strictObject({ raw: z.string() })])),
});

/** The connection is reset before an answer begins. */
const reset = z.strictObject({ kind: z.literal('reset') });
/** The connection is closed before an answer begins, as by a server that ends. */
const closed = z.strictObject({ kind: z.literal('closed') });
/** The answer begins, and nothing comes of it until the other side goes away. */
const held = z.strictObject({ kind: z.literal('held') });

export const Answer = z.strictObject({
  content: z.discriminatedUnion('kind', [
    failure,
    message,
    embedding,
    moderation,
    ranking,
    search,
    plain,
    stream,
    reset,
    closed,
    held,
  ]),
  when: Condition.default({}),
  /** Regular expressions; the text of an answer has `{{name}}` for what the first group, or all, of one matches. */
  capture: z.record(z.string(), z.strictObject({ source: z.string(), flags: z.string() })).default({}),
  /** How many requests it answers. */
  times: z.union([z.int().positive(), z.literal('any')]).default(1),
  /** Nothing has to ask for it. */
  optional: z.boolean().default(false),
  /**
   * It ends early, behind so many pieces of its content: by a broken connection, in the middle of what comes then
   * (`torn`), or not until the other side goes away. In the headers (`head`) there are no pieces yet.
   */
  end: z
    .union([
      z.strictObject({ after: z.int().min(0), how: z.enum(['broken', 'torn', 'held']) }),
      z.strictObject({ how: z.literal('head') }),
    ])
    .optional(),
  delivery: Delivery.default({}),
});
export type Answer = z.infer<typeof Answer>;
export type Content = Answer['content'];
/** What may be sent: defaults left out. */
export type GivenAnswer = z.input<typeof Answer>;
