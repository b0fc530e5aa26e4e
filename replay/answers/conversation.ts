/** What a request to a model says, in whichever API it is made. */

/** A function that is offered, with the schema of its parameters. */
export interface OfferedTool {
  name: string;
  parameters?: unknown;
}

export interface Conversation {
  model: string;
  /** The joined texts of all system and developer messages. */
  system: string;
  /** The last user message, a list of parts by its joined text; or the prompt. Undefined where there is none. */
  user: string | undefined;
  /** Whether the last user message holds an image. */
  image: boolean;
  /** The address of the conversation's last image, and the data of its last file. */
  lastImage: string | undefined;
  lastFile: string | undefined;
  /** The results of tools after the last user message. */
  toolResults: string[];
  tools: OfferedTool[];
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
  /** How many log probabilities are asked for with each token; undefined where none are. */
  logprobs: number | undefined;
}

/** One message of a conversation, as all APIs have it. */
export interface Said {
  role: string;
  text: string;
  image?: string | undefined;
  file?: string | undefined;
}

/** What follows from the messages of a request. */
export function saidIn(messages: readonly Said[]) {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const user = messages[last];
  return {
    system: messages
      .filter(({ role }) => role === 'system' || role === 'developer')
      .map(({ text }) => text)
      .join('\n'),
    user: user?.text,
    image: user?.image !== undefined,
    lastImage: messages.findLast(({ image }) => image !== undefined)?.image,
    lastFile: messages.findLast(({ file }) => file !== undefined)?.file,
    toolResults: messages.slice(last + 1).flatMap(({ role, text }) => (role === 'tool' ? [text] : [])),
    told: messages.map(({ role, text }) => `${role}: ${text}`),
    messages: messages.length,
    words: countWords(messages.map(({ text }) => text).join(' ')),
  };
}

/** Words stand for tokens in a usage that is made up: random ids of equal length must not change the count. */
export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}
