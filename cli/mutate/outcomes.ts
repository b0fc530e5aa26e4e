/** What became of each mutant, as lines of a file that a later run goes on from. */
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { UsageFault } from '../../errors/fault.ts';
import { WAYS } from '../../run/changed-recordings.ts';

/** What decides the sample: outcomes of another one say nothing of this one. */
const Header = z.strictObject({
  seam: z.enum(['stack', 'provider']),
  line: z.string(),
  projects: z.array(z.string()),
  sample: z.int(),
  seed: z.int(),
  /** How many places there were to choose from. */
  places: z.int(),
});
export type Header = z.infer<typeof Header>;

const Outcome = z.strictObject({
  /** Of the mutant: its position in the sample. */
  id: z.int(),
  /** Nobody noticed it where this is empty; undefined where its test cannot judge: see `unsound`, and `Ran`. */
  by: z.array(z.enum(WAYS)).optional(),
  why: z.string().optional(),
});
export type Outcome = z.infer<typeof Outcome>;

/** Begins the file, or reads what is in it. @throws {UsageFault} where it is of another sample */
export async function openOutcomes(file: string, header: Header, resume: boolean): Promise<Outcome[]> {
  const text = resume ? await readFile(file, 'utf8').catch(() => '') : '';
  // A line that was cut when the run was killed is tried again.
  const [first, ...rest] = text.split('\n').slice(0, -1);
  if (first === undefined) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(header)}\n`);
    return [];
  }
  const of = JSON.stringify(Header.parse(JSON.parse(first)));
  if (of === JSON.stringify(header)) {
    await writeFile(file, [first, ...rest, ''].join('\n'));
    return rest.map((line) => Outcome.parse(JSON.parse(line)));
  }
  throw new UsageFault({
    what: `${file} has the outcomes of another sample.`,
    why: `It is of ${of}, and this is ${JSON.stringify(header)}: another option, or recordings that have changed since.`,
    fix: 'Leave --resume out, which begins anew.',
  });
}

export async function addOutcomes(file: string, outcomes: readonly Outcome[]): Promise<void> {
  await appendFile(file, outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join(''));
}
