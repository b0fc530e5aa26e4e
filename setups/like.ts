/** A setup that is like another one: the same providers, asked the same, by a stack that differs. */
import { z } from 'zod';
import { environment, name, needs, Placeholder } from './fields.ts';
import { Gap } from './gaps.ts';

/**
 * The file of such a setup: all that it does not state is the other's. Its tests ask the providers what the other's do, so
 * they replay the other's recordings, and nothing is recorded under it.
 */
export const LikeFile = z.strictObject({
  like: name,
  /** Gaps of its own, besides the other's. */
  gaps: z.array(Gap).default([]),
  /** Tests that are known gaps of the other, or of the line, and pass under it: `<spec file> › <title>`. */
  passes: z.array(z.string().includes(' › ')).default([]),
  /** The stack config pointer of a run that names none. */
  stack: z.string().min(1),
  /** Where that stack has its stores; a run on a stack that has them elsewhere would prove nothing, and is refused. */
  stores: z.enum(['postgres']).optional(),
  /** The type of the provider that holds that stack's vectors, `inline::qdrant`; another is refused likewise. */
  vectors: z.string().min(1).optional(),
  /** Likewise of the provider that holds its files, `remote::s3`. */
  files: z.string().min(1).optional(),
  /** The server that holds what its stack keeps, as a URL with variables: `postgres://${env.POSTGRES_HOST}:5432`. */
  server: z.string().includes('${env.').optional(),
  /** Releases of which no stack can serve it, `ogx@1.5.0`: they are refused before they start. */
  broken: z.array(z.strictObject({ release: z.string().includes('@'), what: needs, fix: needs })).optional(),
  /** What the Python of its stack must be able to run, and what follows where it cannot. */
  python: z.strictObject({ runs: z.string().min(1), else: needs, fix: needs }).optional(),
  /**
   * Members that answers of its stack lack and the line's have, by the kind of the object as `setups/members/<line>.yaml` has
   * it: `file processed: [expires_at]`.
   */
  leavesOut: z.record(z.string(), z.array(z.string()).min(1)).optional(),
  /** What its stack tells the providers otherwise than the other's: the scores of another distance. */
  placeholders: z.array(Placeholder).optional(),
  environment,
  /** It runs the other's tests a second time, so only when it is asked for. */
  default: z.literal(false),
  needs,
});

interface Borrowing {
  name: string;
  /** The setup whose recordings it replays. */
  recordings: string;
}

/** What a run is about to do with recordings. */
export interface Use {
  mode: string;
  /** Whether the stack's answers take the place of the recorded ones. */
  acceptsDrift: boolean;
  /** Whether recorded answers stand in for the stack. */
  onRecordedStack: boolean;
}

/** Why this run cannot be under one of the setups, which has another's recordings; undefined when it can. */
export function borrowingFault(
  setups: readonly Borrowing[],
  use: Use,
): { what: string; why: string; fix: string } | undefined {
  const found = setups.find(({ name, recordings }) => name !== recordings);
  if (found === undefined) return undefined;
  const { name, recordings } = found;
  if (use.mode === 'record' || use.mode === 'record-if-missing') {
    return {
      what: `Nothing is recorded under setup ${name}.`,
      why: `It asks the providers what ${recordings} asks them, and replays its recordings.`,
      fix: `Record under ${recordings}: npm run record -- --project=${recordings}.`,
    };
  }
  if (use.acceptsDrift) {
    return {
      what: `The stack's answers under setup ${name} cannot be taken over.`,
      why: `The recordings that it replays are those of ${recordings}, with the answers of its stack.`,
      fix: `Do it under ${recordings}: npm run recordings -- accept-drift --project=${recordings}. What is wrong under ${name} only is a gap of setups/${name}.yaml.`,
    };
  }
  if (use.onRecordedStack) {
    return {
      what: `Setup ${name} cannot run on recorded answers of the stack.`,
      why: `The recorded answers are those of ${recordings}'s stack, so they would say nothing about this one.`,
      fix: `Leave STACK_CONFIG out, or run ${recordings}: STACK_CONFIG=recorded npx playwright test --project=${recordings}.`,
    };
  }
  return undefined;
}
