/** What a request to a model says, in whichever of the APIs it is made. */
import { z } from 'zod';
import type { Json } from '../recording/exchange.ts';

const part = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  image_url: z.looseObject({ url: z.string() }).optional(),
  file: z.looseObject({ file_data: z.string().optional() }).optional(),
});

const message = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(part)]).nullish(),
});

const chatRequest = z.looseObject({
  model: z.string(),
  messages: z.array(message),
  n: z.number().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  tools: z
    .array(z.looseObject({ function: z.looseObject({ name: z.string(), parameters: z.json().optional() }).optional() }))
    .nullish(),
});

type Message = z.infer<typeof message>;

/** What a chat-completions request says. */
export interface Conversation {
  model: string;
  /** The joined texts of all system and developer messages. */
  system: string;
  /** The last user message; a list of parts counts by its joined text. Undefined where there is none. */
  user: string | undefined;
  /** Whether the last user message holds an image part. */
  image: boolean;
  /** The address of the conversation's last image, and the data of its last file. */
  lastImage: string | undefined;
  lastFile: string | undefined;
  /** The texts of the tool messages after the last user message. */
  toolResults: string[];
  /** The functions offered, in the request's order, each with the schema of its parameters. */
  tools: { name: string; parameters?: unknown }[];
  /** All messages, in order, as `<role>: <text>` each. */
  told: string[];
  /** The rest of the request: all but its messages. */
  settings: Record<string, unknown>;
  /** How many messages there are, and words in them. */
  messages: number;
  words: number;
  stream: boolean;
  includeUsage: boolean;
  /** How many answers are asked for. */
  choices: number;
}

/** Reads the body of `POST …/chat/completions`. Gives `undefined` for anything else. */
export function readConversation(body: Json | undefined): Conversation | undefined {
  const parsed = chatRequest.safeParse(body);
  if (!parsed.success) return undefined;
  const { model, messages, n, stream, stream_options, tools } = parsed.data;
  const last = messages.findLastIndex((message) => message.role === 'user');
  const user = messages[last];
  return {
    model,
    system: messages
      .filter(({ role }) => role === 'system' || role === 'developer')
      .map(text)
      .join('\n'),
    user: user && text(user),
    image: user !== undefined && partsOf(user).some((part) => part.type === 'image_url'),
    lastImage: messages.flatMap(partsOf).findLast((part) => part.image_url)?.image_url?.url,
    lastFile: messages.flatMap(partsOf).findLast((part) => part.file)?.file?.file_data,
    toolResults: messages
      .slice(last + 1)
      .filter(({ role }) => role === 'tool')
      .map(text),
    tools: (tools ?? []).flatMap((tool) => tool.function ?? []),
    settings: Object.fromEntries(Object.entries(parsed.data).filter(([name]) => name !== 'messages')),
    told: messages.map((message) => `${message.role}: ${text(message)}`),
    messages: messages.length,
    words: countWords(messages.map(text).join(' ')),
    stream: stream ?? false,
    includeUsage: stream_options?.include_usage ?? false,
    choices: n ?? 1,
  };
}

function partsOf({ content }: Message) {
  return Array.isArray(content) ? content : [];
}

function text({ content }: Message): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => part.text ?? '').join('');
}

/** Words stand for tokens in a usage that is made up: random ids of equal length must not change the count. */
export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}
