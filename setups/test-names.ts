/** How data names tests: one by its name, or many by what their names begin with. */
import { z } from 'zod';

const MANY = /(\/| › )\*$/;
const many = z.string().regex(MANY, 'tests are `<folder>/*`, `<spec file> › *` or `<spec file> › <describe> › *`');

/** The name of one test: `<spec file below e2e/> › <describe> › <title>`. */
export const oneTest = z.string().regex(/ › ./, 'a test is `<spec file> › <title>`');

/** The name of a test, or with `*` at the end of all whose names begin so: `messages/*`, `chat/tools.spec.ts › *`. */
export const oneOrManyTests = z.union([many, oneTest]);

/** Data that is about tests: the one named, or many with exceptions. */
export interface AboutTests {
  test: string;
  except?: string[] | undefined;
}

/** The entry for a test: one for it alone goes before one for many, and of those the one that says most of the name. */
export function mostSpecific<T extends AboutTests>(entries: readonly T[], test: string): T | undefined {
  const about = entries.filter((entry) => isAbout(entry, test));
  return about.sort((a, b) => Number(isMany(a)) - Number(isMany(b)) || b.test.length - a.test.length)[0];
}

/** Whether an entry is about a test, or about all of many that are named by a pattern. */
export function isAbout(entry: AboutTests, test: string): boolean {
  return isMany(entry) ? begins(entry, test) && !entry.except?.includes(test) : entry.test === test;
}

function isMany({ test }: AboutTests): boolean {
  return MANY.test(test);
}

function begins({ test }: AboutTests, name: string): boolean {
  return name.startsWith(test.slice(0, -1));
}

/** Refines an entry: only one for many has exceptions, and they are among them. */
export function demandExceptions(entry: AboutTests, context: z.RefinementCtx): void {
  for (const test of entry.except ?? []) {
    if (isMany(entry) && begins(entry, test)) continue;
    context.addIssue({ code: 'custom', path: ['except'], message: `"${test}" is not among "${entry.test}"` });
  }
}
