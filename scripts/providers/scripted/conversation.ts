import { z } from 'zod';

const partSchema = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  image_url: z.looseObject({ url: z.string() }).optional(),
  file: z.looseObject({ file_data: z.string().optional() }).optional(),
});

const messageSchema = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(partSchema)]).nullish(),
});

const requestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(messageSchema),
  n: z.number().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  tools: z
    .array(z.looseObject({ function: z.looseObject({ name: z.string(), parameters: z.json().optional() }).optional() }))
    .nullish(),
});

type Message = z.infer<typeof messageSchema>;

/** What a script can ask of a chat-completions request. */
export interface Conversation {
  model: string;
  /** The joined texts of all system and developer messages. */
  system: string;
  /** The last user message; a list of parts counts by its joined text. */
  user: string;
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
}

/**
 * Reads the body of `POST …/chat/completions`. Gives `undefined` for what no script can answer: something else than a
 * chat request, one without a user message, or one for several choices.
 */
export function readConversation(body: string): Conversation | undefined {
  const parsed = requestSchema.safeParse(parseJson(body));
  if (!parsed.success) return undefined;
  const { model, messages, n, stream, stream_options, tools } = parsed.data;
  const last = messages.findLastIndex((message) => message.role === 'user');
  const user = messages[last];
  if (user === undefined || (n ?? 1) > 1) return undefined;
  return {
    model,
    system: messages
      .filter(({ role }) => role === 'system' || role === 'developer')
      .map(text)
      .join('\n'),
    user: text(user),
    image: partsOf(user).some((part) => part.type === 'image_url'),
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
  };
}

function partsOf({ content }: Message) {
  return Array.isArray(content) ? content : [];
}

function text({ content }: Message): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => part.text ?? '').join('');
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Words stand for tokens in the usage that a script states: random ids of equal length must not change the count. */
export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}
