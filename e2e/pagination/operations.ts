/** The lists of the API that have pages, and what the tests need to know of each. */
import type Anthropic from '@anthropic-ai/sdk';
import type { OpenAI } from 'openai';
import type { Batch } from 'openai/resources/batches';
import type { FileObject } from 'openai/resources/files';
import type { Skill } from 'openai/resources/skills';
import type { ConversationFixtures } from '../../fixtures/conversations.ts';
import type { Answer } from '../../fixtures/http-client.ts';
import type { VectorStoreFixtures } from '../../fixtures/vector-stores.ts';
import { OWN_LISTS } from './own-lists.ts';
import { SHARED_LISTS } from './shared-lists.ts';

/** A list with three things of the test in it. */
export interface Filled {
  path: string;
  /** Of the test's things; empty where the list is the only one to say them. */
  ids: string[];
  remove: (id: string) => Promise<unknown>;
}

/** What a list is filled with. */
export type Filling = ConversationFixtures &
  VectorStoreFixtures & {
    client: OpenAI;
    messagesClient: Anthropic;
    textModel: string;
    embeddingModel: { id: string; dimension: number };
    /** Uploads a file for each text. */
    notes: (texts: readonly string[]) => Promise<FileObject[]>;
    batchFile: (lines: readonly object[]) => Promise<FileObject>;
    untilEnded: (batch: Batch) => Promise<Batch>;
    skills: OpenAI['skills'];
    postBundle: (form: FormData, below?: string) => Promise<Answer>;
    uploadedSkill: (skillMd: string) => Promise<Skill>;
  };

export interface ListOperation {
  /** Its path, with `{id}` for ids. */
  operation: string;
  tag: '@stack' | '@any-provider';
  /** What a stack must have for it besides. */
  needs?: '@skills';
  /** Whether the list holds things of this test only. */
  own: boolean;
  /** Whether its order can be asked for. */
  ordered: boolean;
  before: boolean;
  deletable: boolean;
  /** The most that a page may be asked for; undefined where no document says one. */
  maximum?: number;
  /** Whether it is the list of Anthropic's API, whose cursors are `after_id` and `before_id`. */
  anthropic?: true;
  fillWith: (filling: Filling) => Promise<Filled>;
}

export const LISTS: readonly ListOperation[] = [...OWN_LISTS, ...SHARED_LISTS];
